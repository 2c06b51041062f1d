"""What may still be given back on an invoice, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.money import Money
from curule.core.tax import PriceTax
from curule.data import models
from curule.selectors.catalog import get_seat_type_name
from curule.selectors.money import creditable_on, prices_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditableLine:
    """A charge of an invoice: what it cost and what is left to give back, before tax."""

    id: UUID
    seat_type: str | None
    quantity: int
    starts_at: datetime
    ends_at: datetime
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Creditable:
    """The lines of an invoice, and what all credit notes may still take off it.

    All of it in prices as the invoice has them: `has_tax_in_lines` is whether tax is in them.
    """

    lines: tuple[CreditableLine, ...]
    room: Money
    has_tax_in_lines: bool

    @property
    def is_any(self) -> bool:
        """Whether anything can be given back."""
        return self.room.amount_minor > 0 and any(line.left.amount_minor for line in self.lines)


def was_sent(account_id: UUID, key: str | None) -> bool:
    """Return whether a credit note was issued by a form with this one-time key."""
    return models.Operation.objects.filter(
        account_id=account_id, key=key or "", command="crediting.credit_lines"
    ).exists()


def total_of(account_id: UUID, credit_note_id: UUID) -> Money:
    """Return the total of a credit note, with its tax."""
    note = models.CreditNote.objects.get(account_id=account_id, id=credit_note_id)
    return Money(note.total_minor, note.currency)


def creditable(account_id: UUID, invoice_id: UUID, *, was_sent: bool = False) -> Creditable | None:
    """Return what may be given back; None for an invoice that no credit note can be issued on.

    Where the form `was_sent` already its credit note may have closed the invoice: any is found.
    """
    invoices = models.Invoice.objects.filter(
        account_id=account_id, id=invoice_id, is_granted=True, subscription_id__isnull=False
    )
    open_ones = invoices if was_sent else invoices.filter(status__in=["open", "paid"])
    invoice = open_ones.first()
    if invoice is None:
        return None
    rows = models.Charge.objects.filter(account_id=account_id, invoice_id=invoice_id).order_by("id")
    return Creditable(
        lines=tuple(
            CreditableLine(
                id=row.id,
                seat_type=None
                if row.seat_type_id is None
                else get_seat_type_name(row.seat_type_id),
                quantity=row.charged_quantity,
                starts_at=row.starts_at,
                ends_at=row.period_ends_at,
                amount=Money(row.amount_minor, invoice.currency),
                left=Money(row.amount_minor - row.credited_minor, invoice.currency),
            )
            for row in rows
        ),
        room=Money(creditable_on(invoice), invoice.currency),
        has_tax_in_lines=prices_of(invoice) is PriceTax.INCLUSIVE,
    )
