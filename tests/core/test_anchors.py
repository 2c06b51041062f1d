import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from curule.core.anchors import (
    MIDNIGHT,
    Anchor,
    AnchorKind,
    AnchorRule,
    add_months,
    anchor_for,
    anchor_from,
    anchor_until,
    boundary_date,
    days_in_month,
    index_on,
)
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.localtime import OutsideCalendar, UnknownTimeZone, local_date, whole_second
from curule.core.periods import boundary, period_at
from tests.core.strategies import (
    MONTH,
    YEAR,
    anchors,
    dates,
    day_intervals,
    fixed_anchors,
    instants,
    intervals,
    midnight,
    rules_of_weeks,
    units,
    zones,
)

DAY = ProrationUnit.DAY
SECOND = ProrationUnit.SECOND
QUARTER = Interval(IntervalUnit.MONTH, 3)
WEEK = Interval(IntervalUnit.WEEK)
FORTNIGHT = Interval(IntervalUnit.WEEK, 2)


# --- dates ---------------------------------------------------------------------------------------


@given(dates, st.integers(-600, 600), st.integers(1, 31))
def test_months_end_where_the_wanted_day_is_or_before_it(on: date, n: int, day: int) -> None:
    found = add_months(on, n, day)
    assert found.day == min(day, days_in_month(found.year, found.month))
    assert (found.year - on.year) * 12 + found.month - on.month == n


@given(dates, st.integers(-600, 600), st.integers(-600, 600), st.integers(1, 31))
def test_going_through_a_short_month_changes_nothing(on: date, n: int, m: int, day: int) -> None:
    assert add_months(add_months(on, n, day), m, day) == add_months(on, n + m, day)


@given(anchors(), intervals, st.integers(-40, 40))
def test_a_date_knows_the_index_of_its_boundary(
    anchor: Anchor, interval: Interval, index: int
) -> None:
    on = boundary_date(anchor, interval, index)
    assert index_on(anchor, interval, on) == index
    assert index_on(anchor, interval, on - timedelta(days=1)) == index - 1


@pytest.mark.parametrize(("n", "interval"), [(99_999, MONTH), (-99_999, MONTH), (10**9, WEEK)])
def test_no_boundary_lies_outside_the_calendar(n: int, interval: Interval) -> None:
    anchor = Anchor(on=date(2026, 1, 1), day=1, at=MIDNIGHT, zone="UTC")
    with pytest.raises(OutsideCalendar):
        boundary_date(anchor, interval, n)


# --- anchors and rules ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "day"),
    [("2026-01-15", 31), ("2026-02-28", 27), ("2026-01-31", 32), ("2026-02-27", 31)],
)
def test_an_anchor_lies_where_its_day_is(on: str, day: int) -> None:
    with pytest.raises(ValueError, match=f"an anchor that wants day {day} cannot lie on {on}"):
        Anchor(on=date.fromisoformat(on), day=day, at=MIDNIGHT, zone="UTC")


def test_an_anchor_has_a_zone() -> None:
    with pytest.raises(UnknownTimeZone):
        Anchor(on=date(2026, 1, 1), day=1, at=MIDNIGHT, zone="Mars/Base")


@pytest.mark.parametrize(
    ("kind", "weekday", "month", "day"),
    [
        (AnchorKind.START, None, None, 1),
        (AnchorKind.CO_TERM, 0, None, None),
        (AnchorKind.DAY_OF_WEEK, None, None, None),
        (AnchorKind.DAY_OF_WEEK, 7, None, None),
        (AnchorKind.DAY_OF_WEEK, -1, None, None),
        (AnchorKind.DAY_OF_MONTH, None, None, None),
        (AnchorKind.DAY_OF_MONTH, None, None, 0),
        (AnchorKind.DAY_OF_MONTH, None, None, 32),
        (AnchorKind.DAY_OF_MONTH, None, 2, 1),
        (AnchorKind.DAY_OF_YEAR, None, 2, 30),
        (AnchorKind.DAY_OF_YEAR, None, 13, 1),
        (AnchorKind.DAY_OF_YEAR, None, 0, 1),
        (AnchorKind.DAY_OF_YEAR, None, None, 1),
    ],
)
def test_a_rule_names_what_its_kind_needs_and_nothing_else(
    kind: AnchorKind, weekday: int | None, month: int | None, day: int | None
) -> None:
    with pytest.raises(ValueError, match=f"no such anchor: {kind}"):
        AnchorRule(kind, weekday=weekday, month=month, day=day)


def test_rules_are_made_by_their_names() -> None:
    assert AnchorRule.start() == AnchorRule() == AnchorRule(AnchorKind.START)
    assert AnchorRule.co_term().kind is AnchorKind.CO_TERM
    assert AnchorRule.day_of_week(6).weekday == 6
    assert AnchorRule.day_of_month(31).day == 31
    assert AnchorRule.day_of_year(2, 29) == AnchorRule(AnchorKind.DAY_OF_YEAR, month=2, day=29)


# --- start ---------------------------------------------------------------------------------------


@given(instants, zones)
def test_counted_in_seconds_periods_begin_with_the_purchase(instant: datetime, zone: str) -> None:
    anchor = anchor_from(instant, zone, SECOND)
    assert boundary(anchor, MONTH, 0) == whole_second(instant)


@given(instants, zones, st.sampled_from([DAY, ProrationUnit.THIRTY_360]))
def test_counted_in_days_they_begin_with_the_day_of_the_purchase(
    instant: datetime, zone: str, unit: ProrationUnit
) -> None:
    anchor = anchor_from(instant, zone, unit)
    begins_at = boundary(anchor, MONTH, 0)
    assert begins_at <= instant
    assert local_date(begins_at, zone) == local_date(instant, zone) == anchor.on
    assert local_date(begins_at - timedelta(seconds=1), zone) < anchor.on


def test_a_purchase_in_the_second_of_two_equal_hours_is_not_moved_to_the_first() -> None:
    bought = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    anchor = anchor_for(AnchorRule.start(), MONTH, bought, "Europe/Paris", SECOND)
    assert anchor == anchor_from(bought, "Europe/Paris", SECOND)
    assert anchor.fold == 1
    assert boundary(anchor, MONTH, 0) == bought
    assert boundary(anchor, Interval(IntervalUnit.DAY), -1).hour == 0  # 02:30 in summer time
    until_summer_ends_again = Interval(IntervalUnit.WEEK, 53)
    assert boundary(anchor, until_summer_ends_again, 1) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    fixed = anchor_for(AnchorRule.day_of_month(31), MONTH, bought, "Europe/Paris", SECOND)
    assert fixed.fold == 0


def test_later_boundaries_take_the_first_of_two_equal_times() -> None:
    bought = datetime(2026, 9, 25, 0, 30, tzinfo=UTC)  # 02:30 in Paris
    anchor = anchor_from(bought, "Europe/Paris", SECOND)
    assert boundary(anchor, MONTH, 1) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


# --- fixed anchors -------------------------------------------------------------------------------


@given(fixed_anchors, instants, zones, units)
def test_a_fixed_anchor_of_months_is_the_first_boundary_from_the_first_paid_day_on(
    fixed: tuple[AnchorRule, Interval], bought: datetime, zone: str, unit: ProrationUnit
) -> None:
    rule, interval = fixed
    _lies_first(anchor_for(rule, interval, bought, zone, unit), interval, bought)


@given(rules_of_weeks, st.integers(1, 13), instants, zones, st.sampled_from([SECOND, DAY]))
def test_a_fixed_anchor_of_weeks_is_the_first_boundary_from_the_first_paid_day_on(
    rule: AnchorRule, weeks: int, bought: datetime, zone: str, unit: ProrationUnit
) -> None:
    interval = Interval(IntervalUnit.WEEK, weeks)
    anchor = anchor_for(rule, interval, bought, zone, unit)
    assert anchor.on.weekday() == rule.weekday
    _lies_first(anchor, interval, bought)


def _lies_first(anchor: Anchor, interval: Interval, bought: datetime) -> None:
    first_paid = local_date(bought, anchor.zone)
    assert boundary_date(anchor, interval, -1) < first_paid <= anchor.on
    index, stub = period_at(anchor, interval, bought)
    if index == 0:
        assert first_paid == anchor.on
    else:
        assert index == -1
        assert stub.ends_at == boundary(anchor, interval, 0)


@given(fixed_anchors, instants, zones, units)
def test_a_fixed_anchor_lies_on_the_day_of_its_rule(
    fixed: tuple[AnchorRule, Interval], bought: datetime, zone: str, unit: ProrationUnit
) -> None:
    rule, interval = fixed
    anchor = anchor_for(rule, interval, bought, zone, unit)
    assert anchor.day == rule.day
    assert anchor.on.day == min(anchor.day, days_in_month(anchor.on.year, anchor.on.month))
    if rule.month is not None and interval.months is not None:
        assert (anchor.on.month - rule.month) % min(interval.months, 12) == 0


@given(fixed_anchors, instants, zones, units)
def test_who_buys_on_a_boundary_has_no_stub(
    fixed: tuple[AnchorRule, Interval], bought: datetime, zone: str, unit: ProrationUnit
) -> None:
    rule, interval = fixed
    on = anchor_for(rule, interval, bought, zone, unit)
    on_it = boundary(on, interval, 0)
    assume(on.at == MIDNIGHT or local_date(on_it, zone) == on.on)
    again = anchor_for(rule, interval, on_it, zone, unit)
    assert again.on == on.on
    assert boundary(again, interval, 0) == on_it


@pytest.mark.parametrize(
    ("rule", "interval", "bought", "expected"),
    [
        (AnchorRule.day_of_month(1), MONTH, "2026-02-10", "2026-03-01"),
        (AnchorRule.day_of_month(10), MONTH, "2026-02-10", "2026-02-10"),
        (AnchorRule.day_of_month(31), MONTH, "2026-02-10", "2026-02-28"),
        (AnchorRule.day_of_month(31), MONTH, "2026-02-28", "2026-02-28"),
        (AnchorRule.day_of_month(29), MONTH, "2028-02-29", "2028-02-29"),
        # several months: in the month of the first paid day, or one interval later
        (AnchorRule.day_of_month(15), QUARTER, "2026-02-10", "2026-02-15"),
        (AnchorRule.day_of_month(1), QUARTER, "2026-02-10", "2026-05-01"),
        (AnchorRule.day_of_month(1), YEAR, "2026-02-10", "2027-02-01"),
        (AnchorRule.day_of_month(1), YEAR, "2026-02-01", "2026-02-01"),
        (AnchorRule.day_of_year(1, 1), YEAR, "2026-02-10", "2027-01-01"),
        (AnchorRule.day_of_year(4, 1), YEAR, "2026-02-10", "2026-04-01"),
        (AnchorRule.day_of_year(2, 29), YEAR, "2026-02-10", "2026-02-28"),
        (AnchorRule.day_of_year(2, 29), YEAR, "2027-03-01", "2028-02-29"),
        (AnchorRule.day_of_year(1, 1), QUARTER, "2026-02-10", "2026-04-01"),
        (AnchorRule.day_of_year(11, 30), QUARTER, "2026-02-10", "2026-02-28"),
        (AnchorRule.day_of_year(3, 15), MONTH, "2026-02-10", "2026-02-15"),
        (AnchorRule.day_of_week(0), WEEK, "2026-02-10", "2026-02-16"),
        (AnchorRule.day_of_week(1), WEEK, "2026-02-10", "2026-02-10"),
        (AnchorRule.day_of_week(4), FORTNIGHT, "2026-02-10", "2026-02-13"),
        (AnchorRule.day_of_week(0), FORTNIGHT, "2026-02-10", "2026-02-23"),
        (AnchorRule.start(), QUARTER, "2026-02-10", "2026-02-10"),
    ],
)
def test_fixed_anchors_by_hand(
    rule: AnchorRule, interval: Interval, bought: str, expected: str
) -> None:
    noon = datetime.fromisoformat(bought).replace(hour=12, tzinfo=UTC)
    anchor = anchor_for(rule, interval, noon, "Europe/Paris", DAY)
    assert anchor.on.isoformat() == expected
    assert anchor.at == MIDNIGHT


def test_counted_in_seconds_a_fixed_anchor_keeps_the_time_of_the_purchase() -> None:
    bought = datetime(2026, 1, 15, 9, 30, 15, 700_000, tzinfo=UTC)
    rule = AnchorRule.day_of_month(1)
    assert anchor_for(rule, MONTH, bought, "UTC", SECOND).at == time(9, 30, 15)


def test_a_rare_day_comes_back_after_the_short_months() -> None:
    rule = AnchorRule.day_of_month(31)
    anchor = anchor_for(rule, MONTH, midnight(2026, 2, 10), "UTC", DAY)
    found = [boundary_date(anchor, MONTH, k).isoformat() for k in range(3)]
    assert found == ["2026-02-28", "2026-03-31", "2026-04-30"]


@pytest.mark.parametrize(
    ("rule", "interval", "unit", "sentence"),
    [
        (AnchorRule.co_term(), MONTH, DAY, "co_term takes its anchor from the end of another"),
        (
            AnchorRule.day_of_week(0),
            MONTH,
            DAY,
            "day_of_week anchors intervals of weeks, not one of a month",
        ),
        (AnchorRule.day_of_week(0), Interval(IntervalUnit.DAY, 7), DAY, "not one of a 7 days"),
        (
            AnchorRule.day_of_month(1),
            WEEK,
            DAY,
            "day_of_month anchors intervals of months, not one of a week",
        ),
        (
            AnchorRule.day_of_year(1, 1),
            Interval(IntervalUnit.MONTH, 5),
            DAY,
            "day_of_year anchors intervals that divide a year or are made of years, not one of a 5",
        ),
        (AnchorRule.day_of_year(1, 1), WEEK, DAY, "day_of_year anchors intervals that divide"),
        (AnchorRule.start(), WEEK, ProrationUnit.THIRTY_360, "30/360 counts in months"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(
    rule: AnchorRule, interval: Interval, unit: ProrationUnit, sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        anchor_for(rule, interval, midnight(2026, 2, 10), "UTC", unit)


# --- co_term -------------------------------------------------------------------------------------


@given(anchors(), intervals, instants, units)
def test_a_co_term_ends_with_the_other_subscription(
    other: Anchor, interval: Interval, bought: datetime, unit: ProrationUnit
) -> None:
    assume(unit is not ProrationUnit.THIRTY_360 or interval.months is not None)
    _, running = period_at(other, interval, bought)
    anchor = anchor_until(running.ends_at, interval, other.zone, unit)
    end = boundary(anchor, interval, 0)
    if unit is SECOND:
        assert end == running.ends_at
    else:
        assert local_date(end, other.zone) == local_date(running.ends_at, other.zone)


def test_a_co_term_can_keep_the_day_that_a_short_month_hides() -> None:
    ends_at = midnight(2026, 2, 28)
    assert anchor_until(ends_at, MONTH, "UTC", DAY).day == 28
    anchor = anchor_until(ends_at, MONTH, "UTC", DAY, day=31)
    assert boundary_date(anchor, MONTH, 1) == date(2026, 3, 31)


@given(day_intervals)
def test_thirty_360_cannot_co_term_weeks(interval: Interval) -> None:
    with pytest.raises(ValueError, match="30/360 counts in months"):
        anchor_until(midnight(2026, 2, 28), interval, "UTC", ProrationUnit.THIRTY_360)
