"""Invoices and credit notes as they were issued, whole: what their papers are made of.

Only what was stored is read: the lines with their amounts, and what was kept with the number. What
was issued before that was kept says what is on record of the account now, and the seller as it was
first described.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from msgspec import json

from curule.core.einvoice import PaperKind, Preceding
from curule.core.issued import AsIssued, Destination, IssuedLine, IssuedPaper
from curule.core.languages import Language, language_of
from curule.core.lines import LineKind
from curule.core.localtime import local_date
from curule.core.proration import Part
from curule.core.tax import PriceTax
from curule.core.tax_rules import TaxCategory
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.invoices import line_rows
from curule.selectors.money import prices_of
from curule.selectors.parties import buyer_party, first_seller_party
from curule.selectors.taxes import kept_note


class NoSeller(LookupError):
    """Nobody has said who sells, so there is no document: `curule seller set --name` does."""


def find_invoice_paper(account_id: UUID, invoice_id: UUID) -> IssuedPaper | None:
    """Return an invoice as it was issued; None for another account's, as for none.

    Raises:
        NoSeller: nobody has said who sells.
    """
    row = models.Invoice.objects.filter(account_id=account_id, id=invoice_id).first()
    return None if row is None or not row.number else _invoice(row)


def find_credit_note_paper(account_id: UUID, note_id: UUID) -> IssuedPaper | None:
    """Return a credit note as it was issued; None for another account's, as for none.

    Raises:
        NoSeller: nobody has said who sells.
    """
    row = models.CreditNote.objects.filter(account_id=account_id, id=note_id).first()
    return None if row is None or not row.number else _credit_note(row)


def find_paper(number: str) -> IssuedPaper | None:
    """Return the invoice or credit note of a number, whoever's it is; None if there is none.

    Raises:
        NoSeller: nobody has said who sells.
    """
    invoice = models.Invoice.objects.filter(number=number).first()
    if invoice is not None:
        return _invoice(invoice)
    note = models.CreditNote.objects.filter(number=number).first()
    return None if note is None else _credit_note(note)


def _invoice(row: models.Invoice) -> IssuedPaper:
    said, language = _said(row, row.tax_country)
    stored = models.InvoiceLine.objects.filter(account_id=row.account_id, invoice_id=row.id)
    assert said.seller is not None
    return IssuedPaper(
        kind=PaperKind.INVOICE,
        number=row.number or "",
        currency=row.currency,
        issued_at=row.issued_at,
        due_at=row.due_at,
        zone=said.zone,
        language=language,
        seller=said.seller,
        buyer=said.buyer,
        pay_to=said.pay_to,
        sold=said.sold,
        order_number=said.order_number,
        lines=_lines(list(stored.order_by("position")), said),
        prices=prices_of(row),
        net=row.subtotal_minor,
        rate=row.tax_rate,
        category=_category(row),
        tax_note=kept_note(row.tax_note),
        tax=row.tax_minor,
        gross=row.total_minor,
        paid=said.paid,
    )


def _credit_note(row: models.CreditNote) -> IssuedPaper:
    of = _invoice_of(row)
    said, language = _said(row, of.tax_country if of else "")
    stored = models.CreditNoteLine.objects.filter(account_id=row.account_id, credit_note_id=row.id)
    assert said.seller is not None
    return IssuedPaper(
        kind=PaperKind.CREDIT_NOTE,
        number=row.number or "",
        currency=row.currency,
        issued_at=row.issued_at,
        due_at=None,
        zone=said.zone,
        language=language,
        seller=said.seller,
        buyer=said.buyer,
        pay_to=None,
        sold=said.sold,
        order_number=said.order_number,
        lines=_lines(list(stored.order_by("position")), said),
        prices=prices_of(of) if of else PriceTax.EXCLUSIVE,
        net=row.subtotal_minor,
        rate=row.tax_rate,
        category=_category(of) if of else None,
        tax_note=kept_note(of.tax_note) if of else None,
        tax=row.tax_minor,
        gross=row.total_minor,
        credited_before=said.credited_before,
        preceding=_preceding(of, said.zone) if of else None,
        went=Destination(
            to_open=row.to_open_minor,
            to_credit=row.to_credit_minor,
            to_refund=row.to_refund_minor,
        ),
    )


def _said(row: models.Invoice | models.CreditNote, tax_country: str) -> tuple[AsIssued, Language]:
    """Return what was kept with a number; where it lacks the seller, as it was first described."""
    said = json.decode(row.as_issued, type=AsIssued) if row.as_issued else _as_of_now(row)
    if said.seller is None:
        on = local_date(row.issued_at, said.zone)
        said = replace(said, seller=first_seller_party(tax_country, on))
    if said.seller is None:
        raise NoSeller
    return said, language_of(said.language)


def _as_of_now(row: models.Invoice | models.CreditNote) -> AsIssued:
    """Return what a document says that was issued before this was kept."""
    account = models.Account.objects.get(id=row.account_id)
    version = _version_of(row)
    return AsIssued(
        seller=None,
        buyer=buyer_party(account),
        pay_to=None,
        language=account.language,
        zone=account.time_zone,
        order_number="",
        sold=get_plan_terms(version).called if version else "",
        version=str(version or ""),
        credited_before=_credited_before(row) if isinstance(row, models.CreditNote) else 0,
    )


def _version_of(row: models.Invoice | models.CreditNote) -> UUID | None:
    if row.subscription_id is None:
        return None
    found = models.Subscription.objects.filter(account_id=row.account_id, id=row.subscription_id)
    return found.values_list("plan_version_id", flat=True).first()


def _invoice_of(note: models.CreditNote) -> models.Invoice | None:
    if note.invoice_id is None:
        return None
    return models.Invoice.objects.filter(account_id=note.account_id, id=note.invoice_id).first()


def _credited_before(row: models.CreditNote) -> int:
    before = models.CreditNote.objects.filter(
        account_id=row.account_id, invoice_id=row.invoice_id, id__lt=row.id
    )
    return sum(before.values_list("subtotal_minor", flat=True))


def _lines(
    stored: list[models.InvoiceLine] | list[models.CreditNoteLine], said: AsIssued
) -> tuple[IssuedLine, ...]:
    terms: PlanTerms | None = get_plan_terms(UUID(said.version)) if said.version else None
    return tuple(
        IssuedLine(
            kind=LineKind(row.kind),
            noun=row.noun,
            quantity=row.quantity,
            unit_amount=row.unit_amount,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            part=Part(row.numerator, row.denominator),
            amount=row.amount,
            allowance=row.discount,
            coupon=row.coupon,
            included_tax=row.included_tax,
        )
        for row in line_rows(stored, terms)
    )


def _category(row: models.Invoice) -> TaxCategory | None:
    """Return the category of the tax; of an invoice older than the rules, what its rate says."""
    if row.tax_category:
        return TaxCategory(row.tax_category)
    if row.tax_rate is None:
        return None
    return TaxCategory.STANDARD if row.tax_rate else TaxCategory.ZERO


def _preceding(of: models.Invoice, zone: str) -> Preceding:
    return Preceding(number=of.number or "", issued_on=local_date(of.issued_at, zone))
