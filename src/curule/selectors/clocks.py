"""The time it is in an account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.data import models


def now_for(account_id: UUID, real_now: datetime) -> datetime:
    """Return the time of the account's test clock, or the real time where it has none.

    A clock that follows real time was brought forward by the last sweep only; it is the real time
    that counts, unless somebody moved the clock ahead of it.
    """
    clock = models.Account.objects.select_related("clock").get(id=account_id).clock
    if clock is None:
        return real_now
    return clock.now if clock.follows_from is None else max(clock.now, real_now)
