"""Postings: each event of money as debits and credits that sum to zero.

Amounts are minor units of one currency; a debit is positive, a credit negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class LedgerAccount(StrEnum):
    """The accounts of the ledger, per customer and currency; cash is kept by gateway."""

    RECEIVABLE = "receivable"
    CASH = "cash"
    DEFERRED_REVENUE = "deferred_revenue"
    REVENUE = "revenue"
    REVENUE_REDUCTION = "revenue_reduction"
    TAX_PAYABLE = "tax_payable"
    CUSTOMER_CREDIT = "customer_credit"
    REFUND_PAYABLE = "refund_payable"
    WRITE_OFF = "write_off"
    GATEWAY_FEES = "gateway_fees"
    TRANSFER = "transfer"


@unique
class PostingKind(StrEnum):
    """The events that move money."""

    INVOICE_ISSUED = "invoice_issued"
    PAYMENT = "payment"
    CREDIT_USED = "credit_used"
    CREDIT_NOTE = "credit_note"
    REFUND_SENT = "refund_sent"
    REFUND_FAILED = "refund_failed"
    REFUND_KEPT = "refund_kept"
    CREDIT_REFUNDED = "credit_refunded"
    PAYMENT_REVERSED = "payment_reversed"
    GATEWAY_FEE = "gateway_fee"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    GOODWILL = "goodwill"
    WRITE_OFF = "write_off"
    WRITE_OFF_REVERSED = "write_off_reversed"
    RECOGNIZED = "recognized"


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a posting."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Posting:
    """All entries of one event; they sum to zero.

    Raises `ValueError` when they do not.
    """

    kind: PostingKind
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if sum(entry.amount for entry in self.entries):
            msg = f"a posting of {self.kind} does not sum to zero"
            raise ValueError(msg)


_A = LedgerAccount


def _posting(kind: PostingKind, *entries: tuple[str, int]) -> Posting:
    return Posting(kind, tuple(Entry(account, amount) for account, amount in entries if amount))


def cash(gateway: str) -> str:
    """Return the cash account of a gateway."""
    return f"{_A.CASH}:{gateway}"


def invoice_issued(*, subtotal: int, tax: int) -> Posting:
    """Post an issued invoice: the customer owes the gross amount."""
    return _posting(
        PostingKind.INVOICE_ISSUED,
        (_A.RECEIVABLE, subtotal + tax),
        (_A.DEFERRED_REVENUE, -subtotal),
        (_A.TAX_PAYABLE, -tax),
    )


def payment_received(*, gateway: str, amount: int, on_invoice: int) -> Posting:
    """Post money that came in; what is over the invoice becomes customer credit."""
    return _posting(
        PostingKind.PAYMENT,
        (cash(gateway), amount),
        (_A.RECEIVABLE, -on_invoice),
        (_A.CUSTOMER_CREDIT, -(amount - on_invoice)),
    )


def credit_used(*, amount: int) -> Posting:
    """Post account credit used on an invoice; below zero, given back to its customer."""
    return _posting(PostingKind.CREDIT_USED, (_A.CUSTOMER_CREDIT, amount), (_A.RECEIVABLE, -amount))


def credit_note_issued(
    *, subtotal: int, tax: int, to_open: int, to_credit: int, to_refund: int, recognized: int = 0
) -> Posting:
    """Post a credit note: it lowers what is open first; the rest is credit or goes back.

    `recognized` of the net amount is revenue already, and is taken from there.
    """
    return _posting(
        PostingKind.CREDIT_NOTE,
        (_A.DEFERRED_REVENUE, subtotal - recognized),
        (_A.REVENUE, recognized),
        (_A.TAX_PAYABLE, tax),
        (_A.RECEIVABLE, -to_open),
        (_A.CUSTOMER_CREDIT, -to_credit),
        (_A.REFUND_PAYABLE, -to_refund),
    )


def refund_sent(*, gateway: str, amount: int) -> Posting:
    """Post money that went back."""
    return _posting(PostingKind.REFUND_SENT, (_A.REFUND_PAYABLE, amount), (cash(gateway), -amount))


def refund_failed(*, gateway: str, amount: int) -> Posting:
    """Post a refund that was sent and came back: it is owed to the customer as before."""
    return _posting(
        PostingKind.REFUND_FAILED, (cash(gateway), amount), (_A.REFUND_PAYABLE, -amount)
    )


def refund_kept(*, amount: int) -> Posting:
    """Post a refund that no payment can take back: it becomes customer credit."""
    return _posting(
        PostingKind.REFUND_KEPT,
        (_A.REFUND_PAYABLE, amount),
        (_A.CUSTOMER_CREDIT, -amount),
    )


def credit_refunded(*, amount: int) -> Posting:
    """Post account credit that goes back by the method it came by."""
    return _posting(
        PostingKind.CREDIT_REFUNDED,
        (_A.CUSTOMER_CREDIT, amount),
        (_A.REFUND_PAYABLE, -amount),
    )


def payment_reversed(*, gateway: str, amount: int, from_credit: int = 0, lost: int = 0) -> Posting:
    """Post a payment that was taken back: the customer owes `amount` again.

    `from_credit` is what of it had been paid too much, and is no credit any more; what is `lost`
    was such credit too, and is spent.
    """
    return _posting(
        PostingKind.PAYMENT_REVERSED,
        (_A.RECEIVABLE, amount),
        (_A.CUSTOMER_CREDIT, from_credit),
        (_A.WRITE_OFF, lost),
        (cash(gateway), -amount - from_credit - lost),
    )


def gateway_fee(*, gateway: str, amount: int) -> Posting:
    """Post what a gateway keeps for its trouble, as with a dispute."""
    return _posting(PostingKind.GATEWAY_FEE, (_A.GATEWAY_FEES, amount), (cash(gateway), -amount))


def transfer_out(*, amount: int) -> Posting:
    """Post credit that leaves the own account for the joined one."""
    return _posting(PostingKind.TRANSFER_OUT, (_A.CUSTOMER_CREDIT, amount), (_A.TRANSFER, -amount))


def transfer_in(*, amount: int) -> Posting:
    """Post credit that arrives in the joined account."""
    return _posting(PostingKind.TRANSFER_IN, (_A.TRANSFER, amount), (_A.CUSTOMER_CREDIT, -amount))


def goodwill(*, amount: int) -> Posting:
    """Post a vendor's goodwill credit."""
    return _posting(
        PostingKind.GOODWILL, (_A.REVENUE_REDUCTION, amount), (_A.CUSTOMER_CREDIT, -amount)
    )


def written_off(*, amount: int) -> Posting:
    """Post a claim that is given up."""
    return _posting(PostingKind.WRITE_OFF, (_A.WRITE_OFF, amount), (_A.RECEIVABLE, -amount))


def recognized(*, amount: int) -> Posting:
    """Post days of service that have passed: what was deferred is revenue."""
    return _posting(PostingKind.RECOGNIZED, (_A.DEFERRED_REVENUE, amount), (_A.REVENUE, -amount))


def write_off_reversed(*, amount: int) -> Posting:
    """Post a claim that was given up and is paid after all: it is owed again."""
    return _posting(
        PostingKind.WRITE_OFF_REVERSED, (_A.RECEIVABLE, amount), (_A.WRITE_OFF, -amount)
    )
