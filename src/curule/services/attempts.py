"""Attempts to collect: the intent and its key, committed before a gateway is called (I19)."""

from __future__ import annotations

from curule.core.renewal import next_question
from curule.data.models import Invoice, Payment, PaymentMethod
from curule.selectors.money import open_amount
from curule.services._command import Command


def start(
    command: Command, invoice: Invoice, method: PaymentMethod, *, status: str = "pending"
) -> Payment:
    """Write down the intent to collect what is open on an invoice, with the key of this attempt."""
    # By the keys: a charge of it that a restore took in is on no invoice, and its key is used.
    before = Payment.objects.filter(
        account_id=command.account_id, key__startswith=f"{invoice.id}:"
    ).count()
    return Payment.objects.create(
        account_id=command.account_id,
        invoice_id=invoice.id,
        method_id=method.id,
        gateway=method.gateway,
        method_name=method.name,
        key=f"{invoice.id}:{before + 1}",
        status=status,
        currency=invoice.currency,
        amount_minor=open_amount(invoice),
        created_at=command.now,
        ask_again_at=next_question(command.now, 0),
    )
