"""A command must not decide on what time has already changed.

The worker carries subscriptions over the boundaries of their periods. A command that comes between
a boundary and the worker would decide on yesterday's period. It is undone, what is due is done, and
it runs again: at any instant a command sees everything done that was due by then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from curule.core.lifecycle import Status
from curule.data.models import Subscription
from curule.selectors.standings import grace_of
from curule.services._command import Command

_SHORTEST: Final = timedelta(microseconds=1)
"""No two instants that the database tells apart are nearer to each other."""


class Behind(Exception):
    """Something was due by now that nobody has done yet."""


def lock_up_to_date(command: Command, subscription_id: UUID) -> Subscription:
    """Lock a subscription that nothing is due on. Raises `Behind`, which undoes the command."""
    subscription = command.lock_subscription(subscription_id)
    if is_behind(subscription, command.now):
        raise Behind
    return subscription


def lock_for_payment(command: Command, subscription_id: UUID) -> Subscription:
    """Lock a subscription that money has come for. Raises `Behind` as `lock_up_to_date` does.

    At one instant payments come before the steps of grace: what ends at this very instant has not
    ended for the money that comes with it.
    """
    subscription = command.lock_subscription(subscription_id)
    if is_behind(subscription, command.now, grace_until=command.now - _SHORTEST):
        raise Behind
    return subscription


def grace_ran_out(subscription: Subscription, now: datetime) -> bool:
    """Whether grace ended before this very instant, and nobody has written that down yet."""
    if subscription.status == Status.ENDED:
        return False
    return grace_of(subscription, now - _SHORTEST).status is Status.ENDED


def is_behind(
    subscription: Subscription, now: datetime, *, grace_until: datetime | None = None
) -> bool:
    """Whether a boundary or the end of grace has passed and is not written down."""
    match Status(subscription.status):
        case Status.INCOMPLETE | Status.ENDED:
            return False
        case Status.TRIALING:
            return _has_come(subscription.trial_ends_at, now)
        case _:
            return (
                _has_come(subscription.period_ends_at, now)
                or grace_of(subscription, grace_until or now).status is Status.ENDED
            )


def _has_come(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now
