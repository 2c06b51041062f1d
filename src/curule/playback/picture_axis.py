"""Where the dates stand on a time axis: few enough to read, on days that people know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from curule.core.anchors import add_months
from curule.core.localtime import resolve_local


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis; `part` is its place between 0, the start, and 1, the end."""

    part: float
    label: str


_DAYS: Final = (1, 2, 7, 14)
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120)


def ticks(starts_at: datetime, ends_at: datetime, *, zone: str, most: int) -> tuple[Tick, ...]:
    """Return at most `most` dates between two instants, the local midnights of regular days."""
    length = ends_at - starts_at
    days = length / timedelta(days=1)
    step_days = next((step for step in _DAYS if days / step <= most), None)
    if step_days is not None:
        dates = _every_days(starts_at, step_days, zone)
    else:
        step = next((step for step in _MONTHS if days / 30.4 / step <= most), _MONTHS[-1])
        dates = _every_months(starts_at, step, zone)
    found: list[Tick] = []
    for on in dates:
        instant = resolve_local(on, time(0), zone)
        if instant > ends_at:
            break
        if instant >= starts_at:
            found.append(Tick((instant - starts_at) / length, on.isoformat()))
    return tuple(found)


def _first_day(starts_at: datetime, zone: str) -> date:
    return starts_at.astimezone(ZoneInfo(zone)).date()


def _every_days(starts_at: datetime, step: int, zone: str) -> Iterator[date]:
    on = _first_day(starts_at, zone)
    while True:
        yield on
        on += timedelta(days=step)


def _every_months(starts_at: datetime, step: int, zone: str) -> Iterator[date]:
    first = _first_day(starts_at, zone)
    # Quarters begin in January, whatever month the scenario begins in; and decades in 2030.
    months = -((12 * first.year + first.month - 1) % step)
    while True:
        yield add_months(first, months, 1)
        months += step


def part_of(instant: datetime, starts_at: datetime, ends_at: datetime) -> float:
    """Return the place of an instant between 0, the start, and 1, the end."""
    return (instant.astimezone(UTC) - starts_at) / (ends_at - starts_at)
