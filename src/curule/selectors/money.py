"""What an account owes and what it has in credit: two numbers with two names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import F, Min, Sum

from curule.core.tax import PriceTax
from curule.data import models
from curule.data.statements import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """`owed` on open invoices and `credit` to spend, in minor units of one currency."""

    owed: int
    credit: int


def credit_of(account_id: UUID, currency: str) -> int:
    """Return the account credit in a currency."""
    newest = fetch(_CREDIT, {"account": account_id, "currency": currency})
    return newest[0][0] if newest else 0


_CREDIT: Final = """
SELECT balance_after_minor FROM curule_credit_entry
WHERE account_id = %(account)s AND currency = %(currency)s
ORDER BY number DESC LIMIT 1
"""


def owed_by(account_id: UUID, currency: str) -> int:
    """Return what is open on the account's invoices, due or not, in a currency."""
    found = models.Invoice.objects.filter(
        account_id=account_id, currency=currency, status="open"
    ).aggregate(owed=Sum(F("total_minor") - F("paid_minor") - F("credited_minor")))
    return found["owed"] or 0


def balance_of(account_id: UUID, currency: str) -> Balance:
    """Return both numbers."""
    return Balance(owed=owed_by(account_id, currency), credit=credit_of(account_id, currency))


def prices_of(invoice: models.Invoice) -> PriceTax:
    """Return what the prices of an invoice say of tax: so all amounts of its lines are meant."""
    return PriceTax(invoice.tax_behavior)


def credited_on(invoice: models.Invoice, *, numbered_only: bool = False) -> int:
    """Return what credit notes took off an invoice so far, in prices as its lines have them."""
    has_tax_in_it = prices_of(invoice) is PriceTax.INCLUSIVE
    notes = models.CreditNote.objects.filter(account_id=invoice.account_id, invoice_id=invoice.id)
    if numbered_only:
        notes = notes.exclude(number=None)
    found = notes.aggregate(sum=Sum("total_minor" if has_tax_in_it else "subtotal_minor"))
    return found["sum"] or 0


def creditable_on(invoice: models.Invoice) -> int:
    """Return what the lines of an invoice charged and no credit note took off yet (I21)."""
    charged = models.InvoiceLine.objects.filter(
        account_id=invoice.account_id, invoice_id=invoice.id, amount_minor__gt=0
    ).aggregate(sum=Sum("amount_minor"))
    return max((charged["sum"] or 0) - credited_on(invoice), 0)


def given_as_credit(invoice: models.Invoice) -> int:
    """Return what credit notes on an invoice gave as account credit that did not pay it again.

    A credit note gives credit only where nothing is open any more: credit that was used on the
    invoice later has paid what a payment that was taken back had left open.
    """
    notes = models.CreditNote.objects.filter(
        account_id=invoice.account_id, invoice_id=invoice.id, to_credit_minor__gt=0
    )
    entries = models.CreditEntry.objects.filter(
        account_id=invoice.account_id, currency=invoice.currency
    )
    given = entries.filter(source="credit_note", source_id__in=notes.values("id"))
    first = given.aggregate(first=Min("number"))["first"]
    if first is None:
        return 0
    used = entries.filter(source="invoice", source_id=invoice.id, number__gt=first)
    sums = notes.aggregate(sum=Sum("to_credit_minor")), used.aggregate(sum=Sum("amount_minor"))
    return max((sums[0]["sum"] or 0) + (sums[1]["sum"] or 0), 0)


def open_amount(invoice: models.Invoice) -> int:
    """Return what is still to be paid on an invoice."""
    return invoice.total_minor - invoice.paid_minor - invoice.credited_minor
