"""A change of plan: which way it goes, when, what it costs, and what happens to the people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from curule.core.changes import Ask, Billed, Change, ScheduleMove, SeatMove, Usable
from curule.core.intervals import Interval, IntervalUnit
from curule.core.lines import LineKind
from curule.core.money import round_half_away
from curule.core.plan_changes import Way, per_year, quote_plan_change, way_of
from curule.core.policy import SeatTypeTerms
from curule.core.pricing import Price
from curule.core.purchases import Offer
from curule.core.refusals import Refusal, RefusalCode
from tests.core.strategies import MONTH, YEAR, flat, prices
from tests.core.subscriptions import (
    Customer,
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
BACK: Mapping[str, object] = {
    "decrease.effective": "now",
    "decrease.money": "account_credit",
}
BOTH: Mapping[str, object] = {**BACK, "proration.lines": "credit_and_charge"}


def _customer(
    overrides: Mapping[str, object] = BOTH,
    *,
    preset: str = "autodesk",
    price: Price | None = None,
    seats: int = 10,
    interval: Interval = MONTH,
) -> Customer:
    """Ten seats at 10.00 a month since the first of April."""
    pool = pool_of(price or flat(1000, interval))
    offer = offer_of(policy_of(preset, overrides), pool, interval=interval)
    return customer_of(offer, {"seat": seats}, paris(2026, 4, 1))


def _plan(
    amount: int,
    overrides: Mapping[str, object] = BOTH,
    *,
    interval: Interval = MONTH,
    terms: SeatTypeTerms | None = None,
) -> Offer:
    pool = pool_of(flat(amount, interval), terms)
    return offer_of(policy_of("autodesk", overrides), pool, interval=interval)


def _quote(customer: Customer, target: Offer, **seats: int) -> Change | Refusal:
    return quote_plan_change(customer.standing, target, seats=seats or None, now=NOW)


def _with(customer: Customer, **facts: object) -> Customer:
    customer.standing = replace(customer.standing, **facts)  # type: ignore[arg-type]
    return customer


# --- the way


@pytest.mark.parametrize(
    ("amount", "interval", "way"),
    [
        (1001, MONTH, Way.UPGRADE),
        (1000, MONTH, Way.DOWNGRADE),
        (11999, YEAR, Way.DOWNGRADE),
        (12001, YEAR, Way.UPGRADE),
        (230, Interval(IntervalUnit.WEEK), Way.UPGRADE),
        (229, Interval(IntervalUnit.WEEK), Way.DOWNGRADE),
    ],
)
def test_up_is_what_costs_more_per_year(amount: int, interval: Interval, way: Way) -> None:
    assert way_of(_customer().standing, _plan(amount, interval=interval)) is way


def test_a_year_has_365_days_and_a_quarter() -> None:
    assert per_year(400, Interval(IntervalUnit.DAY)) == 146100
    assert per_year(100, Interval(IntervalUnit.WEEK, 2)) == Fraction(36525, 14)
    assert per_year(100, Interval(IntervalUnit.MONTH, 3)) == 400


# --- now


@pytest.mark.example("N6")
def test_a_dearer_plan_for_the_rest_of_the_period() -> None:
    """10.00 to 30.00 in the middle of a month: 5 back, 15 charged, the period stays."""
    customer = _customer(seats=1)
    quote = quote_plan_change(customer.standing, _plan(3000), seats=None, now=paris(2026, 4, 16))
    change = done(quote)
    assert amounts(change) == [-500, 1500]
    assert parts_of(change.lines) == [(15, 30), (15, 30)]
    assert (change.restart, change.term_ends_at) == (None, None)
    assert change.at_renewal == 3000
    assert change.moves == ()


@pytest.mark.example("N4", "N5")
@pytest.mark.parametrize(
    ("before", "after", "starts", "changes", "lines"),
    [
        (500, 2000, (2026, 4, 1), (2026, 4, 2), [-483, 1933]),
        (2000, 500, (2026, 4, 1), (2026, 4, 2), [-1933, 483]),
        (1200, 2400, (2026, 2, 1), (2026, 2, 8), [-900, 1800]),
    ],
)
def test_the_worked_examples_of_others(
    before: int,
    after: int,
    starts: tuple[int, int, int],
    changes: tuple[int, int, int],
    lines: list[int],
) -> None:
    overrides = {**BOTH, "proration.unit": "second"}
    offer = offer_of(policy_of("autodesk", overrides), pool_of(flat(before)))
    customer = customer_of(offer, {"seat": 1}, paris(*starts))
    target = _plan(after, overrides)
    quote = quote_plan_change(customer.standing, target, seats=None, now=paris(*changes))
    assert amounts(done(quote)) == lines


@pytest.mark.example("N10")
def test_three_hundred_seats_move_to_a_cheaper_plan() -> None:
    """300 at 10.08 from 18 June; on 25 June to 6.43, with 23 of 30 days left."""
    offer = offer_of(policy_of("autodesk", BOTH), pool_of(flat(1008)))
    customer = customer_of(offer, {"seat": 300}, paris(2026, 6, 18))
    quote = quote_plan_change(customer.standing, _plan(643), seats=None, now=paris(2026, 6, 25))
    assert customer.billed == 302400
    assert amounts(done(quote)) == [-231840, 147890]


def test_as_net_the_change_is_one_line_for_the_exact_difference() -> None:
    customer = _customer(BACK)
    change = done(_quote(customer, _plan(3000)))
    assert [(line.kind, line.amount) for line in change.lines] == [(LineKind.DIFFERENCE, 13333)]
    assert parts_of(change.lines) == [(20, 30)]
    customer.carry_out(change, _plan(3000))
    assert sum(c.amount - c.credited for c in customer.books.values()) == customer.billed


@given(
    old=prices,
    new=prices,
    seats=st.integers(1, 30),
    hours=st.integers(0, 30 * 24 - 1),
    unit=st.sampled_from(["second", "day", "thirty_360"]),
)
def test_a_change_to_the_same_price_nets_zero_and_no_change_gives_more_than_was_charged(
    old: Price, new: Price, seats: int, hours: int, unit: str
) -> None:
    at = paris(2026, 4, 1) + timedelta(hours=hours)
    for lines in ("net", "credit_and_charge"):
        overrides = {**BACK, "proration.unit": unit, "proration.lines": lines}
        customer = _customer(overrides, price=old, seats=seats)
        offers = [
            offer_of(policy_of("autodesk", overrides), pool_of(price)) for price in (old, new)
        ]
        same = quote_plan_change(customer.standing, offers[0], seats=None, now=at)
        assert done(same).subtotal == 0
        for target in (offers[1], offers[0], offers[1]):
            change = done(quote_plan_change(customer.standing, target, seats=None, now=at))
            opened = sum(charge.amount for charge in change.charges)
            assert change.subtotal == opened - sum(m.amount for m in change.credited)
            customer.carry_out(change, target)
            assert customer.billed >= 0
            assert all(0 <= c.credited <= c.amount for c in customer.books.values())


@given(old=prices, new=prices, seats=st.integers(1, 30), hours=st.integers(0, 30 * 24 - 1))
def test_net_is_the_exact_difference_rounded_once(
    old: Price, new: Price, seats: int, hours: int
) -> None:
    at = paris(2026, 4, 1) + timedelta(hours=hours)
    customer = _customer(BACK, price=old, seats=seats)
    target = offer_of(policy_of("autodesk", BACK), pool_of(new))
    change = done(quote_plan_change(customer.standing, target, seats=None, now=at))
    part = customer.standing.rest(at).fraction
    before, after = (
        pool.full_price(seats) for pool in (customer.standing.pools[0], target.pools[0])
    )
    assume(part * before <= customer.billed)
    assert change.subtotal == round_half_away((after - before) * part)


def test_a_base_fee_is_given_back_and_charged_with_the_seats() -> None:
    customer = _customer(price=replace(flat(1000), base_fee=600))
    change = done(_quote(customer, _plan(2000)))
    assert amounts(change) == [-400, -6667, 13333]
    assert [(line.seat_type, line.quantity, line.unit_amount) for line in change.lines] == [
        (None, -1, 600),
        ("seat", -10, 1000),
        ("seat", 10, 2000),
    ]


def test_a_reset_starts_the_new_plan_today() -> None:
    customer = _customer({}, preset="gotoassist")
    change = done(_quote(customer, _plan(2000)))
    assert amounts(change) == [-6667, 20000]
    assert change.restart is not None
    assert change.restart.period.starts_at == change.restart.covers.starts_at == NOW
    assert change.term_ends_at == paris(2026, 5, 11)


def test_another_interval_counts_from_the_old_anchor_and_bills_its_rest() -> None:
    customer = _customer()
    customer.renew()
    quote = quote_plan_change(
        customer.standing, _plan(36500, interval=YEAR), seats=None, now=paris(2026, 5, 11)
    )
    change = done(quote)
    assert parts_of(change.lines) == [(21, 31), (325, 365)]
    assert amounts(change) == [-6774, 325000]
    assert change.restart is not None
    assert change.restart.anchor == customer.standing.anchor
    assert change.restart.period.starts_at == paris(2026, 4, 1)
    assert change.restart.covers.starts_at == paris(2026, 5, 11)
    assert change.term_ends_at == paris(2027, 4, 1)


def test_a_plan_with_a_fixed_anchor_realigns_on_the_change() -> None:
    offer = offer_of(policy_of("autodesk", BOTH), pool_of(flat(1000)))
    customer = customer_of(offer, {"seat": 10}, paris(2026, 4, 6))
    target = _plan(3000, {**BOTH, "anchor.at": "day_of_month(1)"})
    change = done(_quote(customer, target))
    assert parts_of(change.lines) == [(25, 30), (20, 30)]
    assert change.restart is not None
    assert change.restart.period.ends_at == change.term_ends_at == paris(2026, 5, 1)


def test_a_plan_with_the_same_fixed_anchor_changes_no_period() -> None:
    fixed = {**BOTH, "anchor.at": "day_of_month(1)"}
    customer = _customer(fixed)
    assert done(_quote(customer, _plan(3000, fixed))).restart is None
    assert done(_quote(_customer(), _plan(3000, fixed))).restart is None
    reset = {**fixed, "anchor.on_change": "reset_to_change"}
    moved = _customer(reset)
    moved.order(paris(2026, 4, 6), {"seat": 12})
    change = done(_quote(moved, _plan(3000, reset)))
    assert change.restart is not None
    assert change.restart.period.ends_at == paris(2026, 5, 1)


@pytest.mark.parametrize(("on_change", "left"), [("keep", 30), ("reset_to_change", 29)])
def test_a_dear_plan_by_day_and_a_cheap_one_by_evening_cost_a_day(
    on_change: str, left: int
) -> None:
    policy = {**BOTH, "anchor.on_change": on_change}
    customer = customer_of(
        offer_of(policy_of("autodesk", policy), pool_of(flat(3000))),
        {"seat": 10},
        paris(2026, 4, 1),
    )
    change = done(
        quote_plan_change(
            customer.standing, _plan(1000, policy), seats=None, now=paris(2026, 4, 1, 20)
        )
    )
    assert amounts(change) == [-1000 * left, 10000]


def test_a_plan_that_wants_29_february_keeps_the_period_and_moves_the_next() -> None:
    offer = offer_of(policy_of("autodesk", BOTH), pool_of(flat(1000, YEAR)), interval=YEAR)
    customer = customer_of(offer, {"seat": 10}, paris(2026, 2, 28))
    target = _plan(3000, {**BOTH, "anchor.at": "day_of_year(02-29)"}, interval=YEAR)
    change = done(_quote(customer, target))
    assert change.restart is not None
    assert change.restart.period == customer.standing.period
    assert change.restart.anchor.day == 29


def test_the_term_of_the_target_binds_from_the_change_on() -> None:
    customer = _customer()
    change = done(_quote(customer, _plan(3000, {**BOTH, "term.length": "months(12)"})))
    assert change.restart is None
    assert change.term_ends_at == paris(2027, 4, 1)


def test_seats_with_a_term_of_their_own_begin_a_new_one() -> None:
    portal = policy_of("licence_portal", {"term.length": None})
    customer = customer_of(offer_of(portal, pool_of(flat(1000))), {"seat": 10}, paris(2026, 4, 1))
    change = done(_quote(customer, _plan(2000)))
    assert amounts(change) == [13333]
    assert change.restart is not None
    assert change.restart.period.starts_at == NOW
    assert change.usable is Usable.ON_PAYMENT


def test_an_upgrade_is_billed_and_paid_as_an_increase() -> None:
    later = {**BOTH, "increase.bill": "next_invoice"}
    assert done(_quote(_customer(later), _plan(3000))).billed is Billed.NEXT_INVOICE
    down = done(_quote(_customer(later), _plan(500)))
    assert down.billed is Billed.NOW
    paid_first = {**BOTH, "increase.effective": "on_payment"}
    assert done(_quote(_customer(paid_first), _plan(3000))).usable is Usable.ON_PAYMENT
    assert done(_quote(_customer(paid_first), _plan(500))).usable is Usable.NOW


def test_a_cheaper_year_that_is_due_now_waits_for_its_payment() -> None:
    paid_first = {**BOTH, "increase.effective": "on_payment"}
    change = done(_quote(_customer(paid_first), _plan(10000, interval=YEAR)))
    assert change.subtotal > 0
    assert change.usable is Usable.ON_PAYMENT


@pytest.mark.requirement("G12")
def test_the_review_of_a_dearer_plan_asks() -> None:
    asking = {**BOTH, "payment.method": "ask", "payment.other_method_saved_first": False}
    assert done(_quote(_customer(asking), _plan(3000))).asks == (Ask.PAYMENT_METHOD,)
    assert done(_quote(_customer(asking), _plan(500))).asks == ()


@pytest.mark.parametrize(("owed", "due"), [(0, 0), (2000, -2000), (90000, -3000)])
@pytest.mark.parametrize("lines", ["net", "credit_and_charge"])
def test_down_without_credit_only_lowers_what_is_open(lines: str, owed: int, due: int) -> None:
    overrides = {"decrease.effective": "now", "decrease.money": "none", "proration.lines": lines}
    customer = _customer(overrides, seats=9)
    pool = customer.standing.pools[0]
    charges = tuple(replace(c, invoice="i1", invoice_open=owed) for c in pool.charges)
    _with(customer, pools=(replace(pool, charges=charges),))
    change = done(_quote(customer, _plan(500)))
    assert change.subtotal == due
    assert sum(c.amount for c in change.charges) - sum(m.amount for m in change.credited) == due


def test_up_with_fewer_seats_earns_nothing_either() -> None:
    customer = _customer({"decrease.effective": "now", "decrease.money": "none"})
    assert done(_quote(customer, _plan(3000), seat=1)).subtotal == 0
    credited = _customer(BACK)
    assert done(_quote(credited, _plan(3000), seat=1)).subtotal == -4667


# --- later, on trial


def test_down_at_the_renewal() -> None:
    customer = _customer({})
    change = done(_quote(customer, _plan(500), seat=8))
    assert (change.lines, change.moves) == ((), ())
    assert (change.usable, change.usable_at) == (Usable.AT_RENEWAL, paris(2026, 5, 1))
    assert [(s.seat_type, s.total) for s in change.scheduled] == [("seat", 8)]
    assert change.at_renewal == 4000
    assert change.has_effect


def test_up_at_the_renewal() -> None:
    later = {"increase.effective": "at_renewal", "increase.charge": "none_until_renewal"}
    assert done(_quote(_customer(later), _plan(3000))).usable is Usable.AT_RENEWAL


def test_on_trial_the_plan_changes_for_nothing() -> None:
    customer = _with(_customer({}), on_trial=True)
    for amount in (500, 3000):
        change = done(_quote(customer, _plan(amount), seat=12))
        assert (change.lines, change.charges, change.restart) == ((), (), None)
        assert (change.usable, change.moves) == (
            Usable.NOW,
            (SeatMove(seat_type="seat", add=2),),
        )
        assert change.at_renewal == 12 * amount


def test_on_trial_the_first_period_becomes_that_of_the_target() -> None:
    customer = _with(_customer({}), on_trial=True, trial_ends_at=paris(2026, 4, 1))
    assert done(_quote(customer, _plan(3000))).restart is None
    change = done(_quote(customer, _plan(36000, interval=YEAR)))
    assert change.restart is not None
    assert change.restart.period.ends_at == change.term_ends_at == paris(2027, 4, 1)


# --- seats and people


def test_types_match_by_name() -> None:
    pools = (pool_of(flat(1000), seat_type("agent")), pool_of(flat(500), seat_type("expert")))
    offer = offer_of(policy_of("autodesk", BOTH), *pools)
    customer = customer_of(offer, {"agent": 4, "expert": 2}, paris(2026, 4, 1))
    basic = SeatTypeTerms(name="basic", min=0, max=None, step=1, unlimited=True)
    target = offer_of(
        policy_of("autodesk", BOTH),
        pool_of(flat(9000), seat_type("agent")),
        pool_of(flat(100), seat_type("organizer")),
        pool_of(flat(100), seat_type("trainer", minimum=5)),
        pool_of(None, basic),
    )
    change = done(_quote(customer, target, organizer=3))
    assert change.moves == (
        SeatMove(seat_type="organizer", add=3),
        SeatMove(seat_type="expert", remove=2),
    )
    assert amounts(change) == [-2667, -667, 24000, 200]
    assert change.at_renewal == 36300


def test_people_stay_where_they_sit() -> None:
    customer = _customer()
    pool = replace(customer.standing.pools[0], occupied=4, held=2)
    _with(customer, pools=(pool,))
    gone = offer_of(policy_of("autodesk", BOTH), pool_of(flat(3000), seat_type("agent")))
    refusal = refused(_quote(customer, gone, agent=10))
    assert refusal.code is RefusalCode.PLAN_NOT_COMPATIBLE
    assert refusal.values == {"seat_type": "seat"}
    small = _plan(3000, terms=seat_type(maximum=5))
    refusal = refused(_quote(customer, small, seat=5))
    assert refusal.code is RefusalCode.PLAN_SEAT_MAXIMUM
    assert refusal.values == {"maximum": 5, "wanted": 6}
    refusal = refused(_quote(customer, _plan(3000), seat=5))
    assert refusal.code is RefusalCode.BELOW_ASSIGNED
    assert refusal.values == {"assigned": 6, "wanted": 5}
    done(_quote(customer, _plan(3000), seat=6))


def test_a_plan_without_the_types_that_are_held_does_not_fit() -> None:
    other = offer_of(policy_of("autodesk", BOTH), pool_of(flat(3000), seat_type("agent")))
    assert refused(_quote(_customer(), other)).code is RefusalCode.PLAN_NOT_COMPATIBLE
    refusal = refused(_quote(_customer(), other, seat=3))
    assert refusal.values == {"seat_type": "seat", "known": ("agent",)}


def test_the_limits_and_prices_of_the_target_count() -> None:
    refusal = refused(_quote(_customer(), _plan(3000, terms=seat_type(minimum=20))))
    assert (refusal.code, refusal.options) == (RefusalCode.BELOW_MINIMUM, ("20",))
    foreign = replace(_plan(3000), currency="USD")
    assert refused(_quote(_customer(), foreign)).values == {"expected": "EUR", "got": "USD"}
    priceless = offer_of(policy_of("autodesk", BOTH), pool_of(None))
    assert refused(_quote(_customer(), priceless)).code is RefusalCode.PRICE_MISSING


def test_fewer_seats_on_the_way_up_wait_for_the_renewal() -> None:
    change = done(_quote(_customer({}), _plan(3000), seat=8))
    assert change.moves == ()
    assert change.schedule == (ScheduleMove(seat_type="seat", target=8),)
    assert [(s.total, s.at) for s in change.scheduled] == [(8, paris(2026, 5, 1))]
    assert (change.subtotal, change.at_renewal) == (13333, 24000)
    refusal = refused(_quote(_customer({}), _plan(3000, terms=seat_type(step=5)), seat=8))
    assert refusal.code is RefusalCode.WRONG_STEP


def test_a_term_that_keeps_its_number_keeps_it_on_the_way_up_too() -> None:
    customer = _customer({}, preset="tutkit")
    refusal = refused(_quote(customer, _plan(3000), seat=8))
    assert refusal.code is RefusalCode.DECREASE_NOT_ALLOWED_IN_TERM
    assert refused(_quote(customer, _plan(500))).code is RefusalCode.DECREASE_NOT_ALLOWED_IN_TERM
    assert done(_quote(customer, _plan(3000), seat=12)).moves == (
        SeatMove(seat_type="seat", add=2),
    )


def test_what_blocks_more_or_fewer_seats_blocks_a_plan() -> None:
    off = _with(_customer({"who.requires_auto_renew": True}), auto_renew=False)
    assert refused(_quote(off, _plan(3000))).code is RefusalCode.AUTO_RENEW_REQUIRED
    owing = _with(_customer({**BACK, "unpaid.blocks": ["add"]}), owes=True)
    assert refused(_quote(owing, _plan(3000))).code is RefusalCode.OUTSTANDING_INVOICES
    done(_quote(owing, _plan(500)))
