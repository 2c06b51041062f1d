"""Invoices, payments, credit notes and account credit of all customers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from curule.core.money import Money
from curule.data import models
from curule.selectors.money import open_amount
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSeen:
    """A claim on a customer; `overdue` is a status by the time of its account.

    `credited` is what credit notes took off what was open.
    """

    id: UUID
    account: UUID
    subscription: UUID | None
    number: str | None
    kind: str
    status: str
    subtotal: Money
    tax: Money
    total: Money
    paid: Money
    credited: Money
    open: Money
    created_at: datetime
    due_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSeen:
    """Money that came, or an attempt at it; what is over on its invoice became account credit."""

    id: UUID
    account: UUID
    invoice: UUID | None
    method: str
    status: str
    amount: Money
    applied: Money
    refunded: Money
    taken_back: Money
    reference: str | None
    failure: str | None
    paid_on: date | None
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteSeen:
    """Takes back a part of an invoice; where it went: off what was open, to credit, to a refund."""

    id: UUID
    account: UUID
    subscription: UUID | None
    invoice: UUID | None
    number: str | None
    reason: str
    subtotal: Money
    tax: Money
    total: Money
    to_open: Money
    to_credit: Money
    to_refund: Money
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceEntrySeen:
    """A movement of account credit, and what is there after it."""

    id: UUID
    account: UUID
    source: str
    amount: Money
    after: Money
    created_at: datetime


def list_invoices(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    status: str | None = None,
) -> Slice[InvoiceSeen]:
    """Return issued invoices, the newest first."""
    found = narrowed(_issued(sight), account_id=account, subscription_id=subscription)
    overdue = Q(is_granted=True, due_at__lte=F("there"))
    if status == "overdue":
        found = found.filter(overdue, status="open")
    elif status == "open":
        found = found.filter(~overdue, status="open")
    else:
        found = narrowed(found, status=status)
    return slice_of(found, window, _invoices, made_at="issued_at")


def find_invoices(sight: Sight, ids: Collection[UUID]) -> tuple[InvoiceSeen, ...]:
    """Return the invoices with these ids, but for those of the other mode."""
    return _invoices(list(_issued(sight).filter(id__in=ids)))


def list_payments(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    invoice: UUID | None = None,
    status: str | None = None,
) -> Slice[PaymentSeen]:
    """Return payments, the newest first."""
    found = sight.of(models.Payment.objects.all())
    found = narrowed(found, account_id=account, invoice_id=invoice, status=status)
    return slice_of(found, window, _payments)


def find_payments(sight: Sight, ids: Collection[UUID]) -> tuple[PaymentSeen, ...]:
    """Return the payments with these ids, but for those of the other mode."""
    return _payments(list(sight.of(models.Payment.objects.filter(id__in=ids))))


def list_credit_notes(
    sight: Sight, window: Window, *, account: UUID | None = None, invoice: UUID | None = None
) -> Slice[CreditNoteSeen]:
    """Return credit notes, the newest first."""
    found = sight.of(models.CreditNote.objects.all())
    found = narrowed(found, account_id=account, invoice_id=invoice)
    return slice_of(found, window, _credit_notes, made_at="issued_at")


def find_credit_notes(sight: Sight, ids: Collection[UUID]) -> tuple[CreditNoteSeen, ...]:
    """Return the credit notes with these ids, but for those of the other mode."""
    return _credit_notes(list(sight.of(models.CreditNote.objects.filter(id__in=ids))))


def list_balance_entries(
    sight: Sight, window: Window, *, account: UUID | None = None
) -> Slice[BalanceEntrySeen]:
    """Return the movements of account credit, the newest first."""
    found = narrowed(sight.of(models.CreditEntry.objects.all()), account_id=account)
    return slice_of(found, window, _entries, made_at="occurred_at")


def _issued(sight: Sight) -> QuerySet[models.Invoice]:
    return sight.of(models.Invoice.objects.exclude(status="draft"))


def _invoices(listed: Sequence[Any]) -> tuple[InvoiceSeen, ...]:
    return tuple(map(_invoice, listed))


def _invoice(row: Any) -> InvoiceSeen:  # noqa: ANN401 - annotated
    is_open = row.status == "open"
    late = is_open and row.is_granted and row.due_at <= row.there
    return InvoiceSeen(
        id=row.id,
        account=row.account_id,
        subscription=row.subscription_id,
        number=row.number,
        kind=row.kind,
        status="overdue" if late else row.status,
        subtotal=Money(row.subtotal_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        credited=Money(row.credited_minor, row.currency),
        open=Money(open_amount(row) if is_open else 0, row.currency),
        created_at=row.issued_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
    )


def _payments(listed: Sequence[models.Payment]) -> tuple[PaymentSeen, ...]:
    return tuple(
        PaymentSeen(
            id=row.id,
            account=row.account_id,
            invoice=row.invoice_id,
            method=row.method_name or row.gateway,
            status=row.status,
            amount=Money(row.amount_minor, row.currency),
            applied=Money(row.applied_minor, row.currency),
            refunded=Money(row.refunded_minor, row.currency),
            taken_back=Money(row.taken_back_minor, row.currency),
            reference=row.reference or None,
            failure=row.failure or None,
            paid_on=row.paid_on,
            created_at=row.created_at,
            settled_at=row.settled_at,
        )
        for row in listed
    )


def _credit_notes(listed: Sequence[models.CreditNote]) -> tuple[CreditNoteSeen, ...]:
    return tuple(
        CreditNoteSeen(
            id=row.id,
            account=row.account_id,
            subscription=row.subscription_id,
            invoice=row.invoice_id,
            number=row.number,
            reason=row.reason,
            subtotal=Money(row.subtotal_minor, row.currency),
            tax=Money(row.tax_minor, row.currency),
            total=Money(row.total_minor, row.currency),
            to_open=Money(row.to_open_minor, row.currency),
            to_credit=Money(row.to_credit_minor, row.currency),
            to_refund=Money(row.to_refund_minor, row.currency),
            created_at=row.issued_at,
        )
        for row in listed
    )


def _entries(listed: Sequence[models.CreditEntry]) -> tuple[BalanceEntrySeen, ...]:
    return tuple(
        BalanceEntrySeen(
            id=row.id,
            account=row.account_id,
            source=row.source,
            amount=Money(row.amount_minor, row.currency),
            after=Money(row.balance_after_minor, row.currency),
            created_at=row.occurred_at,
        )
        for row in listed
    )
