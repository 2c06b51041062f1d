"""Taking back money that came in: what is owed again, and what of it was credit.

A reversal undoes the payment alone. What was issued with it stays in use; its invoice is owed again
from the day it was due, and goes the way of every invoice that is not paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode, refuse

_CAN_BE_OPEN = frozenset({"open", "paid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMade:
    """A payment, its invoice if it is on one, and the credit that its account has now.

    `applied` of the `amount` is on the invoice, the rest became account credit.
    """

    amount: Money
    applied: int
    refunded: int
    status: str
    invoice_status: str | None
    credit: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """What taking a payment back does, in minor units: they add up to the payment."""

    reopened: int
    from_credit: int


def reversal_of(payment: PaymentMade) -> Reversal | Refusal:
    """Return what taking a whole payment back does.

    Refuses `payment_not_reversible` for one that did not come in, of which something was refunded,
    or whose invoice was closed in another way meanwhile; and `credit_spent` where what was paid too
    much has been used since.

    >>> reversal_of(
    ...     PaymentMade(
    ...         amount=Money(1200, "EUR"),
    ...         applied=1000,
    ...         refunded=0,
    ...         status="succeeded",
    ...         invoice_status="paid",
    ...         credit=500,
    ...     )
    ... )
    Reversal(reopened=1000, from_credit=200)
    """
    is_on_invoice = payment.applied > 0
    is_open = payment.invoice_status in _CAN_BE_OPEN
    if payment.status != "succeeded" or payment.refunded or (is_on_invoice and not is_open):
        return refuse(RefusalCode.PAYMENT_NOT_REVERSIBLE)
    over = payment.amount.amount_minor - payment.applied
    if over > payment.credit:
        left = Money(payment.credit, payment.amount.currency)
        return refuse(RefusalCode.CREDIT_SPENT, amount=left)
    return Reversal(reopened=payment.applied, from_credit=over)
