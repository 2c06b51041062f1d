"""What is reminded of before it happens: ends of terms, fewer seats, offers that expire."""

from __future__ import annotations

from typing import Final

from curule.core.lifecycle import Status
from curule.data import models
from curule.services import receiving
from curule.services._calendar import MAILS
from curule.services._sweeping import column_source
from curule.services.changes import reminders
from curule.services.sweeps import reduction_reminders

REMINDERS: Final = (
    column_source(
        "reminder",
        MAILS,
        lambda: models.Subscription.objects.exclude(status=Status.ENDED),
        "remind_at",
        lambda item: reminders.remind(
            account_id=item.account_id, subscription_id=item.id, now=item.due_at
        ),
    ),
    column_source(
        "reduction_reminder",
        MAILS,
        lambda: models.ScheduledReduction.objects.filter(status="open"),
        "remind_at",
        lambda item: reduction_reminders.remind(
            account_id=item.account_id, reduction_id=item.id, now=item.due_at
        ),
    ),
    column_source(
        "quote_reminder",
        MAILS,
        lambda: models.Quote.objects.filter(status="open"),
        "remind_at",
        lambda item: receiving.remind_of_offer(
            account_id=item.account_id, quote_id=item.id, now=item.due_at
        ),
    ),
)
"""Every kind of reminder; of all that falls due at one instant, mails come last."""
