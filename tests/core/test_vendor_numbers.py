"""The five source systems' rules, with the numbers that prove each."""

from dataclasses import replace
from datetime import date

import pytest

from curule.core.changes import Ask, Usable
from curule.core.policy import OpenReduction
from curule.core.quantities import Wanted
from curule.core.refusals import Refusal, RefusalCode
from curule.core.settlement import (
    Choice,
    OwnAccount,
    PaidCharge,
    refuse_joining,
    unused_paid_value,
)
from tests.core.strategies import YEAR, flat
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


def _with(customer: Customer, **facts: int) -> Customer:
    pools = tuple(replace(pool, **facts) for pool in customer.standing.pools)  # type: ignore[arg-type]
    customer.standing = replace(customer.standing, pools=pools)
    return customer


def _tutkit(seats: int = 5) -> Customer:
    pool = pool_of(flat(12000, YEAR), seat_type("participant", maximum=10))
    offer = offer_of(policy_of("tutkit"), pool, interval=YEAR)
    return customer_of(offer, {"participant": seats}, paris(2026, 1, 1))


def _autodesk(seats: int = 5) -> Customer:
    offer = offer_of(policy_of("autodesk"), pool_of(flat(10000, YEAR)), interval=YEAR)
    return customer_of(offer, {"seat": seats}, paris(2026, 1, 1))


def _zoom(seats: int = 3) -> Customer:
    offer = offer_of(policy_of("zoom"), pool_of(flat(14990, YEAR)), interval=YEAR)
    return customer_of(offer, {"seat": seats}, paris(2026, 1, 1))


def _goto(seats: int = 10, *, amount: int = 3000) -> Customer:
    offer = offer_of(policy_of("gotoassist"), pool_of(flat(amount), seat_type("agent")))
    return customer_of(offer, {"agent": seats}, paris(2026, 4, 1))


@pytest.mark.requirement("T9", "T11", "T12")
def test_tutkit_three_places_more_come_with_their_payment() -> None:
    customer = _tutkit()
    change = done(customer.quote(paris(2026, 4, 11), {"participant": Wanted(difference=3)}))
    assert change.subtotal == 26137
    assert parts_of(change.lines) == [(265, 365)]
    assert change.usable is Usable.ON_PAYMENT
    assert [(move.add, move.remove) for move in change.moves] == [(3, 0)]


@pytest.mark.requirement("T24", "T25")
def test_tutkit_eleven_of_ten_places_are_refused_with_two_ways_out() -> None:
    refusal = refused(_tutkit(8).quote(paris(2026, 4, 11), {"participant": Wanted(difference=3)}))
    assert refusal == Refusal(
        RefusalCode.PLAN_SEAT_MAXIMUM,
        ("upgrade_plan", "contact"),
        {"maximum": 10, "wanted": 11},
    )


@pytest.mark.requirement("T24")
def test_tutkit_places_that_wait_for_their_payment_count_towards_the_maximum() -> None:
    waiting = _with(_tutkit(5), waiting=3)
    refusal = refused(waiting.quote(paris(2026, 4, 11), {"participant": Wanted(difference=3)}))
    assert refusal.code is RefusalCode.PLAN_SEAT_MAXIMUM
    done(waiting.quote(paris(2026, 4, 11), {"participant": Wanted(difference=2)}))


@pytest.mark.requirement("T26")
def test_tutkit_an_account_has_a_maximum_of_its_own() -> None:
    customer = _with(_tutkit(8), maximum=15)
    assert done(customer.quote(paris(2026, 4, 11), {"participant": 11})).subtotal == 26137


@pytest.mark.requirement("T5")
def test_tutkit_places_are_not_reduced_in_the_term() -> None:
    refusal = refused(_tutkit(8).quote(paris(2026, 4, 11), {"participant": 7}))
    assert refusal.code is RefusalCode.DECREASE_NOT_ALLOWED_IN_TERM
    assert refusal.options == ("wait_until", "turn_off_auto_renew", "contact")
    assert refusal.values == {"until": date(2026, 12, 31)}


@pytest.mark.requirement("T5")
def test_tutkit_with_the_renewal_off_the_way_is_to_order_the_next_term() -> None:
    customer = _tutkit(8)
    customer.standing = replace(customer.standing, auto_renew=False)
    refusal = refused(customer.quote(paris(2026, 4, 11), {"participant": 7}))
    assert refusal.options == ("wait_until", "renew", "contact")


@pytest.mark.requirement("A8")
def test_autodesk_two_seats_more_to_an_unchanged_renewal() -> None:
    customer = _autodesk()
    change = customer.order(paris(2026, 4, 11), {"seat": 7})
    assert amounts(change) == [14521]
    assert parts_of(change.lines) == [(265, 365)]
    assert change.usable is Usable.NOW
    assert (change.restart, change.term_ends_at) == (None, None)
    assert customer.standing.term_ends_at == paris(2027, 1, 1)


@pytest.mark.requirement("A13", "A14")
def test_autodesk_fewer_seats_from_the_renewal_on() -> None:
    customer = _autodesk()
    customer.order(paris(2026, 4, 11), {"seat": 7})
    change = customer.order(paris(2026, 6, 30), {"seat": 5})
    assert (change.lines, change.moves) == ((), ())
    assert [(s.at, s.total) for s in change.scheduled] == [(paris(2027, 1, 1), 5)]
    assert change.at_renewal == 50000
    assert customer.standing.pools[0].seats == 7
    billed = customer.billed
    customer.renew()
    assert customer.billed - billed == 50000
    assert customer.standing.pools[0].seats == 5


def test_autodesk_an_increase_asks_what_becomes_of_the_reduction() -> None:
    customer = _autodesk(7)
    customer.order(paris(2026, 4, 11), {"seat": 5})
    more = {"seat": Wanted(difference=2)}
    refusal = refused(customer.quote(paris(2026, 5, 1), more))
    assert refusal.code is RefusalCode.REDUCTION_OPEN
    assert refusal.options == ("keep_target", "shift_target")
    assert refusal.values == {"target": 5, "effective_on": date(2027, 1, 1)}
    totals = {
        choice: done(customer.quote(paris(2026, 5, 1), more, reduction=choice)).scheduled
        for choice in (
            OpenReduction.KEEP_TARGET,
            OpenReduction.SHIFT_TARGET,
            OpenReduction.DROP_TARGET,
        )
    }
    assert [[s.total for s in scheduled] for scheduled in totals.values()] == [[5], [7], []]


@pytest.mark.requirement("A2")
def test_autodesk_with_the_renewal_off_neither_more_nor_fewer() -> None:
    customer = _autodesk()
    customer.standing = replace(customer.standing, auto_renew=False)
    for total in (7, 3):
        refusal = refused(customer.quote(paris(2026, 4, 11), {"seat": total}))
        assert refusal.code is RefusalCode.AUTO_RENEW_REQUIRED


def test_autodesk_the_last_seat_stays() -> None:
    refusal = refused(_autodesk(1).quote(paris(2026, 4, 11), {"seat": 0}))
    assert refusal.code is RefusalCode.BELOW_MINIMUM
    assert refusal.options == ("1",)


@pytest.mark.requirement("Z3")
def test_zoom_an_own_plan_with_a_hundred_days_left() -> None:
    own = _zoom(1)
    charges = [
        PaidCharge(charge=c, paid=14990, total=14990, charged=14990) for c in own.books.values()
    ]
    assert unused_paid_value(own.standing, charges, paris(2026, 9, 23)) == 4107


@pytest.mark.requirement("Z15", "Z17")
def test_zoom_an_open_invoice_keeps_the_joiner_out() -> None:
    joining = policy_of("zoom").joining
    owes = OwnAccount(open_invoices=1, other_people=0, value=4107, currency="EUR")
    refusal = refuse_joining(joining, owes, Choice.REFUND)
    assert refusal is not None
    assert (refusal.code, refusal.options) == (RefusalCode.OUTSTANDING_INVOICES, ("pay",))
    paid = replace(owes, open_invoices=0)
    choice = refuse_joining(joining, paid, None)
    assert choice is not None
    assert choice.options == ("refund", "transfer")
    assert refuse_joining(joining, paid, Choice.TRANSFER) is None


def test_zoom_an_increase_is_a_credit_and_a_charge() -> None:
    change = done(_zoom().quote(paris(2026, 9, 23), {"seat": 4}))
    assert amounts(change) == [-12321, 16427]
    assert [line.quantity for line in change.lines] == [-3, 4]


@pytest.mark.requirement("R7")
def test_licence_portal_an_invoice_is_a_batch_with_a_term_of_its_own() -> None:
    pool = pool_of(flat(900000, YEAR), seat_type("licence"))
    offer = offer_of(policy_of("licence_portal"), pool, interval=YEAR)
    customer = customer_of(offer, {"licence": 3}, paris(2026, 3, 10, 9))
    first = customer.changes[0]
    assert (first.subtotal, first.usable) == (2700000, Usable.ON_PAYMENT)
    assert first.term_ends_at == paris(2027, 3, 10)
    assert parts_of(first.lines) == [(365, 365)]
    more = done(customer.quote(paris(2026, 9, 1), {"licence": 5}))
    assert more.subtotal == 1800000
    assert more.first_period is not None
    assert more.first_period.starts_at == paris(2026, 9, 1)
    assert more.first_period.ends_at == paris(2027, 9, 1)
    assert more.credited == ()


@pytest.mark.requirement("G3", "G10", "G12", "G14", "G15")
def test_goto_two_more_restart_the_period() -> None:
    customer = _goto()
    change = customer.order(paris(2026, 4, 11), {"agent": 12})
    assert [(line.quantity, line.amount) for line in change.lines] == [(-10, -20000), (12, 36000)]
    assert parts_of(change.lines) == [(20, 30), (30, 30)]
    assert change.lines[0].covers.starts_at == paris(2026, 4, 11)
    assert change.lines[0].covers.ends_at == paris(2026, 5, 1)
    assert change.lines[1].covers.starts_at == paris(2026, 4, 11)
    assert change.lines[1].covers.ends_at == paris(2026, 5, 11)
    assert change.subtotal == 16000
    assert change.asks == (Ask.PAYMENT_METHOD, Ask.TAX_ID)
    assert change.usable is Usable.NOW
    assert change.term_ends_at == paris(2026, 5, 11)
    assert customer.standing.period.ends_at == paris(2026, 5, 11)
    assert change.at_renewal == 36000


@pytest.mark.requirement("G1", "G3")
def test_goto_two_fewer_still_cost_something() -> None:
    change = done(_goto().quote(paris(2026, 4, 11), {"agent": 8}))
    assert amounts(change) == [-20000, 24000]
    assert change.subtotal == 4000
    assert change.asks == ()


@pytest.mark.requirement("G1", "G3")
def test_goto_many_fewer_become_credit() -> None:
    change = done(_goto().quote(paris(2026, 4, 11), {"agent": 2}))
    assert change.subtotal == 6000 - 20000


def test_goto_as_one_net_line_the_amount_is_the_same() -> None:
    pool = pool_of(flat(3000), seat_type("agent"))
    offer = offer_of(policy_of("gotoassist", {"proration.lines": "net"}), pool)
    customer = customer_of(offer, {"agent": 10}, paris(2026, 4, 1))
    change = customer.order(paris(2026, 4, 11), {"agent": 12})
    assert amounts(change) == [16000]
    assert [charge.amount for charge in change.charges] == [36000]
    assert [moved.amount for moved in change.credited] == [20000]
