"""The time it is in an account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.data import models


def now_for(account_id: UUID, real_now: datetime) -> datetime:
    """Return the time of the account's test clock, or the real time where it has none."""
    account = models.Account.objects.select_related("clock").get(id=account_id)
    return real_now if account.clock is None else account.clock.now
