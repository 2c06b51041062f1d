"""Leases: free seats that people borrow for a while, and keep as long as they say they use them.

A lease is an ordinary assignment with an end. It counts among the same seats, and is over at its
end for every reader, whether or not anybody has written that down.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=1)
USUAL: Final = timedelta(minutes=15)
"""So long a seat is borrowed for where nobody says how long."""


def end_after(now: datetime, lasts: timedelta, *, before: datetime | None = None) -> datetime:
    """Return when a lease ends that somebody takes or keeps `now`; never earlier than `before`.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    >>> end_after(noon, timedelta(minutes=5)).minute
    5
    >>> end_after(noon, timedelta(minutes=5), before=noon + timedelta(minutes=8)).minute
    8

    Raises `ValueError` for a time that is shorter than a minute or longer than a day.
    """
    if not SHORTEST <= lasts <= LONGEST:
        raise ValueError(lasts)
    return max(now + lasts, before or now)
