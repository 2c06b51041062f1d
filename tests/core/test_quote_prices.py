"""Quotes at prices of the whole quantity, the worked examples of others, and where rules meet."""

from dataclasses import replace

import pytest

from curule.core.changes import Billed, SeatMove, Usable
from curule.core.lines import LineKind
from curule.core.policy import SeatTypeTerms
from curule.core.pricing import PriceModel, Tier
from tests.core.strategies import MONTH, YEAR, flat, packaged, tiered
from tests.core.subscriptions import (
    amounts,
    customer_of,
    done,
    offer_of,
    paris,
    parts_of,
    policy_of,
    pool_of,
)
from tests.core.test_quotes import CREDITS, NOW, VOLUME, _at, _buy

# --- a price of the whole quantity


def test_one_seat_more_may_be_a_credit() -> None:
    customer = _buy("autodesk", CREDITS, price=VOLUME)
    change = customer.order(NOW, {"seat": 11})
    assert [(line.kind, line.quantity) for line in change.lines] == [(LineKind.DIFFERENCE, 1)]
    assert change.subtotal == -800
    assert change.at_renewal == 8800


def test_one_seat_more_is_free_where_credits_are_forfeited() -> None:
    customer = _buy("autodesk", price=VOLUME)
    change = customer.order(NOW, {"seat": 11})
    assert (change.lines, change.usable) == ((), Usable.NOW)
    assert change.moves == (SeatMove(seat_type="seat", add=1),)


def test_one_seat_fewer_may_cost_something() -> None:
    customer = _buy("autodesk", CREDITS, price=VOLUME, seats=11)
    change = customer.order(NOW, {"seat": 10})
    assert [(line.seat_type, line.quantity, line.amount) for line in change.lines] == [
        ("seat", -1, 760)
    ]
    assert [(c.quantity, c.amount, c.base_quantity) for c in change.charges] == [(0, 760, 10)]


def test_a_whole_quantity_that_was_charged_in_steps_comes_back_as_one_line() -> None:
    customer = _buy("autodesk", CREDITS, price=packaged(9900, 5), seats=4)
    customer.order(NOW, {"seat": 6})
    customer.order(NOW, {"seat": 12})
    assert [c.amount for c in customer.standing.pools[0].charges] == [9900, 6600, 6600]
    change = customer.order(NOW, {"seat": 1})
    assert [(line.quantity, line.amount) for line in change.lines] == [(-11, -12540)]
    assert [(m.charge, m.quantity, m.amount) for m in change.credited] == [
        ("c2", 6, 6600),
        ("c1", 2, 5940),
        ("c0", 3, 0),
    ]


def test_a_restart_gives_a_stack_back_as_a_whole() -> None:
    for lines in ("net", "credit_and_charge"):
        customer = _buy("gotoassist", {"proration.lines": lines}, price=VOLUME)
        customer.standing = replace(customer.standing, policy=policy_of("autodesk", CREDITS))
        customer.order(NOW, {"seat": 11})
        customer.standing = replace(
            customer.standing, policy=policy_of("gotoassist", {"proration.lines": lines})
        )
        change = customer.order(paris(2026, 4, 16), {"seat": 12})
        assert change.subtotal == 9600 - 4400


def test_seats_that_were_free_come_back_for_nothing() -> None:
    customer = _buy("autodesk", CREDITS)
    given_away = replace(customer.standing.pools[0], seats=12)
    change = done(_at(customer, pools=(given_away,)).quote(NOW, {"seat": 1}))
    assert sum(m.quantity for m in change.credited) == 10
    assert change.moves == (SeatMove(seat_type="seat", remove=11),)


def test_in_a_free_stub_only_what_comes_is_charged() -> None:
    policy = policy_of("zoom", {"anchor.at": "day_of_month(1)", "anchor.first_period": "free"})
    customer = customer_of(offer_of(policy, pool_of(flat(3000))), {"seat": 10}, paris(2026, 4, 6))
    assert customer.billed == 0
    assert amounts(customer.order(NOW, {"seat": 12})) == [4000]


@pytest.mark.example("N2", "N6", "N9")
def test_the_worked_examples_of_others_as_quotes() -> None:
    """500 licenses at 51.93 from 16 March: 5 more for the last four of 31 days are 33.50."""
    offer = offer_of(policy_of("autodesk"), pool_of(flat(5193)))
    customer = customer_of(offer, {"seat": 500}, paris(2026, 3, 16))
    assert amounts(customer.order(paris(2026, 4, 12), {"seat": 505})) == [3350]
    doubled = customer_of(
        offer_of(policy_of("zoom"), pool_of(flat(1000))), {"seat": 1}, paris(2026, 4, 1)
    )
    assert amounts(doubled.order(paris(2026, 4, 16), {"seat": 2})) == [-500, 1000]


@pytest.mark.example("N14")
def test_fewer_seats_of_a_year_run_to_its_end() -> None:
    offer = offer_of(policy_of("autodesk"), pool_of(flat(4800, YEAR)), interval=YEAR)
    customer = customer_of(offer, {"seat": 50}, paris(2026, 5, 20))
    change = customer.order(paris(2026, 9, 30), {"seat": 30})
    assert change.lines == ()
    assert customer.standing.pools[0].seats == 50
    assert [(s.at, s.total) for s in change.scheduled] == [(paris(2027, 5, 20), 30)]
    customer.renew()
    assert customer.standing.pools[0].seats == 30


@pytest.mark.example("N17")
def test_five_more_in_the_middle_of_june_come_with_the_invoice_of_july() -> None:
    offer = offer_of(
        policy_of("autodesk", {"increase.bill": "next_invoice"}), pool_of(flat(1800, MONTH))
    )
    customer = customer_of(offer, {"seat": 10}, paris(2026, 6, 1))
    assert customer.billed == 18000
    change = customer.order(paris(2026, 6, 16), {"seat": 15})
    assert (change.subtotal, change.billed) == (4500, Billed.NEXT_INVOICE)
    billed = customer.billed
    customer.renew()
    assert customer.billed - billed == 27000


# --- where rules meet


def test_restarted_twice_on_one_day_the_day_is_kept() -> None:
    customer = _buy("gotoassist")
    customer.order(paris(2026, 4, 11, 8), {"seat": 12})
    again = customer.order(paris(2026, 4, 11, 18), {"seat": 12 + 1})
    assert amounts(again) == [-34800, 39000]
    assert again.lines[0].covers.starts_at == paris(2026, 4, 12)


def test_a_restart_charges_no_seat_of_an_unlimited_type() -> None:
    basic = SeatTypeTerms(name="basic", min=0, max=None, step=1, unlimited=True)
    offer = offer_of(policy_of("gotoassist"), pool_of(flat(3000)), pool_of(flat(700), basic))
    customer = customer_of(offer, {"seat": 10}, paris(2026, 4, 1))
    pools = customer.standing.pools
    _at(customer, pools=(pools[0], replace(pools[1], seats=9, occupied=9)))
    assert amounts(customer.order(NOW, {"seat": 12})) == [-20000, 36000]


def test_a_package_more_at_the_full_price() -> None:
    full = {**CREDITS, "increase.charge": "full_price"}
    customer = _buy("autodesk", full, price=packaged(9900, 5), seats=5)
    change = customer.order(NOW, {"seat": 6})
    assert (amounts(change), parts_of(change.lines)) == ([9900], [(30, 30)])
    assert change.charges[0].part.numerator == 20


def test_a_package_fewer_is_one_line_however_lines_are_shown() -> None:
    both = {**CREDITS, "proration.lines": "credit_and_charge"}
    customer = _buy("autodesk", both, price=packaged(9900, 5))
    change = customer.order(NOW, {"seat": 5})
    assert [(line.kind, line.quantity, line.amount) for line in change.lines] == [
        (LineKind.DIFFERENCE, -5, -6270)
    ]


def test_above_free_seats_the_tier_counts_them() -> None:
    graduated = tiered(
        PriceModel.GRADUATED,
        Tier(up_to=10, unit_amount=900),
        Tier(up_to=None, unit_amount=300),
    )
    policy = policy_of("zoom", {"anchor.at": "day_of_month(1)", "anchor.first_period": "free"})
    offer = offer_of(policy, pool_of(graduated))
    customer = customer_of(offer, {"seat": 10}, paris(2026, 4, 6))
    assert amounts(customer.order(NOW, {"seat": 12})) == [400]


def test_fewer_seats_are_billed_at_once_whatever_more_seats_are() -> None:
    customer = _buy("autodesk", {**CREDITS, "increase.bill": "next_invoice"})
    assert done(customer.quote(NOW, {"seat": 8})).billed is Billed.NOW


def test_a_base_fee_of_a_full_price_stub_is_held_for_the_stub() -> None:
    policy = policy_of(
        "autodesk", {"anchor.at": "day_of_month(1)", "anchor.first_period": "full_price"}
    )
    offer = offer_of(policy, pool_of(replace(flat(3000), base_fee=500)))
    change = customer_of(offer, {"seat": 1}, NOW).changes[0]
    assert amounts(change) == [500, 3000]
    assert [charge.part.numerator for charge in change.charges] == [20, 20]
