"""The invoice that a payment is on."""

from __future__ import annotations

from curule.data.models import Invoice, Payment


def lock_invoice_of(payment: Payment) -> Invoice | None:
    """Lock the invoice that a payment is on, and return it; None for a payment that is on none."""
    found = Invoice.objects.select_for_update().filter(
        account_id=payment.account_id, id__in=[payment.invoice_id]
    )
    return found.first()
