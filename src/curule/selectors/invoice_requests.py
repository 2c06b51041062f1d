"""What customers say or ask about invoices, for themselves and for the vendor's finance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from curule.core.invoice_requests import DAYS_OF_PAUSE, RequestKind, RequestStatus
from curule.core.money import Money
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """What was said about an invoice; `status` as it is now, a transfer that came is granted.

    Who asks for credit (`RequestKind.CREDIT`) names no invoice: `number` is empty.

    `waits_until` is until when its invoice's reminders and grace wait while this has no answer.
    """

    id: UUID
    account_id: UUID
    invoice_id: UUID | None
    number: str
    kind: RequestKind
    status: RequestStatus
    amount: Money
    paid_on: date | None
    reference: str
    reason: str
    asked_at: datetime
    asked_by: str
    answer: str
    answered_at: datetime | None
    waits_until: datetime | None


def list_of_invoice(account_id: UUID, invoice_id: UUID) -> tuple[RequestRow, ...]:
    """Return what was said about one invoice, the newest first."""
    found = models.InvoiceRequest.objects.filter(account_id=account_id, invoice_id=invoice_id)
    return request_rows(found.order_by("-id"))


def list_for_credit(account_id: UUID, *, limit: int) -> tuple[RequestRow, ...]:
    """Return the last times that credit was asked to be paid out, the newest first."""
    found = models.InvoiceRequest.objects.filter(account_id=account_id, kind=RequestKind.CREDIT)
    return request_rows(found.order_by("-id")[:limit])


def find_request(account_id: UUID, request_id: UUID) -> RequestRow | None:
    """Return what was said, or None, for another account's as for none."""
    found = models.InvoiceRequest.objects.filter(account_id=account_id, id=request_id)
    return next(iter(request_rows(found)), None)


def refundable(account_id: UUID, invoice_id: UUID) -> int:
    """Return what came by money for an invoice and has not gone back, in minor units."""
    paid = models.Payment.objects.filter(
        account_id=account_id, invoice_id=invoice_id, status="succeeded"
    )
    left = paid.aggregate(left=Sum(F("applied_minor") - F("refunded_minor")))["left"]
    return max(int(left or 0), 0)


def in_status(status: str) -> Q:
    """Return the condition of what stands so: open, unless the money has come meanwhile."""
    is_open = Exists(
        models.Invoice.objects.filter(
            account_id=OuterRef("account_id"), id=OuterRef("invoice_id"), status="open"
        )
    )
    waits = Q(status=RequestStatus.OPEN) & (~Q(kind=RequestKind.PAID) | Q(is_open))
    if status == RequestStatus.OPEN:
        return waits
    if status == RequestStatus.GRANTED:
        has_come = Q(status=RequestStatus.OPEN, kind=RequestKind.PAID) & ~Q(is_open)
        return Q(status=RequestStatus.GRANTED) | has_come
    return Q(status=status)


def open_requests() -> QuerySet[models.InvoiceRequest]:
    """Return what waits for an answer of the vendor's finance, in all accounts."""
    return models.InvoiceRequest.objects.filter(in_status(RequestStatus.OPEN))


def request_rows(found: Iterable[models.InvoiceRequest]) -> tuple[RequestRow, ...]:
    """Return stored rows as they are read, each with its invoice's number."""
    listed = list(found)
    about = [row.invoice_id for row in listed if row.invoice_id is not None]
    invoices = models.Invoice.objects.in_bulk(about)
    pairs = [(row, invoices[row.invoice_id] if row.invoice_id else None) for row in listed]
    return tuple(
        RequestRow(
            id=row.id,
            account_id=row.account_id,
            invoice_id=row.invoice_id,
            number=(invoice.number if invoice else None) or "",
            kind=RequestKind(row.kind),
            status=_status(row, invoice),
            amount=Money(row.amount_minor, row.currency),
            paid_on=row.paid_on,
            reference=row.reference,
            reason=row.reason,
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            answer=row.answer,
            answered_at=row.answered_at,
            waits_until=_waits_until(row, invoice),
        )
        for row, invoice in pairs
    )


def _waits_until(row: models.InvoiceRequest, invoice: models.Invoice | None) -> datetime | None:
    puts_off = DAYS_OF_PAUSE[RequestKind(row.kind)] > 0
    is_waiting = puts_off and _status(row, invoice) is RequestStatus.OPEN
    return invoice.grace_from_at if invoice is not None and is_waiting else None


def _status(row: models.InvoiceRequest, invoice: models.Invoice | None) -> RequestStatus:
    is_paid = invoice is not None and invoice.status != "open"
    has_come = row.kind == RequestKind.PAID and is_paid
    is_open = row.status == RequestStatus.OPEN
    return RequestStatus.GRANTED if is_open and has_come else RequestStatus(row.status)
