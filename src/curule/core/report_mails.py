"""Reports that staff are mailed by the calendar: when, and of which month (V18)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique
from typing import Final
from zoneinfo import ZoneInfo

from curule.core.months import Month
from curule.core.recognition import first_of_next_month

AT: Final = time(6)
"""In the morning, before work, where the reader is."""


@unique
class Every(StrEnum):
    """How often somebody is mailed a report: each Monday, or on the first day of each month."""

    WEEK = "week"
    MONTH = "month"


def next_mail(every: Every, after: datetime, zone: str) -> datetime:
    """Return the first time after an instant at which a report is mailed to a reader in a zone.

    >>> from datetime import UTC
    >>> str(next_mail(Every.MONTH, datetime(2026, 10, 31, 12, tzinfo=UTC), "Europe/Paris"))
    '2026-11-01 06:00:00+01:00'
    """
    there = ZoneInfo(zone)
    today = after.astimezone(there).date()
    day = today if _is_a_day(every, today) else _day_after(every, today)
    found = datetime.combine(day, AT, there)
    if found > after:
        return found
    return datetime.combine(_day_after(every, day), AT, there)


def month_told(at: datetime, zone: str) -> Month:
    """Return the month that a report of a time is about: that of the day before.

    On the first day of a month it is the whole month that has ended.
    """
    return Month.of(at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1))


def _is_a_day(every: Every, day: date) -> bool:
    return day.weekday() == 0 if every is Every.WEEK else day.day == 1


def _day_after(every: Every, day: date) -> date:
    if every is Every.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return first_of_next_month(day)
