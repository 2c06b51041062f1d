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

    `applied` of the `amount` is on the invoice, the rest became account credit. Credit notes on the
    invoice gave `given_as_credit` as account credit that did not pay it again.
    Nothing is granted for an invoice whose order was canceled or whose money came too late.
    """

    amount: Money
    applied: int
    refunded: int
    status: str
    invoice_status: str | None
    credit: int
    given_as_credit: int = 0
    is_granted: bool = True


@dataclass(frozen=True, slots=True)
class Reversal:
    """What taking a payment back does, in minor units: the first two add up to the payment.

    Of what is `reopened`, account credit that came from it pays `paid_by_credit` at once.
    """

    reopened: int
    from_credit: int
    paid_by_credit: int = 0


def reversal_of(payment: PaymentMade) -> Reversal | Refusal:
    """Return what taking a whole payment back does.

    Refuses `payment_not_reversible` for one that did not come in, of which something was refunded,
    or whose invoice was closed in another way meanwhile; and `credit_spent` where what was paid too
    much has been used since, or what came back for an invoice that gave nothing: nobody could ask
    for that again.

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
    Reversal(reopened=1000, from_credit=200, paid_by_credit=0)
    """
    is_on_invoice = payment.applied > 0
    is_open = payment.invoice_status in _CAN_BE_OPEN
    if payment.status != "succeeded" or payment.refunded or (is_on_invoice and not is_open):
        return refuse(RefusalCode.PAYMENT_NOT_REVERSIBLE)
    is_over = payment.invoice_status == "paid" and not payment.is_granted
    if is_over and payment.given_as_credit < payment.applied:
        return refuse(RefusalCode.PAYMENT_NOT_REVERSIBLE)
    over = payment.amount.amount_minor - payment.applied
    needed = over + payment.applied if is_over else over
    if needed > payment.credit:
        left = Money(payment.credit, payment.amount.currency)
        return refuse(RefusalCode.CREDIT_SPENT, amount=left)
    by_credit = min(payment.applied, payment.given_as_credit, payment.credit - over)
    return Reversal(reopened=payment.applied, from_credit=over, paid_by_credit=by_credit)
