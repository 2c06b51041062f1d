"""When a subscription reminds of its term's end."""

from __future__ import annotations

from datetime import datetime

from curule.core import renewal
from curule.data.models import Subscription
from curule.selectors.catalog import PlanTerms


def plan_reminder(
    subscription: Subscription, terms: PlanTerms, *, after: datetime | None = None
) -> None:
    """Set when the next reminder is due, without saving; none is before the term began."""
    subscription.remind_at = None
    if subscription.term_starts_at is None or subscription.term_ends_at is None:
        return
    due = renewal.reminders(
        term_starts_at=subscription.term_starts_at,
        term_ends_at=subscription.term_ends_at,
        days_before=terms.policy.renewal.reminder_days,
        zone=subscription.time_zone,
    )
    later = [reminder.at for reminder in due if after is None or reminder.at > after]
    subscription.remind_at = min(later, default=None)
