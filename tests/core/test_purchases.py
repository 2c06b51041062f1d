"""The first purchase: stubs, trials, several types, seats with a term of their own."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.anchors import anchor_from
from curule.core.changes import Change, Usable
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.lines import LineKind
from curule.core.own_terms import begun_at, own_term_from
from curule.core.policy import SeatTypeTerms
from curule.core.purchases import Offer, quote_purchase
from curule.core.refusals import Refusal, RefusalCode
from tests.core.strategies import MONTH, YEAR, flat
from tests.core.subscriptions import (
    PARIS,
    amounts,
    customer_of,
    done,
    offer_of,
    paris,
    parts_of,
    policy_of,
    pool_of,
    refused,
    seat_type,
)

NOW = paris(2026, 4, 11)
QUARTER = Interval(IntervalUnit.MONTH, 3)


def _quote(offer: Offer, at: datetime = NOW, **seats: int) -> Change | Refusal:
    return quote_purchase(offer, seats or {"seat": 2}, now=at, zone=PARIS)


@pytest.mark.parametrize(
    ("unit", "units"), [("day", 30), ("second", 30 * 86400), ("thirty_360", 30)]
)
def test_a_whole_month_counts_its_units(unit: str, units: int) -> None:
    change = done(_quote(offer_of(policy_of("autodesk", {"proration.unit": unit}))))
    assert parts_of(change.lines) == [(units, units)]
    assert [(c.part.numerator, c.part.denominator) for c in change.charges] == [(units, units)]
    assert change.first_period == change.lines[0].covers
    assert change.term_ends_at == paris(2026, 5, 11)


def test_in_seconds_a_fraction_of_one_is_no_stub() -> None:
    offer = offer_of(policy_of("autodesk", {"proration.unit": "second"}))
    change = done(_quote(offer, NOW.replace(microsecond=7)))
    assert change.first_period is not None
    assert change.first_period.starts_at == NOW
    assert amounts(change) == [6000]


@pytest.mark.parametrize(
    ("first_period", "due", "part"),
    [("prorated", [4000], [(20, 30)]), ("full_price", [6000], [(30, 30)]), ("free", [], [])],
)
def test_the_stub_before_an_anchor(
    first_period: str, due: list[int], part: list[tuple[int, int]]
) -> None:
    overrides = {"anchor.at": "day_of_month(1)", "anchor.first_period": first_period}
    change = done(_quote(offer_of(policy_of("autodesk", overrides))))
    assert amounts(change) == due
    assert parts_of(change.lines) == part
    assert [c.part.numerator for c in change.charges] == [20] * len(due)
    assert change.term_ends_at == paris(2026, 5, 1)
    assert change.first_period is not None
    assert change.first_period.starts_at == paris(2026, 4, 1)
    assert all(line.covers.starts_at == NOW for line in change.lines)


def test_a_purchase_on_the_anchor_has_no_stub() -> None:
    offer = offer_of(policy_of("autodesk", {"anchor.at": "day_of_month(11)"}))
    assert parts_of(done(_quote(offer)).lines) == [(30, 30)]


def test_the_day_of_purchase_counts_whole() -> None:
    change = done(_quote(offer_of(policy_of("autodesk")), paris(2026, 4, 11, 18)))
    assert change.first_period is not None
    assert change.first_period.starts_at == NOW
    assert amounts(change) == [6000]


@pytest.mark.example("N19")
@pytest.mark.parametrize(("month", "day", "left"), [(1, 31, 84), (3, 25, 31)])
def test_co_term_ends_with_the_other_subscription(month: int, day: int, left: int) -> None:
    offer = offer_of(
        policy_of("autodesk", {"anchor.at": "co_term"}),
        pool_of(flat(36500, YEAR)),
        interval=YEAR,
    )
    change = done(
        quote_purchase(
            offer,
            {"seat": 1},
            now=paris(2026, month, day),
            zone=PARIS,
            co_term_ends_at=paris(2026, 4, 25),
        )
    )
    assert parts_of(change.lines) == [(left, 365)]
    assert change.term_ends_at == paris(2026, 4, 25)


def test_co_term_keeps_the_wanted_day_of_the_other() -> None:
    offer = offer_of(policy_of("autodesk", {"anchor.at": "co_term"}))
    change = done(
        quote_purchase(
            offer,
            {"seat": 1},
            now=paris(2026, 2, 14),
            zone=PARIS,
            co_term_ends_at=paris(2026, 2, 28),
            co_term_day=31,
        )
    )
    assert parts_of(change.lines) == [(14, 28)]
    assert change.anchor is not None
    assert (change.anchor.on.day, change.anchor.day) == (28, 31)


def test_co_term_without_another_subscription_starts_today() -> None:
    change = done(_quote(offer_of(policy_of("autodesk", {"anchor.at": "co_term"}))))
    assert change.term_ends_at == paris(2026, 5, 11)


def test_a_trial_bills_nothing_before_its_end() -> None:
    offer = offer_of(policy_of("autodesk", {"term.trial_days": 14}))
    change = done(_quote(offer))
    assert (change.lines, change.charges) == ((), ())
    assert change.trial_ends_at == paris(2026, 4, 25)
    assert change.first_period is not None
    assert change.first_period.starts_at == paris(2026, 4, 25)
    assert change.term_ends_at == paris(2026, 5, 25)
    assert (change.usable, change.at_renewal) == (Usable.NOW, 6000)
    none = quote_purchase(offer, {"seat": 2}, now=NOW, zone=PARIS, trial_days=0)
    assert (done(none).subtotal, done(none).trial_ends_at) == (6000, None)


@pytest.mark.parametrize(
    ("preset", "amount", "usable"),
    [
        ("autodesk", 3000, Usable.NOW),
        ("tutkit", 3000, Usable.ON_PAYMENT),
        ("tutkit", 0, Usable.NOW),
    ],
)
def test_seats_are_usable_as_the_policy_says(preset: str, amount: int, usable: Usable) -> None:
    assert done(_quote(offer_of(policy_of(preset), pool_of(flat(amount))))).usable is usable


def _suite(policy: str = "gotoassist", overrides: dict[str, object] | None = None) -> Offer:
    basic = SeatTypeTerms(name="basic", min=0, max=None, step=1, unlimited=True)
    pools = (
        pool_of(replace(flat(3000), base_fee=900), seat_type("agent", minimum=2)),
        pool_of(replace(flat(1000), base_fee=500), seat_type("expert")),
        pool_of(replace(flat(7000), base_fee=100), basic),
    )
    return offer_of(policy_of(policy, overrides), *pools)


def test_only_the_types_that_are_bought_are_charged_and_their_base_fees_first() -> None:
    change = done(_quote(_suite(), agent=3, expert=0))
    assert [(line.kind, line.seat_type, line.amount) for line in change.lines] == [
        (LineKind.BASE_FEE, None, 900),
        (LineKind.BASE_FEE, None, 100),
        (LineKind.SEATS, "agent", 9000),
    ]
    assert [charge.price for charge in change.charges] == ["agent", "basic", "agent"]
    assert change.at_renewal == change.subtotal == 10000
    assert [(move.seat_type, move.add) for move in change.moves] == [("agent", 3)]


@pytest.mark.parametrize(
    ("seats", "code", "options"),
    [
        ({"agent": 1}, RefusalCode.BELOW_MINIMUM, ("2",)),
        ({"agent": 0}, RefusalCode.BELOW_MINIMUM, ("2",)),
        ({"agent": -1, "expert": 1}, RefusalCode.BELOW_MINIMUM, ("2",)),
        ({"basic": 1}, RefusalCode.SEAT_TYPE_MISSING, ("choose_other",)),
        ({"organizer": 1}, RefusalCode.SEAT_TYPE_MISSING, ("choose_other",)),
    ],
)
def test_numbers_and_names_are_checked(
    seats: dict[str, int], code: RefusalCode, options: tuple[str, ...]
) -> None:
    refusal = refused(_quote(_suite(), NOW, **seats))
    assert (refusal.code, refusal.options) == (code, options)


def test_nothing_at_all_is_too_few_whatever_the_minimum() -> None:
    none = pool_of(flat(3000), seat_type(minimum=0, step=5))
    refusal = refused(_quote(offer_of(policy_of("autodesk"), none), NOW, seat=0))
    assert (refusal.code, refusal.options) == (RefusalCode.BELOW_MINIMUM, ("5",))


def test_a_type_without_a_price_is_not_for_sale() -> None:
    offer = offer_of(policy_of("autodesk"), pool_of(None))
    assert refused(_quote(offer)).code is RefusalCode.PRICE_MISSING


def test_a_plan_of_unlimited_seats_alone_is_taken_for_its_base_fee() -> None:
    basic = SeatTypeTerms(name="basic", min=0, max=None, step=1, unlimited=True)
    offer = offer_of(policy_of("zoom"), pool_of(replace(flat(0), base_fee=2500), basic))
    change = done(quote_purchase(offer, {}, now=NOW, zone=PARIS))
    assert (amounts(change), change.moves) == ([2500], ())


# --- seats with a term of their own


def _portal(length: str | None, interval: Interval = MONTH, base_fee: int = 0) -> Offer:
    price = replace(flat(1000, interval), base_fee=base_fee)
    policy = policy_of("licence_portal", {"term.length": length})
    return offer_of(policy, pool_of(price), interval=interval)


def test_a_term_of_several_periods_is_paid_for_as_a_whole() -> None:
    customer = customer_of(_portal("months(12)", base_fee=300), {"seat": 3}, paris(2026, 3, 10))
    first = customer.changes[0]
    assert [(line.quantity, line.unit_amount, line.amount) for line in first.lines] == [
        (1, 3600, 3600),
        (3, 12000, 36000),
    ]
    assert parts_of(first.lines) == [(365, 365), (365, 365)]
    assert first.term_ends_at == paris(2027, 3, 10)
    assert {line.covers for line in first.lines} == {first.first_period}
    assert len(first.charges) == 24
    assert sum(charge.amount for charge in first.charges) == first.subtotal
    assert {charge.part.denominator for charge in first.charges} == {28, 30, 31}
    more = customer.order(paris(2026, 4, 1), {"seat": 4})
    assert amounts(more) == [12000]
    assert more.first_period == own_term_from(
        paris(2026, 4, 1),
        MONTH,
        customer.standing.policy.term.length,
        zone=PARIS,
        unit=ProrationUnit.DAY,
    )


@pytest.mark.parametrize("unit", ["day", "second", "thirty_360"])
def test_a_quarterly_price_for_a_year(unit: str) -> None:
    offer = _portal("months(12)", QUARTER)
    policy = offer.policy.override({"proration.unit": unit})
    change = done(_quote(replace(offer, policy=policy)))
    assert (change.subtotal, len(change.charges)) == (8000, 4)
    assert {(c.part.numerator, c.amount) for c in change.charges} == {
        (c.part.denominator, 2000) for c in change.charges
    }


@pytest.mark.requirement("R3")
@given(days=st.integers(0, 400))
def test_a_term_that_starts_with_its_payment_keeps_its_amounts(days: int) -> None:
    change = done(_quote(_portal("months(12)"), paris(2026, 3, 1)))
    paid_at = datetime.fromtimestamp(paris(2026, 3, 1, 9).timestamp() + days * 86400, NOW.tzinfo)
    anchor = anchor_from(paid_at, PARIS, ProrationUnit.DAY)
    moved = begun_at(change.charges, anchor, MONTH, ProrationUnit.DAY)
    assert [charge.amount for charge in moved] == [charge.amount for charge in change.charges]
    assert moved[0].period.starts_at <= paid_at < moved[0].period.ends_at
    for earlier, later in pairwise(moved):
        assert earlier.period.ends_at == later.period.starts_at
    assert all(c.part.numerator == c.part.denominator for c in moved)
