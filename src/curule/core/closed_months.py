"""Closed months: what has been read stays as it was read, and what comes late counts later.

Everything up to a day is closed, or nothing is. What is of a closed day counts on the first open
one; its own day is kept beside it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from typing import Final

from curule.core.anchors import MIDNIGHT
from curule.core.localtime import local_date, resolve_local
from curule.core.months import Month
from curule.core.refusals import Refusal, RefusalCode, refuse

_LAST_ZONE: Final = "Etc/GMT+12"
"""Where a day ends last; in `Etc` the sign is turned."""


@unique
class Closing(StrEnum):
    """What was done about a month."""

    CLOSED = "closed"
    REOPENED = "reopened"


def open_on(day: date, closed_through: date | None) -> date:
    """Return the day on which something counts that is of `day`.

    >>> open_on(date(2026, 4, 28), date(2026, 4, 30)).isoformat()
    '2026-05-01'
    >>> open_on(date(2026, 5, 2), date(2026, 4, 30)).isoformat()
    '2026-05-02'
    """
    if closed_through is None or day > closed_through:
        return day
    return closed_through + timedelta(days=1)


def open_at(at: datetime, zone: str, closed_through: date | None) -> datetime:
    """Return the instant at which something counts that is of `at`: the same, on an open day.

    >>> from datetime import UTC
    >>> open_at(datetime(2026, 4, 28, 9, tzinfo=UTC), "Europe/Paris", date(2026, 4, 30)).isoformat()
    '2026-04-30T22:00:00+00:00'
    """
    day = local_date(at, zone)
    counts_on = open_on(day, closed_through)
    return at if counts_on == day else resolve_local(counts_on, MIDNIGHT, zone)


def last_day_of(month: Month) -> date:
    """Return the last day of a month."""
    return month.after - timedelta(days=1)


def decide_closing(month: Month, closed_through: date | None, now: datetime) -> date | Refusal:
    """Return the day through which all is closed once a month is.

    Refuses `month_not_over` while it is still that month anywhere in the world, and
    `month_is_closed`.
    """
    if local_date(now, _LAST_ZONE) < month.after:
        return refuse(RefusalCode.MONTH_NOT_OVER, month=str(month))
    if closed_through is not None and last_day_of(month) <= closed_through:
        return refuse(RefusalCode.MONTH_IS_CLOSED, month=str(month))
    return last_day_of(month)


def decide_reopening(month: Month, closed_through: date | None) -> date | Refusal:
    """Return the day through which all stays closed once a month and all after it are open.

    Refuses `month_is_open`.
    """
    if closed_through is None or closed_through < month.first:
        return refuse(RefusalCode.MONTH_IS_OPEN, month=str(month))
    return month.first - timedelta(days=1)
