"""Joining with an own paid plan, and ending before the period does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.books import close
from curule.core.endings import end_canceled, end_unpaid
from curule.core.money import Money
from curule.core.policy import JoiningPolicy, JoinRequirement, OwnPlan
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.proration import Part, prorate
from curule.core.refusals import RefusalCode
from curule.core.settlement import (
    Choice,
    OwnAccount,
    PaidCharge,
    refuse_joining,
    unused_paid_value,
)
from tests.core.strategies import flat, prices, tiered
from tests.core.subscriptions import (
    Customer,
    amounts,
    customer_of,
    offer_of,
    paris,
    parts_of,
    policy_of,
    pool_of,
)

BOUGHT = paris(2026, 4, 1)
BACK: Mapping[str, object] = {
    "decrease.effective": "now",
    "decrease.money": "account_credit",
}


def _own(price: Price, seats: int = 1, overrides: Mapping[str, object] | None = None) -> Customer:
    policy = policy_of("autodesk", overrides)
    offer = offer_of(policy, pool_of(price), interval=price.interval)
    return customer_of(offer, {"seat": seats}, BOUGHT)


def _value(
    customer: Customer, days: int, *, paid: int, total: int, charged: int, credited: int = 0
) -> int:
    charges = [
        PaidCharge(charge=c, paid=paid, total=total, charged=charged, credited=credited)
        for c in customer.books.values()
    ]
    return unused_paid_value(customer.standing, charges, BOUGHT + timedelta(days=days))


# --- what an own plan is worth


@pytest.mark.parametrize(
    ("paid", "total", "credited", "value"),
    [
        (3000, 3000, 0, 2000),
        (3600, 3600, 0, 2400),
        (1800, 3600, 0, 1200),
        (9999, 3600, 0, 2400),
        (0, 3600, 0, 0),
        (3000, 3600, 600, 2400),
        (0, 3600, 3600, 0),
    ],
)
def test_the_unused_part_of_what_was_really_paid_gross(
    paid: int, total: int, credited: int, value: int
) -> None:
    own = _own(flat(3000))
    assert _value(own, 10, paid=paid, total=total, charged=3000, credited=credited) == value


def test_the_day_of_joining_belongs_to_the_new_account() -> None:
    own = _own(flat(3000))
    assert _value(own, 0, paid=3000, total=3000, charged=3000) == 3000
    assert _value(own, 29, paid=3000, total=3000, charged=3000) == 100


def test_nothing_is_worth_nothing() -> None:
    own = _own(flat(0))
    assert _value(own, 10, paid=0, total=0, charged=0) == 0
    unbilled = _own(flat(3000))
    assert unused_paid_value(unbilled.standing, [], BOUGHT) == 0


def test_what_was_credited_before_is_not_paid_again() -> None:
    own = _own(flat(3000), 3, BACK)
    own.order(BOUGHT + timedelta(days=9), {"seat": 1})
    assert _value(own, 10, paid=9000, total=9000, charged=9000) == 2000


def test_a_whole_quantity_is_worth_what_all_seats_cost() -> None:
    volume = tiered(
        PriceModel.VOLUME, Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800)
    )
    own = _own(volume, 10, BACK)
    own.order(BOUGHT + timedelta(days=10), {"seat": 11})
    charges = [
        PaidCharge(charge=c, paid=10000, total=10000, charged=10000) for c in own.books.values()
    ]
    assert unused_paid_value(own.standing, charges, BOUGHT + timedelta(days=15)) == 4400


@given(
    price=prices, seats=st.integers(1, 20), hours=st.integers(0, 719), rate=st.integers(100, 125)
)
def test_the_value_is_never_more_than_was_paid(
    price: Price, seats: int, hours: int, rate: int
) -> None:
    own = _own(price, seats)
    paid = own.billed * rate // 100
    charges = [
        PaidCharge(charge=c, paid=paid, total=paid, charged=own.billed) for c in own.books.values()
    ]
    now = BOUGHT + timedelta(hours=hours)
    value = unused_paid_value(own.standing, charges, now)
    assert 0 <= value <= paid
    assert (value == paid) or hours >= 24 or not own.billed


# --- whether one may join


SETTLE = JoiningPolicy(
    own_plan=OwnPlan.SETTLE,
    requires=frozenset({JoinRequirement.NO_UNPAID_INVOICE, JoinRequirement.SOLE_MEMBER}),
    undo_hours=72,
)
OWN = OwnAccount(open_invoices=0, other_people=0, value=4107, currency="EUR")


@pytest.mark.requirement("Z15", "Z17")
@pytest.mark.parametrize(
    ("policy", "own", "choice", "code"),
    [
        (SETTLE, OWN, Choice.REFUND, None),
        (SETTLE, OWN, Choice.TRANSFER, None),
        (SETTLE, OWN, None, RefusalCode.OWN_PLAN_CHOICE_REQUIRED),
        (SETTLE, replace(OWN, open_invoices=1), Choice.REFUND, RefusalCode.OUTSTANDING_INVOICES),
        (SETTLE, replace(OWN, open_invoices=1), None, RefusalCode.OUTSTANDING_INVOICES),
        (SETTLE, replace(OWN, other_people=2), Choice.REFUND, RefusalCode.NOT_SOLE_MEMBER),
        (
            replace(SETTLE, requires=frozenset()),
            replace(OWN, open_invoices=1, other_people=2),
            Choice.REFUND,
            None,
        ),
        (replace(SETTLE, own_plan=OwnPlan.KEEP_BOTH), OWN, None, None),
        (
            replace(SETTLE, own_plan=OwnPlan.REFUSE),
            OWN,
            Choice.REFUND,
            RefusalCode.OWN_PLAN_NOT_ALLOWED,
        ),
    ],
)
def test_who_may_join_with_an_own_plan(
    policy: JoiningPolicy, own: OwnAccount, choice: Choice | None, code: RefusalCode | None
) -> None:
    refusal = refuse_joining(policy, own, choice)
    assert (None if refusal is None else refusal.code) is code


def test_the_choice_names_the_amount_even_if_it_is_none() -> None:
    refusal = refuse_joining(SETTLE, replace(OWN, value=0), None)
    assert refusal is not None
    assert refusal.values == {"amount": Money(0, "EUR")}
    assert refusal.options == ("refund", "transfer")


# --- ends


def test_canceled_at_once_the_unused_rest_comes_back() -> None:
    own = _own(replace(flat(3000), base_fee=600), 2, BACK)
    change = end_canceled(own.standing, paris(2026, 4, 11, 15))
    assert amounts(change) == [-380, -3800]
    assert parts_of(change.lines) == [(19, 30), (19, 30)]
    assert change.lines[0].covers.starts_at == paris(2026, 4, 12)
    assert [(m.seat_type, m.remove) for m in change.moves] == [("seat", 2)]
    assert change.term_ends_at == paris(2026, 4, 11, 15)


@pytest.mark.parametrize(("owed", "due"), [(0, 0), (1000, -1000), (6000, -4000)])
def test_the_end_of_a_grace_cancels_the_time_without_access(owed: int, due: int) -> None:
    """The day on which access ended is not used any more; the rest stays owed."""
    own = _own(flat(3000), 2)
    pool = own.standing.pools[0]
    charges = tuple(replace(c, invoice="i1", invoice_open=owed) for c in pool.charges)
    standing = replace(own.standing, pools=(replace(pool, charges=charges),))
    change = end_unpaid(standing, paris(2026, 4, 11))
    assert change.subtotal == due
    assert [moved.quantity for moved in change.credited] == [2]


def test_of_a_term_of_several_periods_those_to_come_come_back_whole() -> None:
    policy = policy_of(
        "licence_portal",
        {"term.length": "months(3)", "decrease.allowed": "any_time", **BACK},
    )
    own = customer_of(offer_of(policy), {"seat": 1}, BOUGHT)
    change = end_canceled(own.standing, paris(2026, 4, 30, 12))
    assert amounts(change) == [-3000, -3000]
    assert parts_of(change.lines) == [(30, 30), (31, 31)]


@given(price=st.one_of(st.integers(0, 9999).map(flat)), rest=st.integers(0, 30))
def test_a_charge_closes_for_what_it_has_left(price: Price, rest: int) -> None:
    own = _own(replace(price, base_fee=700), 4)
    for charge in own.books.values():
        credit = close(charge, Part(rest, 30))
        full = 700 if charge.seat_type is None else 4 * price.unit_amount
        assert credit.amount == prorate(full, Part(rest, 30))
        assert credit.quantity == charge.quantity
