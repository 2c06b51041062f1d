"""A payment that was taken back: its invoice is open again, and the customer owes it as before."""

from __future__ import annotations

from curule.core import ledger
from curule.data.models import Invoice, Payment
from curule.services import billing
from curule.services._command import Command


def reverse(command: Command, payment: Payment) -> bool:
    """Take a whole payment back, inside a command that holds the account's lock.

    False where it cannot be taken back as a whole, and somebody has to decide: a part of it became
    credit, was refunded, or its invoice was closed otherwise. A saved method is not charged again
    by itself for it: whoever took the money back does not want that.
    """
    is_whole = payment.applied_minor == payment.amount_minor and not payment.refunded_minor
    if payment.status != "succeeded" or payment.invoice_id is None or not is_whole:
        return False
    invoice = Invoice.objects.select_for_update().get(
        account_id=command.account_id, id=payment.invoice_id
    )
    if invoice.status not in {"open", "paid"}:
        return False
    Payment.objects.filter(account_id=command.account_id, id=payment.id).update(status="reversed")
    Invoice.objects.filter(account_id=command.account_id, id=invoice.id).update(
        paid_minor=invoice.paid_minor - payment.applied_minor,
        status="open",
        closed_at=None,
        next_attempt_at=None,
    )
    billing.post(
        command,
        ledger.payment_reversed(gateway=payment.gateway, amount=payment.amount_minor),
        currency=payment.currency,
        source_id=payment.id,
    )
    return True
