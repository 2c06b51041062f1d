"""Dates as one would count them on a wall calendar: the model's own, and deliberately plain."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
MIDNIGHT = time(0)


def wall(instant: datetime, zone: str) -> datetime:
    """What the clock shows."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def day_of(instant: datetime, zone: str) -> date:
    return wall(instant, zone).date()


def instant_of(on: date, at: time, zone: str) -> datetime:
    """The first instant at which the clock shows that time, or the first later one it shows."""
    shown = datetime.combine(on, at.replace(fold=0))
    while True:
        found = shown.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
        if wall(found, zone) == shown:
            return found
        shown = shown.replace(second=0, microsecond=0) + MINUTE


def days_after(instant: datetime, days: int, zone: str) -> datetime:
    """The same time of day, so many calendar days later."""
    here = wall(instant, zone)
    return instant_of(here.date() + timedelta(days=days), here.time(), zone)


def month_later(on: date, months: int, wanted_day: int) -> date:
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return date(year, month + 1, min(wanted_day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Every:
    """How often a price is due: every so many months, or every so many days."""

    months: int = 0
    days: int = 0

    def times(self, length: Every) -> int:
        """How many of these make up a term."""
        return length.months // self.months if self.months else length.days // self.days


@dataclass(frozen=True)
class Grid:
    """The boundaries of periods: boundary 0 lies on `on`, the others every so often from there."""

    on: date
    wanted_day: int
    at: time
    zone: str
    every: Every

    def date_of(self, index: int) -> date:
        if self.every.months:
            return month_later(self.on, index * self.every.months, self.wanted_day)
        return self.on + timedelta(days=index * self.every.days)

    def boundary(self, index: int) -> datetime:
        return instant_of(self.date_of(index), self.at, self.zone)

    def index_at(self, instant: datetime) -> int:
        """Which period an instant lies in, found by walking."""
        index = 0
        while self.boundary(index) > instant:
            index -= 1
        while self.boundary(index + 1) <= instant:
            index += 1
        return index


def grid_from(instant: datetime, zone: str, unit: str, every: Every) -> Grid:
    """Boundary 0 is the first paid moment; but for seconds, the midnight its day began with."""
    here = wall(instant.replace(microsecond=0), zone)
    at = here.time() if unit == "second" else MIDNIGHT
    return Grid(on=here.date(), wanted_day=here.day, at=at, zone=zone, every=every)


def grid_on(rule: str, number: tuple[int, int], begun: Grid) -> Grid:
    """The first boundary of a fixed rule on or after the first paid day."""
    first, every = begun.on, begun.every
    if rule == "day_of_week":
        on = first
        while on.weekday() != number[0]:
            on += timedelta(days=1)
        return Grid(on=on, wanted_day=on.day, at=begun.at, zone=begun.zone, every=every)
    month, day = number if rule == "day_of_year" else (first.month, number[0])
    on = month_later(date(first.year, month, 1), 0, day)
    grid = Grid(on=on, wanted_day=day, at=begun.at, zone=begun.zone, every=every)
    index = 0
    while grid.date_of(index) < first:
        index += 1
    while grid.date_of(index - 1) >= first:
        index -= 1
    return Grid(on=grid.date_of(index), wanted_day=day, at=begun.at, zone=begun.zone, every=every)


def rest_of(
    unit: str, starts_at: datetime, ends_at: datetime, at: datetime, grid: Grid
) -> Fraction:
    """Which part of a whole period is left at `at`; of its day all of it."""
    if unit == "second":
        return Fraction(
            int((ends_at - at.replace(microsecond=0)).total_seconds()),
            int((ends_at - starts_at).total_seconds()),
        )
    return rest_from_day(unit, starts_at, ends_at, day_of(at, grid.zone), grid)


def rest_from_day(
    unit: str, starts_at: datetime, ends_at: datetime, day: date, grid: Grid
) -> Fraction:
    first, end = day_of(starts_at, grid.zone), day_of(ends_at, grid.zone)
    if day >= end:
        return Fraction(0)
    if unit == "day":
        return Fraction((end - day).days, (end - first).days)
    months = 12 * (end.year - first.year) + end.month - first.month
    gone = 30 * (12 * (day.year - first.year) + day.month - first.month)
    gone += min(day.day, 30) - min(grid.wanted_day, 30)
    return Fraction(30 * months - min(max(gone, 0), 30 * months), 30 * months)
