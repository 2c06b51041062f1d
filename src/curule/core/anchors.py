"""Where periods begin: the anchor, the rule that chooses it, and the grid of dates it lays out.

Boundaries are counted from the anchor, never from one another: an anchor on 31 January gives
28 February and then 31 March. The rules for one zone's clock are in `localtime`; here are dates.
"""

from calendar import monthrange
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique
from typing import Final, assert_never

from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.localtime import OutsideCalendar, local, time_zone, whole_second

MIDNIGHT: Final = time(0)
_LEAP_YEAR: Final = 2000


@unique
class AnchorKind(StrEnum):
    """The choices of `anchor.at`."""

    START = "start"
    DAY_OF_WEEK = "day_of_week"
    DAY_OF_MONTH = "day_of_month"
    DAY_OF_YEAR = "day_of_year"
    CO_TERM = "co_term"


@dataclass(frozen=True, slots=True)
class AnchorRule:
    """A policy's choice of where periods begin: with the purchase, or at a fixed place.

    `weekday` counts from Monday = 0, as `date.weekday()` does. A rule is best made by the
    method of its name:

    >>> AnchorRule.day_of_month(31).day, AnchorRule.day_of_year(2, 29).month
    (31, 2)

    Raises `ValueError` for a day that no week, month or year has, and for a field that its kind
    does not have.
    """

    kind: AnchorKind = AnchorKind.START
    _: KW_ONLY
    weekday: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not self._is_complete():
            raise ValueError(
                f"no such anchor: {self.kind} with weekday {self.weekday},"
                f" month {self.month}, day {self.day}",
            )

    def _is_complete(self) -> bool:
        match self.kind, self.weekday, self.month, self.day:
            case AnchorKind.START | AnchorKind.CO_TERM, None, None, None:
                return True
            case AnchorKind.DAY_OF_WEEK, int(weekday), None, None:
                return 0 <= weekday <= 6
            case AnchorKind.DAY_OF_MONTH, None, None, int(day):
                return 1 <= day <= 31
            case AnchorKind.DAY_OF_YEAR, None, int(month), int(day):
                return 1 <= month <= 12 and 1 <= day <= days_in_month(_LEAP_YEAR, month)
            case _:
                return False

    @classmethod
    def start(cls) -> "AnchorRule":
        """Periods begin with the first paid day."""
        return cls(AnchorKind.START)

    @classmethod
    def day_of_week(cls, weekday: int) -> "AnchorRule":
        """Periods begin on one day of the week, Monday = 0."""
        return cls(AnchorKind.DAY_OF_WEEK, weekday=weekday)

    @classmethod
    def day_of_month(cls, day: int) -> "AnchorRule":
        """Periods begin on one day of the month, or on its last where it is shorter."""
        return cls(AnchorKind.DAY_OF_MONTH, day=day)

    @classmethod
    def day_of_year(cls, month: int, day: int) -> "AnchorRule":
        """Periods are counted from one day of the year."""
        return cls(AnchorKind.DAY_OF_YEAR, month=month, day=day)

    @classmethod
    def co_term(cls) -> "AnchorRule":
        """Periods end with those of another subscription of the account."""
        return cls(AnchorKind.CO_TERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Boundary zero of a subscription's periods, in local time.

    `day` is the wanted day of the month, 1 to 31, which the month of `on` may be too short for:
    `on` then is its last day. `at` is 00:00 unless money is counted in seconds. `fold` is 1
    where the first period began in the second of two equal local hours; it concerns boundary zero
    alone, since of two equal times every later boundary takes the first.

    Raises `UnknownTimeZone`, and `ValueError` if `on` is not where `day` puts it.
    """

    on: date
    day: int
    at: time
    zone: str
    fold: int = 0

    def __post_init__(self) -> None:
        time_zone(self.zone)
        if not self.on.day <= self.day <= 31 or add_months(self.on, 0, self.day) != self.on:
            raise ValueError(f"an anchor that wants day {self.day} cannot lie on {self.on}")


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    return monthrange(year, month)[1]


def months_between(earlier: date, later: date) -> int:
    """How many months lie between the months of two dates, whatever their days."""
    return 12 * (later.year - earlier.year) + later.month - earlier.month


def add_months(on: date, n: int, day: int) -> date:
    """The `day` of the month `n` months after that of `on`, or the last day it has.

    >>> str(add_months(date(2026, 1, 31), 1, 31)), str(add_months(date(2026, 2, 28), 1, 31))
    ('2026-02-28', '2026-03-31')
    >>> str(add_months(date(2024, 2, 29), 48, 29))
    '2028-02-29'

    Raises `OutsideCalendar`.
    """
    year, month0 = divmod(12 * on.year + on.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise OutsideCalendar
    return date(year, month0 + 1, min(day, days_in_month(year, month0 + 1)))


def boundary_date(anchor: Anchor, interval: Interval, index: int) -> date:
    """The local date of the boundary `index` intervals after the anchor, or before it.

    >>> last = Anchor(on=date(2026, 1, 31), day=31, at=MIDNIGHT, zone="Europe/Paris")
    >>> [str(boundary_date(last, Interval(IntervalUnit.MONTH), k)) for k in (-1, 0, 1, 2)]
    ['2025-12-31', '2026-01-31', '2026-02-28', '2026-03-31']

    Raises `OutsideCalendar`.
    """
    if interval.months is not None:
        return add_months(anchor.on, index * interval.months, anchor.day)
    assert interval.days is not None
    try:
        return anchor.on + timedelta(days=index * interval.days)
    except OverflowError:
        raise OutsideCalendar from None


def index_on(anchor: Anchor, interval: Interval, on: date) -> int:
    """The index of the last boundary whose date is `on` or earlier."""
    if interval.months is not None:
        index = months_between(anchor.on, on) // interval.months
        return index if boundary_date(anchor, interval, index) <= on else index - 1
    assert interval.days is not None
    return (on - anchor.on).days // interval.days


def anchor_from(instant: datetime, zone: str, unit: ProrationUnit) -> Anchor:
    """The anchor of a subscription whose first paid moment is `instant`.

    Counted in days it is the 00:00 with which that local day began, counted in seconds the instant
    itself without its fraction.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 31, 11, tzinfo=UTC)
    >>> anchor_from(noon, "Europe/Paris", ProrationUnit.SECOND).at
    datetime.time(12, 0)
    >>> anchor_from(noon, "Europe/Paris", ProrationUnit.DAY).at
    datetime.time(0, 0)

    Raises `UnknownTimeZone`, and `ValueError` for an instant that is not in UTC.
    """
    begun = local(whole_second(instant), zone)
    if unit is ProrationUnit.SECOND:
        at, fold = begun.time().replace(fold=0), begun.fold
    else:
        at, fold = MIDNIGHT, 0
    return Anchor(on=begun.date(), day=begun.day, at=at, zone=zone, fold=fold)


def anchor_until(  # the end of another subscription is all that co_term needs
    ends_at: datetime,
    interval: Interval,
    zone: str,
    unit: ProrationUnit,
    *,
    day: int | None = None,
) -> Anchor:
    """The anchor of a `co_term` subscription: a boundary lies where the other one ends.

    `day` is the other's wanted day of the month, when its end is the short end of a month
    (28 February of an anchor on the 31st). The first period is the tail of the full period that
    ends there.

    Raises `UnknownTimeZone`, and `ValueError` for 30/360 with an interval of days or weeks.
    """
    check_anchor(AnchorRule.co_term(), interval, unit)
    anchor = anchor_from(ends_at, zone, unit)
    return anchor if day is None else replace(anchor, day=day)


def anchor_for(
    rule: AnchorRule,
    interval: Interval,
    instant: datetime,
    zone: str,
    unit: ProrationUnit,
) -> Anchor:
    """The anchor that `rule` gives a subscription whose first paid moment is `instant`.

    `start` is `anchor_from`. A fixed rule lays a grid of boundaries one interval apart through
    its day in the week, month or year of the first paid day; the anchor is the first of them on or
    after that day. What lies before it is the stub: the tail of the full period that ends at the
    anchor. A first paid day that is a boundary has none.

    On a quarterly price anchored on the 1st, bought on 10 February, the boundaries lie in February,
    May, August …, and the first is 1 May. Anchored on the 15th it would be 15 February.

    >>> from datetime import UTC
    >>> quarter, bought = Interval(IntervalUnit.MONTH, 3), datetime(2026, 2, 10, 12, tzinfo=UTC)
    >>> for day in (1, 15):
    ...     rule = AnchorRule.day_of_month(day)
    ...     print(anchor_for(rule, quarter, bought, "Europe/Paris", ProrationUnit.DAY).on)
    2026-05-01
    2026-02-15

    Raises `UnknownTimeZone`, and `ValueError` for `co_term` (see `anchor_until`) and as
    `check_anchor` does.
    """
    check_anchor(rule, interval, unit)
    begun = anchor_from(instant, zone, unit)
    grid = _grid(rule, begun)
    index = index_on(grid, interval, begun.on)
    if boundary_date(grid, interval, index) < begun.on:
        index += 1
    on = boundary_date(grid, interval, index)
    return replace(
        grid,
        on=on,
        day=on.day if interval.months is None else grid.day,
        fold=begun.fold if on == begun.on else 0,
    )


def check_anchor(rule: AnchorRule, interval: Interval, unit: ProrationUnit) -> None:
    """Refuse an anchor or a unit of proration that a price's interval has no place for.

    A day of the week needs an interval of weeks, a day of the month one of months or years. A day
    of the year needs one that divides the year or is made of years: with 5 months it would move.
    30/360 counts in months.

    Raises `ValueError` with a sentence; nothing else that `anchor_for` refuses depends on a plan.
    """
    months = interval.months
    if unit is ProrationUnit.THIRTY_360 and months is None:
        raise ValueError(f"30/360 counts in months; it cannot count parts of a {interval}")
    match rule.kind:
        case AnchorKind.START | AnchorKind.CO_TERM:
            return
        case AnchorKind.DAY_OF_WEEK:
            fits, fitting = interval.unit is IntervalUnit.WEEK, "of weeks"
        case AnchorKind.DAY_OF_MONTH:
            fits, fitting = months is not None, "of months"
        case AnchorKind.DAY_OF_YEAR:
            fits = months is not None and (12 % months == 0 or months % 12 == 0)
            fitting = "that divide a year or are made of years"
        case _:
            assert_never(rule.kind)
    if not fits:
        raise ValueError(f"{rule.kind} anchors intervals {fitting}, not one of a {interval}")


def _grid(rule: AnchorRule, begun: Anchor) -> Anchor:
    """`begun` moved to the rule's day in the week, month or year in which it lies."""
    if rule.kind is AnchorKind.CO_TERM:
        raise ValueError("co_term takes its anchor from the end of another subscription")
    if rule.weekday is not None:
        on = begun.on + timedelta(days=rule.weekday - begun.on.weekday())
        return replace(begun, on=on, day=on.day)
    if rule.day is not None:
        month = begun.on.month if rule.month is None else rule.month
        on = add_months(begun.on, month - begun.on.month, rule.day)
        return replace(begun, on=on, day=rule.day)
    return begun
