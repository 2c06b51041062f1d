"""The difference of two plans: a sum for a whole period, only where it comes to the line."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.differences import Difference, Sold, whole_difference
from curule.core.intervals import Interval, IntervalUnit
from curule.core.lines import Line, LineKind
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.proration import Part

YEAR = Interval(IntervalUnit.YEAR)
START = datetime(2026, 11, 22, tzinfo=UTC)


def flat(unit_amount: int, base_fee: int = 0) -> Price:
    return Price(currency="EUR", interval=YEAR, unit_amount=unit_amount, base_fee=base_fee)


def seats(quantity: int, price: Price, seat_type: str = "seat") -> Sold:
    return Sold(seat_type=seat_type, quantity=quantity, price=price)


def line(
    amount: int, part: Part, *, seat_type: str | None = None, kind: LineKind = LineKind.DIFFERENCE
) -> Line:
    return Line(
        kind=kind,
        seat_type=seat_type,
        quantity=1,
        unit_amount=None,
        covers=BillingPeriod(starts_at=START, ends_at=START + timedelta(days=8)),
        part=part,
        amount=amount,
    )


EIGHT_DAYS = Part(numerator=8, denominator=365)


def test_eight_seats_of_a_dearer_plan_for_eight_days() -> None:
    found = whole_difference(
        line(175, EIGHT_DAYS), [seats(8, flat(11900))], [seats(8, flat(12900))]
    )
    assert found == Difference(amount=8000, seat_type="seat", quantity=8, unit_amount=1000)


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ([seats(8, flat(11900))], [seats(9, flat(12900))], 20900),
        ([seats(8, flat(11900))], [seats(8, flat(11900, base_fee=5000))], 5000),
        ([seats(8, flat(12900))], [seats(8, flat(11900))], -8000),
        ([seats(8, flat(100))], [seats(8, flat(100)), seats(2, flat(50), "more")], 100),
        (
            [seats(8, flat(1000))],
            [
                seats(
                    8,
                    Price(
                        model=PriceModel.VOLUME,
                        currency="EUR",
                        interval=YEAR,
                        tiers=(Tier(up_to=None, unit_amount=1500),),
                    ),
                )
            ],
            4000,
        ),
    ],
)
def test_what_has_no_price_of_each_is_one_sum(
    before: list[Sold], after: list[Sold], whole: int
) -> None:
    amount = round_half_away(whole * EIGHT_DAYS.fraction)
    assert whole_difference(line(amount, EIGHT_DAYS), before, after) == Difference(amount=whole)


@pytest.mark.parametrize(
    "other",
    [
        line(176, EIGHT_DAYS),
        line(175, EIGHT_DAYS, seat_type="seat"),
        line(175, EIGHT_DAYS, kind=LineKind.GOODWILL),
    ],
)
def test_another_line_has_no_such_sum(other: Line) -> None:
    assert whole_difference(other, [seats(8, flat(11900))], [seats(8, flat(12900))]) is None


@given(
    old=st.integers(0, 10**6),
    new=st.integers(0, 10**6),
    held=st.integers(0, 500),
    total=st.integers(0, 500),
    days=st.integers(1, 365),
    amount=st.integers(-(10**8), 10**8),
)
def test_what_is_said_always_comes_to_the_amount(  # noqa: PLR0917 - what a line depends on
    old: int, new: int, held: int, total: int, days: int, amount: int
) -> None:
    part = Part(numerator=days, denominator=365)
    before, after = [seats(held, flat(old))], [seats(total, flat(new))]
    exact = round_half_away((total * new - held * old) * part.fraction)
    for given_amount in (exact, amount):
        found = whole_difference(line(given_amount, part), before, after)
        assert (found is None) == (given_amount != exact)
        if found is not None:
            assert round_half_away(found.amount * part.fraction) == given_amount
            if found.unit_amount is not None:
                assert found.quantity * found.unit_amount == found.amount
