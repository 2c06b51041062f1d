"""What a document says of who and where, kept with it in the moment it gets its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Protocol
from uuid import UUID

from django.conf import settings
from msgspec import json

from curule.core.einvoice import Party, PayTo
from curule.core.issued import AsIssued
from curule.core.localtime import local_date
from curule.core.tax import PriceTax
from curule.data.models import Account, CreditNote, Invoice, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.selectors.money import credited_on, prices_of
from curule.selectors.parties import (
    Buyer,
    buyer_party,
    invoices_mailed_to,
    reachable,
    seller_party,
)

Document = Invoice | CreditNote


def said_by(account: Account, documents: Iterable[Document]) -> dict[UUID, str]:
    """Return what each of an account's new documents says, by its id, as it is kept.

    They have no numbers yet; those of one account are issued one after another, so that what
    earlier credit notes gave back is all that has one, and those before it here.
    """
    listed = list(documents)
    if not listed:
        return {}
    usual = said_of(account, partial(invoices_mailed_to, account.id))
    plans = _plans(account, listed)
    sellers: dict[str, Party | None] = {}
    given: dict[UUID | None, int] = {}
    kept: dict[UUID, str] = {}
    for document in listed:
        country = _tax_country(document)
        if country not in sellers:
            on = local_date(document.issued_at, account.time_zone)
            sellers[country] = seller_party(country, on)
        version = plans.get(document.subscription_id)
        said = replace(
            usual,
            seller=sellers[country],
            sold=get_plan_terms(version).called if version else "",
            version=str(version or ""),
        )
        kept[document.id] = json.encode(_with_sums(said, document, given)).decode()
    return kept


def _with_sums(said: AsIssued, document: Document, given: dict[UUID | None, int]) -> AsIssued:
    """Return what is said with what came before; `given` is what notes before it give back."""
    if isinstance(document, Invoice):
        return replace(said, paid=_paid(document))
    now, of = given.get(document.invoice_id, 0), _invoice_of(document)
    has_tax_in_it = of is not None and prices_of(of) is PriceTax.INCLUSIVE
    credited = document.total_minor if has_tax_in_it else document.subtotal_minor
    given[document.invoice_id] = now + credited
    before = 0 if of is None else credited_on(of, numbered_only=True)
    return replace(said, credited_before=before + now)


def _invoice_of(note: CreditNote) -> Invoice | None:
    if note.invoice_id is None:
        return None
    return Invoice.objects.get(account_id=note.account_id, id=note.invoice_id)


class Customer(Buyer, Protocol):
    """An account as its documents name it."""

    @property
    def language(self) -> str:
        """Its language."""

    @property
    def time_zone(self) -> str:
        """Whose dates count."""

    @property
    def order_number(self) -> str:
        """Its own number of the order, or empty."""


def said_of(account: Customer, mailed_to: Callable[[], str]) -> AsIssued:
    """Return what every document of an account says, before its seller and its plan.

    `mailed_to` finds the address that its invoices are mailed to, where a document needs one.
    """
    bank = settings.CURULE_BANK_ACCOUNT
    return AsIssued(
        seller=None,
        buyer=reachable(buyer_party(account), mailed_to),
        pay_to=PayTo(holder=bank.holder, iban=bank.iban, bic=bank.bic) if bank else None,
        language=account.language,
        zone=account.time_zone,
        order_number=account.order_number,
        sold="",
        version="",
    )


def _plans(account: Account, documents: Iterable[Document]) -> dict[UUID | None, UUID]:
    """Return the plan version in force of each subscription that documents are for."""
    ids = {document.subscription_id for document in documents if document.subscription_id}
    found = Subscription.objects.filter(account_id=account.id, id__in=ids)
    return dict(found.values_list("id", "plan_version_id"))


def _tax_country(document: Document) -> str:
    """Return whose tax a document has; a credit note has that of its invoice."""
    if isinstance(document, Invoice):
        return document.tax_country
    if document.invoice_id is None:
        return ""
    rows = Invoice.objects.filter(account_id=document.account_id, id=document.invoice_id)
    return rows.values_list("tax_country", flat=True).first() or ""


def _paid(invoice: Invoice) -> int:
    """Return what account credit has paid of an invoice: nothing else can have come in yet."""
    rows = Invoice.objects.filter(account_id=invoice.account_id, id=invoice.id)
    return rows.values_list("paid_minor", flat=True)[0]
