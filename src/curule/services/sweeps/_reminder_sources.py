"""What is reminded of before it happens: ends of terms, fewer seats, offers that expire."""

from __future__ import annotations

from typing import Final

from curule.core.lifecycle import Status
from curule.data import models
from curule.services import receiving
from curule.services._calendar import MAILS
from curule.services._sources import Source
from curule.services.changes import reminders
from curule.services.sweeps import reduction_reminders

REMINDERS: Final = (
    Source(
        name="reminder",
        rank=MAILS,
        rows=lambda: models.Subscription.objects.exclude(status=Status.ENDED),
        column="remind_at",
        carry_out=lambda item: reminders.remind(
            account_id=item.account_id, subscription_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="reduction_reminder",
        rank=MAILS,
        rows=lambda: models.ScheduledReduction.objects.filter(status="open"),
        column="remind_at",
        carry_out=lambda item: reduction_reminders.remind(
            account_id=item.account_id, reduction_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="quote_reminder",
        rank=MAILS,
        rows=lambda: models.Quote.objects.filter(status="open"),
        column="remind_at",
        carry_out=lambda item: receiving.remind_of_offer(
            account_id=item.account_id, quote_id=item.id, now=item.due_at
        ),
    ),
)
"""Every kind of reminder; of all that falls due at one instant, mails come last."""
