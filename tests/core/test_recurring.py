"""Recurring revenue: the opening and the movements add up to the closing, whoever moves."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.aging import AgeBand, age_band
from curule.core.intervals import Interval, IntervalUnit
from curule.core.proration import Part
from curule.core.recurring import (
    Customer,
    Movement,
    classify,
    monthly,
    monthly_in_all,
    movements,
)

amounts = st.integers(-(10**6), 10**9) | st.just(0)
customers = st.builds(Customer, amounts, amounts, st.booleans())


@given(st.lists(customers))
def test_opening_and_movements_are_the_closing(many: list[Customer]) -> None:
    month = movements(many)
    assert month.opening == sum(customer.opening for customer in many)
    assert month.closing == sum(customer.closing for customer in many)


@given(st.lists(customers))
def test_each_kind_goes_its_own_way(many: list[Customer]) -> None:
    positive = [c for c in many if c.opening >= 0 and c.closing >= 0]
    month = movements(positive)
    assert min(month.new, month.expansion, month.reactivation) >= 0
    assert max(month.contraction, month.churn) <= 0


@given(customers)
def test_whoever_pays_the_same_has_not_moved(customer: Customer) -> None:
    assert (classify(customer) is None) is (customer.opening == customer.closing)


@given(customers)
def test_new_is_only_who_never_paid(customer: Customer) -> None:
    if classify(customer) is Movement.NEW:
        assert not customer.paid_before
    if classify(customer) is Movement.REACTIVATION:
        assert customer.paid_before


@pytest.mark.parametrize(
    ("interval", "a_month"),
    [
        (Interval(IntervalUnit.MONTH), Fraction(1200)),
        (Interval(IntervalUnit.MONTH, 3), Fraction(400)),
        (Interval(IntervalUnit.YEAR), Fraction(100)),
        (Interval(IntervalUnit.WEEK), Fraction(1200 * 365, 12 * 7)),
        (Interval(IntervalUnit.DAY, 30), Fraction(1200 * 365, 12 * 30)),
    ],
)
def test_a_price_is_brought_to_a_month(interval: Interval, a_month: Fraction) -> None:
    assert monthly(1200, Part(1, 1), interval) == a_month


def test_a_part_of_a_period_counts_with_its_full_price() -> None:
    month = Interval(IntervalUnit.MONTH)
    assert monthly(400, Part(10, 30), month) == 1200
    assert monthly(400, Part(0, 30), month) == 0
    assert monthly_in_all([(100, Part(1, 3), month), (-50, Part(1, 3), month)]) == 150


@given(st.integers(-200, 400))
def test_an_invoice_is_in_one_band(days: int) -> None:
    due = date(2026, 6, 1)
    band = age_band(due, due + timedelta(days=days))
    bounds = {
        AgeBand.NOT_DUE: range(-1000, 1),
        AgeBand.TO_30: range(1, 31),
        AgeBand.TO_60: range(31, 61),
        AgeBand.TO_90: range(61, 91),
        AgeBand.OVER_90: range(91, 1000),
    }
    assert [each for each, reach in bounds.items() if days in reach] == [band]
