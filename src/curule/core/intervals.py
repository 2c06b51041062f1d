"""How long things last: the price interval, the length of a term, the unit of proration.

An *interval* is what a price is for (a month, two weeks); a *duration* is what a customer is
bound to (twelve months, thirty days). Both are counted on the calendar, never in seconds.
"""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class ProrationUnit(StrEnum):
    """What a part of a period is counted in."""

    SECOND = "second"
    DAY = "day"
    THIRTY_360 = "thirty_360"


@unique
class IntervalUnit(StrEnum):
    """The calendar unit of a price interval."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_DAYS = {IntervalUnit.DAY: 1, IntervalUnit.WEEK: 7}
_MONTHS = {IntervalUnit.MONTH: 1, IntervalUnit.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """The time one price is for: `count` calendar units, at least one.

    >>> str(Interval(IntervalUnit.MONTH)), str(Interval(IntervalUnit.MONTH, 3))
    ('month', '3 months')
    >>> Interval(IntervalUnit.YEAR, 2).months
    24
    >>> Interval(IntervalUnit.WEEK, 2).days
    14

    Raises `ValueError` for a count below one.
    """

    unit: IntervalUnit
    count: int = 1

    def __post_init__(self) -> None:
        if self.count < 1:
            msg = f"an interval needs a count of at least 1, not {self.count}"
            raise ValueError(msg)

    @property
    def months(self) -> int | None:
        """Its length in months, or None for an interval of days or weeks."""
        return self.count * _MONTHS[self.unit] if self.unit in _MONTHS else None

    @property
    def days(self) -> int | None:
        """Its length in days, or None for an interval of months or years."""
        return self.count * _DAYS[self.unit] if self.unit in _DAYS else None

    def __str__(self) -> str:
        return self.unit.value if self.count == 1 else f"{self.count} {self.unit.value}s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """The length of a term as a policy writes it: `months(12)` or `days(30)`.

    >>> str(Duration(months=12)), str(Duration(days=30))
    ('months(12)', 'days(30)')

    Raises `ValueError` unless exactly one of the two is given and at least one.
    """

    months: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        given = [length for length in (self.months, self.days) if length is not None]
        if len(given) != 1 or given[0] < 1:
            msg = "a duration is either months or days, and at least 1"
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"days({self.days})" if self.months is None else f"months({self.months})"


def periods_in(duration: Duration, interval: Interval) -> int:
    """How many periods of `interval` make up the term `duration`.

    A term is a whole number of periods, so that it always ends where a period ends.

    >>> periods_in(Duration(months=12), Interval(IntervalUnit.MONTH, 3))
    4
    >>> periods_in(Duration(days=28), Interval(IntervalUnit.WEEK))
    4

    Raises `ValueError` if it is no whole number of periods.
    """
    length, step = (
        (duration.days, interval.days)
        if duration.months is None
        else (duration.months, interval.months)
    )
    if length is None or step is None or length % step:
        msg = f"a term of {duration} is no whole number of periods of one {interval}"
        raise ValueError(msg)
    return length // step
