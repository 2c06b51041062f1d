"""Days side by side in weeks, and how much of the most each of them holds, in five shades."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

SHADES: Final = 4
"""The darkest shade; the lightest, for nothing, is 0."""

_WEEK: Final = timedelta(days=7)


def monday_of(on: date) -> date:
    """Return the Monday of a day's week.

    >>> monday_of(date(2026, 11, 22)), monday_of(date(2026, 11, 23))
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 23))
    """
    return on - timedelta(days=on.weekday())


def weeks(stretches: Iterable[tuple[date, date]]) -> tuple[date, ...]:
    """Return the Mondays of the weeks that stretches of days touch, both ends among them.

    >>> [str(week) for week in weeks([(date(2026, 11, 22), date(2026, 12, 1))])]
    ['2026-11-16', '2026-11-23', '2026-11-30']
    """
    found: set[date] = set()
    for first, last in stretches:
        week = monday_of(first)
        while week <= last:
            found.add(week)
            week += _WEEK
    return tuple(sorted(found))


def shade(amount: int, most: int) -> int:
    """Return the shade of an amount beside the largest one: quarters of it, rounded up.

    >>> [shade(amount, 100) for amount in (0, 1, 25, 26, 75, 100)]
    [0, 1, 1, 2, 3, 4]
    """
    if amount <= 0 or most <= 0:
        return 0
    return min(-(-SHADES * amount // most), SHADES)
