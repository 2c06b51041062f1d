"""Taking a payment back: all of it or nothing, and never credit that is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.ledger import payment_reversed
from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode
from curule.core.reversals import PaymentMade, Reversal, reversal_of

amounts = st.integers(min_value=0, max_value=10**9)


@st.composite
def payments(draw: st.DrawFn) -> PaymentMade:
    """Payments in every state, on invoices in every state."""
    applied, over = draw(amounts), draw(amounts)
    amount = max(applied + over, 1)
    return PaymentMade(
        amount=Money(amount, "EUR"),
        applied=min(applied, amount),
        refunded=draw(st.sampled_from([0, 0, 1])),
        status=draw(st.sampled_from(["succeeded", "succeeded", "failed", "reversed"])),
        invoice_status=draw(st.sampled_from([None, "open", "paid", "void", "uncollectible"])),
        credit=draw(amounts),
        given_as_credit=draw(amounts),
        is_granted=draw(st.booleans()),
    )


@given(payments())
def test_what_is_taken_back_is_the_whole_payment_and_its_posting_sums_to_zero(
    payment: PaymentMade,
) -> None:
    found = reversal_of(payment)

    if isinstance(found, Reversal):
        assert found.reopened + found.from_credit == payment.amount.amount_minor
        assert 0 <= found.from_credit <= payment.credit
        assert payment.status == "succeeded"
        assert not payment.refunded
        assert 0 <= found.paid_by_credit <= min(found.reopened, payment.given_as_credit)
        assert found.from_credit + found.paid_by_credit <= payment.credit
        if payment.invoice_status == "paid" and not payment.is_granted:
            assert found.paid_by_credit == found.reopened, "nobody could ask for it again"
        posting = payment_reversed(
            gateway="bank_transfer", amount=found.reopened, from_credit=found.from_credit
        )
        assert sum(entry.amount for entry in posting.entries) == 0
    else:
        assert found.code in {RefusalCode.PAYMENT_NOT_REVERSIBLE, RefusalCode.CREDIT_SPENT}


def test_what_is_on_no_invoice_is_taken_from_the_credit_it_became() -> None:
    payment = PaymentMade(
        amount=Money(500, "EUR"),
        applied=0,
        refunded=0,
        status="succeeded",
        invoice_status=None,
        credit=500,
    )

    assert reversal_of(payment) == Reversal(reopened=0, from_credit=500)


@pytest.mark.parametrize("given", [999, 1000])
def test_what_came_back_as_credit_in_full_can_be_taken_back(given: int) -> None:
    payment = PaymentMade(
        amount=Money(1000, "EUR"),
        applied=1000,
        refunded=0,
        status="succeeded",
        invoice_status="paid",
        credit=1000,
        given_as_credit=given,
        is_granted=False,
    )

    found = reversal_of(payment)

    if given == payment.applied:
        assert found == Reversal(reopened=1000, from_credit=0, paid_by_credit=1000)
    else:
        assert isinstance(found, Refusal)
        assert found.code is RefusalCode.PAYMENT_NOT_REVERSIBLE


def test_credit_that_is_spent_says_what_is_left() -> None:
    payment = PaymentMade(
        amount=Money(1200, "EUR"),
        applied=1000,
        refunded=0,
        status="succeeded",
        invoice_status="paid",
        credit=199,
    )

    found = reversal_of(payment)

    assert isinstance(found, Refusal)
    assert (found.code, found.values["amount"]) == (
        RefusalCode.CREDIT_SPENT,
        Money(199, "EUR"),
    )
