"""Parts of a period, measured from its end, and what they cost.

What is sold is always a *rest*: from some moment to the period's end. It costs R(P·rest/D), where P
is the price of the full anchored period, D its length in counted units and R the one rounding rule,
applied once. A credit for the same rest gives back the same, so the parts of a period always add up
to R(P), however often it was cut.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from fractions import Fraction
from typing import assert_never

from curule.core.anchors import Anchor, months_between
from curule.core.intervals import ProrationUnit
from curule.core.localtime import local_date, whole_second
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod

_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


@unique
class LastDay(StrEnum):
    """Whether the day of a reduction still counts (`decrease.last_day`)."""

    PAID = "paid"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Part:
    """`numerator` of the `denominator` counted units of a period; never reduced.

    >>> Part(20, 30).fraction
    Fraction(2, 3)

    Raises `ValueError` unless it lies between nothing and the whole.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or not self.denominator:
            raise ValueError(f"no part of a period: {self.numerator} of {self.denominator}")

    @property
    def fraction(self) -> Fraction:
        """The exact factor."""
        return Fraction(self.numerator, self.denominator)


def rest_from(unit: ProrationUnit, period: BillingPeriod, at: datetime, anchor: Anchor) -> Part:
    """What is left of the full anchored `period` when a new state begins at `at`.

    For an increase, a change of plan, joining another account and the tail before a fixed anchor.
    Counted in days or 30/360, the day of `at` belongs to the new state and is part of the rest.

    >>> from datetime import UTC, time
    >>> anchor = Anchor(on=date(2026, 4, 1), day=1, at=time(0), zone="UTC")
    >>> april = BillingPeriod(datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    >>> at = datetime(2026, 4, 11, 18, tzinfo=UTC)
    >>> for unit in ProrationUnit:
    ...     print(unit, rest_from(unit, april, at, anchor))
    second Part(numerator=1663200, denominator=2592000)
    day Part(numerator=20, denominator=30)
    thirty_360 Part(numerator=20, denominator=30)

    Raises `ValueError` for 30/360 in a period that is not one of whole months of its anchor.
    """
    if unit is ProrationUnit.SECOND:
        return _rest_in_seconds(period, at)
    return _rest_on(unit, period, local_date(at, anchor.zone), anchor)


def rest_given_back(  # noqa: PLR0917  (in this order as everywhere here)
    unit: ProrationUnit,
    period: BillingPeriod,
    at: datetime,
    anchor: Anchor,
    last_day: LastDay,
    charged: Part,
) -> Part:
    """What is left of `period` when seats are given back at `at`, of the `charged` part.

    Counted in days or 30/360, the day of `at` is paid or free as `last_day` says, and at least one
    day of what was charged is kept even so: ten seats bought at 8 and returned at 18 every day
    would otherwise cost nothing.

    >>> from datetime import UTC, time
    >>> anchor = Anchor(on=date(2026, 4, 1), day=1, at=time(0), zone="UTC")
    >>> april = BillingPeriod(datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    >>> bought, at = Part(20, 30), datetime(2026, 4, 11, 18, tzinfo=UTC)
    >>> for last_day in LastDay:
    ...     rest = rest_given_back(
    ...         ProrationUnit.DAY, april, at, anchor, last_day=last_day, charged=bought
    ...     )
    ...     print(last_day, rest)
    paid Part(numerator=19, denominator=30)
    free Part(numerator=19, denominator=30)

    Raises `ValueError` as `rest_from` does.
    """
    match unit:
        case ProrationUnit.SECOND:
            return _within(charged, _rest_in_seconds(period, at), kept=0)
        case ProrationUnit.DAY | ProrationUnit.THIRTY_360:
            day = local_date(at, anchor.zone)
            first_free_day = day + _ONE_DAY if last_day is LastDay.PAID else day
            return _within(charged, _rest_on(unit, period, first_free_day, anchor), kept=1)
        case _:
            assert_never(unit)


def rest_at_restart(
    unit: ProrationUnit,
    period: BillingPeriod,
    at: datetime,
    anchor: Anchor,
    charged: Part,
) -> Part:
    """What is left of `period` when a new one restarts at `at`, of the `charged` part.

    The day of the restart belongs to the new period; still at least one day of what was charged is
    kept, as for seats given back.

    Raises `ValueError` as `rest_from` does.
    """
    kept = 0 if unit is ProrationUnit.SECOND else 1
    return _within(charged, rest_from(unit, period, at, anchor), kept=kept)


def prorate(amount_minor: int | Fraction, part: Part) -> int:
    """R(P·rest/D): what `part` of a period costs whose full price is `amount_minor`.

    >>> prorate(500 * 5193, Part(27, 31))  # 500 licenses at 51.93, 27 of 31 days: 22 614.68
    2261468
    """
    return round_half_away(amount_minor * part.fraction)


def charge_between(amount_minor: int, from_: Part, to: Part) -> int:
    """R(P·from/D) − R(P·to/D): what the time between two moments of one period costs.

    Both are rests, seen from the period's end; `to` is the later moment, so the smaller rest.

    >>> first, second = Part(31, 31), Part(15, 31)
    >>> charge_between(1000, first, second), charge_between(1000, second, Part(0, 31))
    (516, 484)
    """
    return prorate(amount_minor, from_) - prorate(amount_minor, to)


def credit_for(
    amount_of: Callable[[int], int | Fraction],
    held: int,
    given_back: int,
    part: Part,
) -> int:
    """A(k) − A(k−m): what giving back m of the k seats still on a line is worth.

    A(j) = R(`amount_of(j)` · rest/D), so that the line closes at exactly zero whatever the steps:
    three seats at 10.00, one third of the period left, given back one by one.

    >>> [credit_for(lambda seats: seats * 1000, held, 1, Part(10, 30)) for held in (3, 2, 1)]
    [333, 334, 333]

    Raises `ValueError` for more seats than the line has, or a negative number.
    """
    if not 0 <= given_back <= held:
        raise ValueError(f"{given_back} seats cannot be given back from a line of {held}")
    return prorate(amount_of(held), part) - prorate(amount_of(held - given_back), part)


def net(amounts: Iterable[tuple[int, Part]]) -> int:
    """R(ΣP·rest/D): one line for the exact difference of several amounts, rounded once.

    Credits are negative amounts. Two rounded lines may differ from it by one unit:

    >>> old, new, rest = 1000, 2000, Part(1, 30)
    >>> net([(new, rest), (-old, rest)]), prorate(new, rest) - prorate(old, rest)
    (33, 34)
    """
    exact = (amount_minor * part.fraction for amount_minor, part in amounts)
    return round_half_away(sum(exact, start=Fraction()))


def _within(charged: Part, rest: Part, *, kept: int) -> Part:
    """`rest`, but at most what was `charged` less the `kept` units."""
    paid_units = int(charged.fraction * rest.denominator)
    return Part(min(rest.numerator, max(paid_units - kept, 0)), rest.denominator)


def _rest(*, length: int, position: int) -> Part:
    """What is left at `position`, held within the period."""
    return Part(length - min(max(position, 0), length), length)


def _rest_in_seconds(period: BillingPeriod, at: datetime) -> Part:
    starts_at, ends_at = whole_second(period.starts_at), whole_second(period.ends_at)
    return _rest(
        length=(ends_at - starts_at) // _ONE_SECOND,
        position=(at - starts_at) // _ONE_SECOND,
    )


def _rest_on(unit: ProrationUnit, period: BillingPeriod, day: date, anchor: Anchor) -> Part:
    first = local_date(period.starts_at, anchor.zone)
    end = local_date(period.ends_at, anchor.zone)
    if unit is ProrationUnit.THIRTY_360:
        return _rest_in_thirty_360(first, end, day, anchor)
    return _rest(length=(end - first).days, position=(day - first).days)


def _rest_in_thirty_360(first: date, end: date, day: date, anchor: Anchor) -> Part:
    """Every month has thirty days, and a boundary is exactly the start or the end."""
    length = 30 * months_between(first, end)
    if not (length and _lies_on(anchor, first) and _lies_on(anchor, end)):
        raise ValueError(f"30/360 counts in months of the anchor, not from {first} to {end}")
    if day >= end:
        return _rest(length=length, position=length)
    days = min(day.day, 30) - min(anchor.day, 30)
    return _rest(length=length, position=30 * months_between(first, day) + days)


def _lies_on(anchor: Anchor, day: date) -> bool:
    """Whether `day` is where the anchor puts the boundary of that month."""
    return day.day == anchor.day or (day.day < anchor.day and (day + _ONE_DAY).day == 1)
