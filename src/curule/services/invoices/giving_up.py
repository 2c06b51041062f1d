"""A claim given up or taken up again, inside a command that holds the account's lock."""

from __future__ import annotations

from datetime import datetime

from curule.core import ledger
from curule.core.events import EventType
from curule.data.models import Invoice
from curule.selectors.money import open_amount
from curule.services._command import Command
from curule.services.invoices import billing


def give_up(command: Command, invoice: Invoice, *, reason: str) -> int:
    """Write off what is open on an invoice."""
    amount = open_amount(invoice)
    _set(command, invoice, "uncollectible", closed_at=command.now)
    billing.post(
        command,
        ledger.written_off(amount=amount),
        currency=invoice.currency,
        source_id=invoice.id,
    )
    command.record(
        EventType.INVOICE_UNCOLLECTIBLE,
        subject_id=invoice.id,
        subscription_id=invoice.subscription_id,
        amount=amount,
        currency=invoice.currency,
        reason=reason,
    )
    return amount


def take_back(command: Command, invoice: Invoice) -> None:
    """Let a claim that was given up be owed again, whole."""
    billing.post(
        command,
        ledger.write_off_reversed(amount=open_amount(invoice)),
        currency=invoice.currency,
        source_id=invoice.id,
    )
    _set(command, invoice, "open", closed_at=None)


def _set(command: Command, invoice: Invoice, status: str, *, closed_at: datetime | None) -> None:
    invoice.status, invoice.closed_at, invoice.next_attempt_at = status, closed_at, None
    Invoice.objects.filter(account_id=command.account_id, id=invoice.id).update(
        status=status, closed_at=closed_at, next_attempt_at=None
    )
