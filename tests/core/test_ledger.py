"""Postings: every event of money is a transaction that sums to zero."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core import ledger
from curule.core.ledger import Entry, LedgerAccount, Posting, PostingKind

sums = st.integers(0, 10**9)


def _as_dict(posting: Posting) -> dict[str, int]:
    return {entry.account: entry.amount for entry in posting.entries}


@pytest.mark.parametrize(
    ("post", "kind", "entries"),
    [
        (
            lambda: ledger.invoice_issued(subtotal=100, tax=20),
            PostingKind.INVOICE_ISSUED,
            {"receivable": 120, "deferred_revenue": -100, "tax_payable": -20},
        ),
        (
            lambda: ledger.payment_received(gateway="sandbox", amount=150, on_invoice=120),
            PostingKind.PAYMENT,
            {"cash:sandbox": 150, "receivable": -120, "customer_credit": -30},
        ),
        (
            lambda: ledger.credit_used(amount=30),
            PostingKind.CREDIT_USED,
            {"customer_credit": 30, "receivable": -30},
        ),
        (
            lambda: ledger.credit_note_issued(
                subtotal=100, tax=20, to_open=50, to_credit=60, to_refund=10
            ),
            PostingKind.CREDIT_NOTE,
            {
                "deferred_revenue": 100,
                "tax_payable": 20,
                "receivable": -50,
                "customer_credit": -60,
                "refund_payable": -10,
            },
        ),
        (
            lambda: ledger.credit_note_issued(
                subtotal=100, tax=0, to_open=0, to_credit=100, to_refund=0, recognized=40
            ),
            PostingKind.CREDIT_NOTE,
            {"deferred_revenue": 60, "revenue": 40, "customer_credit": -100},
        ),
        (
            lambda: ledger.refund_sent(gateway="sandbox", amount=10),
            PostingKind.REFUND_SENT,
            {"refund_payable": 10, "cash:sandbox": -10},
        ),
        (
            lambda: ledger.refund_failed(gateway="sandbox", amount=10),
            PostingKind.REFUND_FAILED,
            {"cash:sandbox": 10, "refund_payable": -10},
        ),
        (
            lambda: ledger.refund_kept(amount=10),
            PostingKind.REFUND_KEPT,
            {"refund_payable": 10, "customer_credit": -10},
        ),
        (
            lambda: ledger.credit_refunded(amount=10),
            PostingKind.CREDIT_REFUNDED,
            {"customer_credit": 10, "refund_payable": -10},
        ),
        (
            lambda: ledger.payment_reversed(gateway="bank_transfer", amount=10),
            PostingKind.PAYMENT_REVERSED,
            {"receivable": 10, "cash:bank_transfer": -10},
        ),
        (
            lambda: ledger.payment_reversed(gateway="stripe", amount=10, from_credit=3, lost=2),
            PostingKind.PAYMENT_REVERSED,
            {"receivable": 10, "customer_credit": 3, "write_off": 2, "cash:stripe": -15},
        ),
        (
            lambda: ledger.gateway_fee(gateway="stripe", amount=15),
            PostingKind.GATEWAY_FEE,
            {"gateway_fees": 15, "cash:stripe": -15},
        ),
        (
            lambda: ledger.transfer_out(amount=41),
            PostingKind.TRANSFER_OUT,
            {"customer_credit": 41, "transfer": -41},
        ),
        (
            lambda: ledger.transfer_in(amount=41),
            PostingKind.TRANSFER_IN,
            {"transfer": 41, "customer_credit": -41},
        ),
        (
            lambda: ledger.goodwill(amount=5),
            PostingKind.GOODWILL,
            {"revenue_reduction": 5, "customer_credit": -5},
        ),
        (
            lambda: ledger.written_off(amount=7),
            PostingKind.WRITE_OFF,
            {"write_off": 7, "receivable": -7},
        ),
        (
            lambda: ledger.write_off_reversed(amount=7),
            PostingKind.WRITE_OFF_REVERSED,
            {"receivable": 7, "write_off": -7},
        ),
        (
            lambda: ledger.recognized(amount=31),
            PostingKind.RECOGNIZED,
            {"deferred_revenue": 31, "revenue": -31},
        ),
    ],
)
def test_what_is_posted(
    post: Callable[[], Posting], kind: PostingKind, entries: dict[str, int]
) -> None:
    posting = post()
    assert posting.kind is kind
    assert _as_dict(posting) == entries


@pytest.mark.invariant("I12")
def test_a_posting_that_does_not_sum_to_zero_is_none() -> None:
    with pytest.raises(ValueError, match="credit_used does not sum to zero"):
        Posting(PostingKind.CREDIT_USED, (Entry(LedgerAccount.RECEIVABLE, 1),))


@pytest.mark.invariant("I12")
@given(subtotal=sums, tax=sums, paid=sums)
def test_what_is_owed_is_a_sum_of_postings(subtotal: int, tax: int, paid: int) -> None:
    on_invoice = min(paid, subtotal + tax)
    postings = [
        ledger.invoice_issued(subtotal=subtotal, tax=tax),
        ledger.payment_received(gateway="sandbox", amount=paid, on_invoice=on_invoice),
    ]
    entries = [entry for posting in postings for entry in posting.entries]
    assert sum(entry.amount for entry in entries) == 0
    assert all(entry.amount for entry in entries)
    owed = sum(entry.amount for entry in entries if entry.account == LedgerAccount.RECEIVABLE)
    assert owed == subtotal + tax - on_invoice
