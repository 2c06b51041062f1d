"""Remedies for what a gateway did and we did not: no cent is lost, and none is made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core import ledger
from curule.core.contradictions import (
    ContradictionKind,
    Remedy,
    TakenOver,
    remedies,
    sent_back,
    taken_in,
    taken_over,
)
from curule.core.ledger import Posting
from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode

amounts = st.integers(min_value=1, max_value=10**12)
some = st.integers(min_value=0, max_value=10**12)
few = st.integers(min_value=1, max_value=5)


def _sum(*postings: Posting) -> dict[str, int]:
    sums: dict[str, int] = {}
    for entry in (each for posting in postings for each in posting.entries):
        sums[entry.account] = sums.get(entry.account, 0) + entry.amount
    return {account: amount for account, amount in sums.items() if amount}


@given(amounts, some)
def test_what_is_taken_in_is_the_charge_and_never_more_than_is_owed(
    amount: int, still_open: int
) -> None:
    plan = taken_in(amount, still_open=still_open)
    assert plan.on_invoice + plan.credit == amount
    assert (plan.on_invoice <= still_open, plan.goes_back) == (True, 0)
    assert plan.credit == 0 or plan.on_invoice == still_open


@given(amounts, some)
def test_what_is_sent_back_leaves_the_gateway_with_nothing_of_the_charge(
    amount: int, went_back: int
) -> None:
    plan = sent_back(amount, went_back=went_back)
    assert plan.on_invoice == 0
    assert min(plan.credit, plan.goes_back) >= 0
    assert plan.credit + plan.goes_back == amount
    assert plan.goes_back + min(went_back, amount) == amount
    posted = _sum(
        ledger.payment_received(gateway="stripe", amount=amount, on_invoice=0),
        ledger.credit_refunded(amount=plan.goes_back),
        ledger.refund_sent(gateway="stripe", amount=plan.goes_back),
    )
    expected = {"cash:stripe": plan.credit, "customer_credit": -plan.credit}
    assert posted == {account: each for account, each in expected.items() if each}


@given(few, st.lists(few, max_size=4), st.integers(0, 6), st.integers(0, 6))
def test_what_is_taken_over_is_paid_once_and_never_by_credit_that_is_not_there(
    amount: int, waiting: list[int], left: int, credit: int
) -> None:
    found = taken_over(Money(amount, "EUR"), waiting=waiting, left=left, credit=credit)
    if isinstance(found, TakenOver):
        settled = 0 if found.settles is None else waiting[found.settles]
        assert settled + found.from_credit == amount
        assert 0 <= found.from_credit <= min(left, credit)
    else:
        assert isinstance(found, Refusal)
        assert amount not in waiting
        too_much = found.code is RefusalCode.ABOVE_WHAT_IS_LEFT
        assert amount > left if too_much else amount > credit


@pytest.mark.parametrize(
    ("kind", "status", "there", "offered"),
    [
        ("charged", "failed", 500, ["take_in", "send_back", "note"]),
        ("charged", "failed", 501, ["note"]),
        ("charged", "succeeded", 500, ["note"]),
        ("refunded", "succeeded", 300, ["take_over", "note"]),
        ("refunded", "reversed", 300, ["take_over", "note"]),
        ("refunded", "failed", 300, ["note"]),
    ],
)
def test_what_can_be_done(kind: str, status: str, there: int, offered: list[str]) -> None:
    found = remedies(
        ContradictionKind(kind),
        there=Money(there, "EUR"),
        here=Money(500, "EUR"),
        payment_status=status,
    )
    assert [each.value for each in found] == offered
    assert Remedy.GONE not in found
