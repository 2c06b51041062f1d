"""A command must not decide on what time has already changed.

The worker carries subscriptions over the boundaries of their periods. A command that comes between
a boundary and the worker would decide on yesterday's period. It is undone, what is due is done, and
it runs again: at any instant a command sees everything done that was due by then.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.lifecycle import Status
from curule.data.models import Subscription
from curule.selectors.standings import grace_of
from curule.services._command import Command


class Behind(Exception):
    """Something was due by now that nobody has done yet."""


def lock_up_to_date(command: Command, subscription_id: UUID) -> Subscription:
    """Lock a subscription that nothing is due on. Raises `Behind`, which undoes the command."""
    subscription = command.lock_subscription(subscription_id)
    if is_behind(subscription, command.now):
        raise Behind
    return subscription


def is_behind(subscription: Subscription, now: datetime) -> bool:
    """Whether a boundary or the end of grace has passed and is not written down."""
    match Status(subscription.status):
        case Status.INCOMPLETE | Status.ENDED:
            return False
        case Status.TRIALING:
            return _has_come(subscription.trial_ends_at, now)
        case _:
            return (
                _has_come(subscription.period_ends_at, now)
                or grace_of(subscription, now).status is Status.ENDED
            )


def _has_come(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now
