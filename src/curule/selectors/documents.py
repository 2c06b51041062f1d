"""Invoices, credit notes and money that moved, as frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.lines import Line, LineKind
from curule.core.periods import BillingPeriod
from curule.core.proration import Part
from curule.core.tax import PriceTax
from curule.data import models
from curule.selectors.catalog import get_seat_type_name
from curule.selectors.money import open_amount, prices_of


def line_value(row: models.InvoiceLine | models.PendingLine) -> Line:
    """Return a stored line as the core knows it, whichever plan its seat type belongs to."""
    assert row.period_starts_at is not None
    assert row.period_ends_at is not None
    return Line(
        kind=LineKind(row.kind),
        seat_type=None if row.seat_type_id is None else get_seat_type_name(row.seat_type_id),
        quantity=row.quantity,
        unit_amount=row.unit_amount_minor,
        covers=BillingPeriod(row.period_starts_at, row.period_ends_at),
        part=Part(row.numerator, row.denominator),
        amount=row.amount_minor,
        discount=row.discount_minor,
        coupon=row.coupon_code,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of a document; the seat type by its name."""

    kind: str
    seat_type: str | None
    quantity: int
    unit_amount: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    numerator: int
    denominator: int
    amount: int
    discount: int = 0
    coupon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """An invoice, or a credit note (which has no due date and nothing open)."""

    id: UUID
    number: str
    status: str
    issued_at: datetime
    due_at: datetime | None
    lines: tuple[LineRow, ...]
    subtotal: int
    tax: int
    total: int
    paid: int
    open: int
    has_tax_in_lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """Money on an invoice, or an attempt at it."""

    id: UUID
    method: str
    amount: int
    status: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """Money that goes back; `to` is the name of the method it came by."""

    id: UUID
    amount: int
    to: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRow:
    """What becomes of an own plan when its owner joins."""

    id: UUID
    person: str
    choice: str
    amount: int
    moves_at: datetime
    status: str


def find_document(account_id: UUID, invoice_id: UUID) -> DocumentRow | None:
    """Return one invoice; None for another account's, as for none."""
    found = _documents(models.Invoice.objects.filter(account_id=account_id, id=invoice_id))
    return found[0] if found else None


def list_invoices(account_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    """Return all invoices of some accounts, oldest first: for reports of a scenario."""
    found = models.Invoice.objects.filter(account_id__in=list(account_ids))
    return _documents(found.order_by("id"))


def _documents(found: Iterable[models.Invoice]) -> tuple[DocumentRow, ...]:
    rows = list(found)
    lines = _lines(
        models.InvoiceLine.objects.filter(invoice_id__in=[row.id for row in rows]), "invoice_id"
    )
    return tuple(
        DocumentRow(
            id=row.id,
            number=row.number or "",
            status=row.status,
            issued_at=row.issued_at,
            due_at=row.due_at,
            lines=lines.get(row.id, ()),
            subtotal=row.subtotal_minor,
            tax=row.tax_minor,
            total=row.total_minor,
            paid=row.paid_minor,
            open=open_amount(row),
            has_tax_in_lines=prices_of(row) is PriceTax.INCLUSIVE,
        )
        for row in rows
    )


def list_credit_notes(account_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    """Return the credit notes of some accounts, oldest first."""
    rows = list(models.CreditNote.objects.filter(account_id__in=list(account_ids)).order_by("id"))
    lines = _lines(
        models.CreditNoteLine.objects.filter(credit_note_id__in=[row.id for row in rows]),
        "credit_note_id",
    )
    return tuple(
        DocumentRow(
            id=row.id,
            number=row.number or "",
            status="issued",
            issued_at=row.issued_at,
            due_at=None,
            lines=lines.get(row.id, ()),
            subtotal=row.subtotal_minor,
            tax=row.tax_minor,
            total=row.total_minor,
            paid=0,
            open=0,
        )
        for row in rows
    )


def _lines(
    rows: Iterable[models.InvoiceLine | models.CreditNoteLine], owner: str
) -> Mapping[UUID, tuple[LineRow, ...]]:
    listed = sorted(rows, key=lambda row: row.position)
    types = {row.seat_type_id for row in listed if row.seat_type_id}
    names = dict(models.SeatType.objects.filter(id__in=types).values_list("id", "name"))
    grouped: dict[UUID, list[LineRow]] = {}
    for row in listed:
        line = LineRow(
            kind=row.kind,
            seat_type=names.get(row.seat_type_id) if row.seat_type_id else None,
            quantity=row.quantity,
            unit_amount=row.unit_amount_minor,
            starts_at=row.period_starts_at,
            ends_at=row.period_ends_at,
            numerator=row.numerator,
            denominator=row.denominator,
            amount=row.amount_minor,
            discount=row.discount_minor,
            coupon=row.coupon_code,
        )
        grouped.setdefault(getattr(row, owner), []).append(line)
    return {key: tuple(lines) for key, lines in grouped.items()}


def list_payments(account_ids: Iterable[UUID]) -> tuple[PaymentRow, ...]:
    """Return the payments of some accounts, oldest first."""
    return tuple(
        PaymentRow(
            id=row.id,
            method=row.method_name,
            amount=row.amount_minor,
            status=row.status,
            reference=row.reference,
        )
        for row in models.Payment.objects.filter(account_id__in=list(account_ids)).order_by("id")
    )


def list_refunds(account_ids: Iterable[UUID]) -> tuple[RefundRow, ...]:
    """Return the refunds of some accounts, oldest first."""
    rows = list(models.Refund.objects.filter(account_id__in=list(account_ids)).order_by("id"))
    methods = dict(
        models.Payment.objects.filter(id__in=[row.payment_id for row in rows]).values_list(
            "id", "method_name"
        )
    )
    return tuple(
        RefundRow(id=row.id, amount=row.amount_minor, to=methods[row.payment_id], status=row.status)
        for row in rows
    )


def list_settlements(account_ids: Iterable[UUID]) -> tuple[SettlementRow, ...]:
    """Return the settlements that concern some accounts, oldest first."""
    rows = list(
        models.Settlement.objects.filter(joined_account_id__in=list(account_ids)).order_by("id")
    )
    people = dict(
        models.Person.objects.filter(id__in=[row.person_id for row in rows]).values_list(
            "id", "email"
        )
    )
    return tuple(
        SettlementRow(
            id=row.id,
            person=people[row.person_id],
            choice=row.choice,
            amount=row.amount_minor,
            moves_at=row.moves_at,
            status=row.status,
        )
        for row in rows
    )
