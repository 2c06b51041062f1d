"""What an account owes and what it has in credit, per currency, and how the credit came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.credit_kinds import CreditMadeOf, CreditMove, made_of
from curule.core.money import Money
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
    """Return the currencies that an account has bought, was invoiced or has credit in."""
    invoiced = models.Invoice.objects.filter(account_id=account_id).values_list("currency")
    bought = models.Subscription.objects.filter(account_id=account_id).values_list("currency")
    credited = models.CreditEntry.objects.filter(account_id=account_id).values_list("currency")
    return tuple(sorted({currency for (currency,) in bought.union(invoiced, credited)}))


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


# --- what it is made of ---------------------------------------------------------------------------


def credit_made_of(account_id: UUID, currency: str) -> CreditMadeOf:
    """Return how much of the credit is own money, goodwill, and brought by others."""
    moves = models.CreditEntry.objects.filter(account_id=account_id, currency=currency)
    rows = list(moves.order_by("number").values_list("source", "amount_minor", "source_id"))
    notes = dict(
        models.CreditNote.objects.filter(account_id=account_id, currency=currency).values_list(
            "id", "invoice_id"
        )
    )
    return made_of(
        CreditMove(source=source, amount=amount, invoice=str(notes.get(source_id, source_id)))
        for source, amount, source_id in rows
    )


def payable_out(account_id: UUID, currency: str) -> int:
    """Return how much credit may be paid out: own money, as far as it can go back by payments."""
    own = credit_made_of(account_id, currency).own
    return min(own, sum(most for _, most in payments_to_go_back_by(account_id, currency)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MayGo:
    """What of an account's credit the vendor may take back (`goodwill`) or pay out (`payable`)."""

    goodwill: tuple[Money, ...]
    payable: tuple[Money, ...]


def what_may_go(account_id: UUID) -> MayGo:
    """Return how much goodwill may be taken back and how much credit paid out, by currency."""
    currencies = currencies_of(account_id)
    left = [Money(credit_made_of(account_id, each).goodwill, each) for each in currencies]
    payable = [Money(payable_out(account_id, each), each) for each in currencies]
    return MayGo(
        goodwill=tuple(each for each in left if each.amount_minor),
        payable=tuple(each for each in payable if each.amount_minor),
    )


def payments_to_go_back_by(account_id: UUID, currency: str) -> tuple[tuple[UUID, int], ...]:
    """Return the payments that money may go back by and how much of each.

    Those that were too much come first, then the newest. One whose dispute is open is none of them:
    the customer's bank may take it back by itself.
    """
    disputed = models.Dispute.objects.filter(account_id=account_id, closed_at=None)
    rows = models.Payment.objects.filter(
        account_id=account_id, currency=currency, status="succeeded"
    ).exclude(id__in=disputed.values("payment_id"))
    found = [
        (row.applied_minor < row.amount_minor, row.id, most)
        for row in rows.order_by("-id")
        if (most := row.amount_minor - row.refunded_minor - row.taken_back_minor) > 0
    ]
    return tuple((id_, most) for _, id_, most in sorted(found, key=lambda each: not each[0]))
