"""What an account owes and what it has in credit, per currency, and how the credit came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.data import models
from curule.selectors.money import balance_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyBalance:
    """The two numbers of one currency, in minor units: `owed` on open invoices, and `credit`."""

    currency: str
    owed: int
    credit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEntryRow:
    """A movement of account credit; `document` is the number of what it came from, if any."""

    at: datetime
    currency: str
    source: str
    amount: int
    after: int
    document: str
    invoice_id: UUID | None


def currencies_of(account_id: UUID) -> tuple[str, ...]:
    """Return the currencies that an account has bought or has credit in."""
    bought = models.Subscription.objects.filter(account_id=account_id).values_list("currency")
    credited = models.CreditEntry.objects.filter(account_id=account_id).values_list("currency")
    return tuple(sorted({currency for (currency,) in bought.union(credited)}))


def balances(account_id: UUID) -> tuple[CurrencyBalance, ...]:
    """Return both numbers for each currency of the account."""
    found = []
    for currency in currencies_of(account_id):
        both = balance_of(account_id, currency)
        found.append(CurrencyBalance(currency=currency, owed=both.owed, credit=both.credit))
    return tuple(found)


def list_entries(
    account_id: UUID, *, after: int = 0, limit: int = 50
) -> tuple[CreditEntryRow, ...]:
    """Return the movements, the newest first, from the `after`-th one on."""
    entries = models.CreditEntry.objects.filter(account_id=account_id)
    rows = list(entries.order_by("-occurred_at", "-number")[after : after + limit])
    of = [row.source_id for row in rows]
    invoices = dict(
        models.Invoice.objects.filter(account_id=account_id, id__in=of).values_list("id", "number")
    )
    payments = dict(
        models.Payment.objects.filter(account_id=account_id, id__in=of).values_list(
            "id", "reference"
        )
    )
    notes = {
        note_id: (number, invoice_id)
        for note_id, number, invoice_id in models.CreditNote.objects.filter(
            account_id=account_id, id__in=of
        ).values_list("id", "number", "invoice_id")
    }
    return tuple(_row(row, invoices, notes, payments) for row in rows)


def count_entries(account_id: UUID) -> int:
    """Return how many movements there are."""
    return models.CreditEntry.objects.filter(account_id=account_id).count()


def _row(
    row: models.CreditEntry,
    invoices: dict[UUID, str | None],
    notes: dict[UUID, tuple[str | None, UUID | None]],
    payments: dict[UUID, str],
) -> CreditEntryRow:
    number, invoice_id = notes.get(row.source_id, (None, None))
    if row.source_id in invoices:
        number, invoice_id = invoices[row.source_id], row.source_id
    return CreditEntryRow(
        at=row.occurred_at,
        currency=row.currency,
        source=row.source,
        amount=row.amount_minor,
        after=row.balance_after_minor,
        document=number or payments.get(row.source_id, ""),
        invoice_id=invoice_id,
    )
