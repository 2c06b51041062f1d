import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.anchors import Anchor, AnchorRule, anchor_for, anchor_from
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.localtime import local_date
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod, period, period_at
from curule.core.pricing import Price, increment
from curule.core.proration import (
    LastDay,
    Part,
    charge_between,
    credit_for,
    net,
    prorate,
    rest_at_restart,
    rest_from,
    rest_given_back,
)
from tests.core.strategies import (
    MONTH,
    YEAR,
    amounts,
    anchored_on,
    marginal_prices,
    midnight,
    moments_in,
    parts,
    periods_counted,
    signed_amounts,
)

Counted = tuple[ProrationUnit, BillingPeriod, Anchor]
SECOND, DAY, THIRTY_360 = ProrationUnit
APRIL = BillingPeriod(midnight(2026, 4, 1), midnight(2026, 5, 1))
FIRST = anchored_on(1)
in_days = st.sampled_from([DAY, THIRTY_360])
last_days = st.sampled_from(LastDay)


# --- parts of a period ---------------------------------------------------------------------------


@given(periods_counted())
def test_at_its_start_a_period_is_whole_and_at_its_end_nothing_is_left(counted: Counted) -> None:
    unit, covered, anchor = counted
    whole = rest_from(unit, covered, covered.starts_at, anchor)
    assert whole.numerator == whole.denominator > 0
    assert rest_from(unit, covered, covered.ends_at, anchor).numerator == 0


@given(st.data(), periods_counted())
def test_what_is_left_never_grows(data: st.DataObject, counted: Counted) -> None:
    unit, covered, anchor = counted
    moments = sorted(data.draw(st.lists(moments_in(covered), min_size=2)))
    rests = [rest_from(unit, covered, at, anchor).numerator for at in moments]
    assert rests == sorted(rests, reverse=True)


@given(st.data(), periods_counted(), amounts)
def test_the_parts_of_a_period_sum_to_the_whole(
    data: st.DataObject, counted: Counted, amount: int
) -> None:
    unit, covered, anchor = counted
    cuts = sorted(data.draw(st.lists(moments_in(covered), max_size=8)))
    moments = [covered.starts_at, *cuts, covered.ends_at]
    rests = [rest_from(unit, covered, at, anchor) for at in moments]
    charges = [charge_between(amount, a, b) for a, b in itertools.pairwise(rests)]
    assert sum(charges) == amount
    assert all(charge >= 0 for charge in charges)


@given(st.data(), periods_counted())
def test_before_and_after_a_period_nothing_is_counted(
    data: st.DataObject, counted: Counted
) -> None:
    unit, covered, anchor = counted
    days = timedelta(days=data.draw(st.integers(0, 800)))
    whole = rest_from(unit, covered, covered.starts_at, anchor)
    assert rest_from(unit, covered, covered.starts_at - days, anchor) == whole
    assert rest_from(unit, covered, covered.ends_at + days, anchor).numerator == 0


@given(st.data(), periods_counted(counted=st.just(DAY)))
def test_a_day_counts_whole_from_any_moment_of_it(data: st.DataObject, counted: Counted) -> None:
    unit, covered, anchor = counted
    at = data.draw(moments_in(covered))
    first, end, day = (
        local_date(moment, anchor.zone) for moment in (covered.starts_at, covered.ends_at, at)
    )
    assert rest_from(unit, covered, at, anchor) == Part((end - day).days, (end - first).days)


@given(st.data(), periods_counted(counted=st.just(SECOND)), st.integers(0, 999_999))
def test_seconds_are_exact_and_their_fractions_do_not_count(
    data: st.DataObject, counted: Counted, microsecond: int
) -> None:
    unit, covered, anchor = counted
    at = data.draw(moments_in(covered))
    rest = rest_from(unit, covered, at.replace(microsecond=microsecond), anchor)
    assert rest.numerator == (covered.ends_at - at).total_seconds()
    assert rest.denominator == (covered.ends_at - covered.starts_at).total_seconds()


# --- amounts -------------------------------------------------------------------------------------


@given(st.integers(0, 10**4), st.integers(0, 10**6), parts())
def test_a_line_is_quantity_times_price_times_fraction_rounded_once(
    quantity: int, unit_amount: int, part: Part
) -> None:
    line = prorate(quantity * unit_amount, part)
    miss = line * part.denominator - quantity * unit_amount * part.numerator
    assert abs(2 * miss) <= part.denominator
    if abs(2 * miss) == part.denominator:
        assert miss > 0  # a half goes up


@given(signed_amounts, parts())
def test_a_credit_for_the_same_rest_gives_back_the_same(amount: int, part: Part) -> None:
    assert prorate(-amount, part) == -prorate(amount, part)


@given(signed_amounts, signed_amounts, parts())
def test_two_rounded_lines_differ_from_the_net_by_one_unit_at_most(
    old: int, new: int, rest: Part
) -> None:
    assert abs(net([(new, rest), (-old, rest)]) - (prorate(new, rest) - prorate(old, rest))) <= 1


@given(st.lists(st.tuples(signed_amounts, parts()), max_size=5))
def test_net_is_the_exact_difference_rounded_once(terms: list[tuple[int, Part]]) -> None:
    exact = sum((amount * part.fraction for amount, part in terms), start=Fraction())
    assert abs(net(terms) - exact) <= Fraction(1, 2)


@pytest.mark.threat("TH18")
@given(signed_amounts, parts())
def test_changing_to_the_same_price_nets_to_nothing(amount: int, rest: Part) -> None:
    assert net([(amount, rest), (-amount, rest)]) == 0


# --- seats given back ----------------------------------------------------------------------------


@pytest.mark.threat("TH18")
@given(st.data(), periods_counted(), marginal_prices, st.integers(0, 50), st.integers(1, 50))
def test_a_line_given_back_whole_closes_at_exactly_its_used_part(
    data: st.DataObject, counted: Counted, price: Price, held: int, quantity: int
) -> None:
    unit, covered, anchor = counted
    bought_at, at = sorted(data.draw(st.tuples(moments_in(covered), moments_in(covered))))
    last_day = data.draw(last_days)
    full = increment(price, held, quantity)
    charged = rest_from(unit, covered, bought_at, anchor)
    rest = rest_given_back(unit, covered, at, anchor, last_day, charged)

    charge = prorate(full, charged)
    steps = data.draw(_steps(quantity))
    left, credited = quantity, 0
    for step in steps:
        credited += credit_for(_line(price, held), left, step, rest)
        left -= step

    assert left == 0
    assert charge - credited == charge_between(full, charged, rest)
    assert prorate(full, rest) == credited


@pytest.mark.threat("TH18")
@given(st.data(), periods_counted(), marginal_prices, st.integers(0, 50), st.integers(1, 50))
def test_no_credit_above_what_was_charged_whatever_is_given_back_when(
    data: st.DataObject, counted: Counted, price: Price, held: int, quantity: int
) -> None:
    unit, covered, anchor = counted
    steps = data.draw(_steps(quantity))
    bought_at, *moments = sorted(data.draw(moments_in(covered)) for _ in range(len(steps) + 1))
    charged = rest_from(unit, covered, bought_at, anchor)
    charge = prorate(increment(price, held, quantity), charged)

    left, credited = quantity, 0
    for step, at in zip(steps, moments, strict=True):
        last_day = data.draw(last_days)
        rest = rest_given_back(unit, covered, at, anchor, last_day, charged)
        credit = credit_for(_line(price, held), left, step, rest)
        assert credit >= 0
        credited += credit
        left -= step
        assert credited <= charge - prorate(increment(price, held, left), rest)


def _steps(quantity: int) -> st.SearchStrategy[list[int]]:
    """Give `quantity` seats back in steps."""
    return st.sets(st.integers(1, quantity), max_size=6).map(
        lambda cuts: [b - a for a, b in itertools.pairwise(sorted({0, quantity, *cuts}))],
    )


def _line(price: Price, held: int) -> Callable[[int], int]:
    return lambda seats: increment(price, held, seats)


@pytest.mark.threat("TH18")
@given(st.data(), periods_counted(counted=in_days), last_days)
def test_a_seat_given_back_keeps_at_least_one_day(
    data: st.DataObject, counted: Counted, last_day: LastDay
) -> None:
    unit, covered, anchor = counted
    bought_at, at = sorted(data.draw(st.tuples(moments_in(covered), moments_in(covered))))
    charged = rest_from(unit, covered, bought_at, anchor)
    for rest in (
        rest_given_back(unit, covered, at, anchor, last_day, charged),
        rest_at_restart(unit, covered, at, anchor, charged),
    ):
        assert rest.denominator == charged.denominator
        assert rest.numerator <= max(charged.numerator - 1, 0)


@given(st.data(), periods_counted())
def test_a_free_last_day_gives_back_no_less_than_a_paid_one(
    data: st.DataObject, counted: Counted
) -> None:
    unit, covered, anchor = counted
    at = data.draw(moments_in(covered))
    whole = rest_from(unit, covered, covered.starts_at, anchor)
    paid, free = (
        rest_given_back(unit, covered, at, anchor, last_day, whole) for last_day in LastDay
    )
    assert free.numerator >= paid.numerator
    if unit is DAY and local_date(at, anchor.zone) > local_date(covered.starts_at, anchor.zone):
        assert free.numerator == paid.numerator + 1


@given(st.data(), periods_counted(counted=st.just(SECOND)), last_days)
def test_counted_in_seconds_no_day_is_kept(
    data: st.DataObject, counted: Counted, last_day: LastDay
) -> None:
    unit, covered, anchor = counted
    at = data.draw(moments_in(covered))
    rest = rest_from(unit, covered, at, anchor)
    assert rest_given_back(unit, covered, at, anchor, last_day, rest) == rest
    assert rest_at_restart(unit, covered, at, anchor, rest) == rest


# --- by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "at", "left", "of"),
    [
        (DAY, "2026-04-01T00:00", 30, 30),
        (DAY, "2026-04-11T00:00", 20, 30),
        (DAY, "2026-04-11T23:59", 20, 30),
        (DAY, "2026-04-30T23:59", 1, 30),
        (SECOND, "2026-04-11T12:00", 19 * 86400 + 43200, 30 * 86400),
        (THIRTY_360, "2026-04-11T12:00", 20, 30),
    ],
)
def test_an_increase_in_april(unit: ProrationUnit, at: str, left: int, of: int) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert rest_from(unit, APRIL, moment, FIRST) == Part(left, of)


@pytest.mark.parametrize(
    ("last_day", "bought", "given_back", "left"),
    [
        (LastDay.PAID, 1, 20, 10),
        (LastDay.FREE, 1, 20, 11),
        (LastDay.PAID, 1, 30, 0),
        (LastDay.FREE, 1, 30, 1),
        (LastDay.PAID, 20, 20, 10),
        (LastDay.FREE, 20, 20, 10),  # the day of the purchase is kept
        (LastDay.FREE, 30, 30, 0),
        (LastDay.FREE, 20, 21, 10),
        (LastDay.PAID, 20, 21, 9),
    ],
)
def test_seats_given_back_in_april(
    last_day: LastDay, bought: int, given_back: int, left: int
) -> None:
    charged = rest_from(DAY, APRIL, midnight(2026, 4, bought), FIRST)
    at = midnight(2026, 4, given_back)
    assert rest_given_back(DAY, APRIL, at, FIRST, last_day, charged) == Part(left, 30)


def test_a_whole_charge_that_was_not_counted_in_days_keeps_a_day_too() -> None:
    """A line at full price is charged whole, bought when it may."""
    rest = rest_given_back(DAY, APRIL, midnight(2026, 4, 1), FIRST, LastDay.FREE, Part(1, 1))
    assert rest == Part(29, 30)


def test_a_restart_on_the_day_of_purchase_keeps_one_day() -> None:
    charged = Part(30, 30)
    assert rest_at_restart(DAY, APRIL, midnight(2026, 4, 1), FIRST, charged) == Part(29, 30)
    assert rest_at_restart(DAY, APRIL, midnight(2026, 4, 11), FIRST, charged) == Part(20, 30)


def test_the_days_are_those_of_the_zone() -> None:
    anchor = anchor_from(midnight(2026, 4, 1), "America/New_York", DAY)
    assert anchor.on == date(2026, 3, 31)
    _, covered = period_at(anchor, MONTH, midnight(2026, 4, 11))
    assert rest_from(DAY, covered, midnight(2026, 4, 11), anchor) == Part(20, 30)


def test_a_month_with_a_change_of_clock_has_as_many_days_but_not_as_many_seconds() -> None:
    anchor = anchored_on(1, zone="Europe/Paris")
    _, march = period_at(anchor, MONTH, midnight(2026, 3, 15))
    at = datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert rest_from(DAY, march, at, anchor) == Part(3, 31)
    assert rest_from(SECOND, march, at, anchor) == Part(2 * 86400 + 10 * 3600, 31 * 86400 - 3600)


def test_where_midnight_does_not_exist_the_day_counts_whole() -> None:
    anchor = anchored_on(4, zone="America/Sao_Paulo")
    _, covered = period_at(anchor, MONTH, datetime(2018, 11, 4, 3, tzinfo=UTC))
    assert local_date(covered.starts_at, anchor.zone) == date(2018, 11, 4)
    assert rest_from(DAY, covered, covered.starts_at, anchor) == Part(30, 30)
    assert rest_from(DAY, covered, datetime(2018, 11, 5, 2, tzinfo=UTC), anchor) == Part(29, 30)


@pytest.mark.parametrize(
    ("anchor_day", "at", "left"),
    [
        (1, "2026-01-01", 30),
        (1, "2026-01-30", 1),
        (1, "2026-01-31", 1),  # the 31st is the 30th
        (1, "2026-02-28", 3),  # and February has thirty days too
        (15, "2026-01-15", 30),
        (15, "2026-02-14", 1),
        (15, "2026-01-31", 15),
        (15, "2026-02-01", 14),
        (31, "2026-01-31", 30),
        (31, "2026-02-01", 29),
        (31, "2026-02-27", 3),
        (31, "2026-02-28", 30),  # a boundary: the next period begins
        (31, "2026-03-01", 29),
        (31, "2026-03-30", 0),
        (31, "2026-03-31", 30),
        (29, "2026-02-28", 30),
        (29, "2026-03-28", 1),
        (29, "2026-03-29", 30),
    ],
)
def test_thirty_360(anchor_day: int, at: str, left: int) -> None:
    anchor = anchored_on(anchor_day)
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    _, covered = period_at(anchor, MONTH, moment)
    assert rest_from(THIRTY_360, covered, moment, anchor) == Part(left, 30)


@pytest.mark.parametrize("anchor_day", [1, 15, 29, 30, 31])
def test_thirty_360_has_nothing_left_at_the_end_of_any_month(anchor_day: int) -> None:
    anchor = anchored_on(anchor_day)
    for month in range(1, 13):
        _, covered = period_at(anchor, MONTH, midnight(2026, month, 28))
        assert rest_from(THIRTY_360, covered, covered.ends_at, anchor) == Part(0, 30)


def test_thirty_360_in_a_year_has_360_days() -> None:
    anchor = anchored_on(1)
    _, covered = period_at(anchor, YEAR, midnight(2026, 8, 16))
    assert rest_from(THIRTY_360, covered, midnight(2026, 8, 16), anchor) == Part(135, 360)


@pytest.mark.parametrize(
    ("interval", "index"),
    [
        (Interval(IntervalUnit.WEEK), 1),
        (Interval(IntervalUnit.WEEK, 4), 1),  # 2 February to 1 March
        (Interval(IntervalUnit.DAY, 45), 1),
        (Interval(IntervalUnit.DAY, 55), 0),  # ends on the last of a month, by chance
    ],
)
def test_thirty_360_counts_no_weeks_or_days(interval: Interval, index: int) -> None:
    anchor = anchored_on(5)
    with pytest.raises(ValueError, match="30/360 counts in months of the anchor, not from"):
        rest_from(THIRTY_360, period(anchor, interval, index), midnight(2024, 2, 1), anchor)


def test_a_stub_is_the_tail_of_the_full_period_that_ends_at_the_anchor() -> None:
    """Quarterly on the 1st, bought on 10 February: 80 of the 89 days until 1 May."""
    quarter, bought = Interval(IntervalUnit.MONTH, 3), midnight(2026, 2, 10)
    anchor = anchor_for(AnchorRule.day_of_month(1), quarter, bought, "UTC", DAY)
    index, full = period_at(anchor, quarter, bought)
    assert (index, full.starts_at) == (-1, midnight(2026, 2, 1))
    assert rest_from(DAY, full, bought, anchor) == Part(80, 89)


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 30), (31, 30), (0, 0), (-1, -1)])
def test_a_part_is_between_nothing_and_the_whole(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match=f"no part of a period: {numerator} of {denominator}"):
        Part(numerator, denominator)


def test_a_part_is_not_reduced() -> None:
    assert (Part(20, 30).numerator, Part(20, 30).denominator) == (20, 30)
    assert Part(20, 30).fraction == Fraction(2, 3)


@pytest.mark.parametrize(("held", "given_back"), [(3, 4), (3, -1), (0, 1)])
def test_no_more_seats_come_back_than_the_line_has(held: int, given_back: int) -> None:
    with pytest.raises(ValueError, match=f"{given_back} seats cannot be given back from a line of"):
        credit_for(lambda seats: seats, held, given_back, Part(1, 2))


def test_no_seat_gives_nothing_back() -> None:
    assert credit_for(lambda seats: seats * 1000, 3, 0, Part(1, 2)) == 0
    assert credit_for(lambda seats: seats * 1000, 0, 0, Part(1, 2)) == 0


def test_the_line_is_rounded_and_not_the_price_of_a_seat() -> None:
    """500 x 51.93 x 27/31 is 22 614.68, not 22 615.00."""
    part = Part(27, 31)
    assert prorate(500 * 5193, part) == 2261468
    assert 500 * round_half_away(5193 * part.fraction) == 2261500


def test_time_of_day_matters_only_for_seconds() -> None:
    anchor = Anchor(on=date(2026, 4, 1), day=1, at=time(10, 15), zone="UTC")
    _, covered = period_at(anchor, MONTH, midnight(2026, 4, 5))
    assert rest_from(SECOND, covered, datetime(2026, 4, 30, 10, 15, tzinfo=UTC), anchor) == Part(
        86400, 30 * 86400
    )
