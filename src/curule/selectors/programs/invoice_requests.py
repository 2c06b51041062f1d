"""What customers say about invoices, of all customers, for programs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from curule.core.money import Money
from curule.data import models
from curule.selectors.invoice_requests import in_status, request_rows
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRequestSeen:
    """What was said; `status` as it is now, a transfer that came is granted."""

    id: UUID
    account: UUID
    invoice: UUID | None
    kind: str
    status: str
    amount: Money
    paid_on: date | None
    reference: str
    reason: str
    asked_by: str
    created_at: datetime
    answer: str
    answered_at: datetime | None


def list_invoice_requests(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    invoice: UUID | None = None,
    kind: str | None = None,
    status: str | None = None,
) -> Slice[InvoiceRequestSeen]:
    """Return what was said, the newest first."""
    found = sight.of(models.InvoiceRequest.objects.all())
    found = narrowed(found, account_id=account, invoice_id=invoice, kind=kind)
    if status is not None:
        found = found.filter(in_status(status))
    return slice_of(found, window, _rows, made_at="asked_at")


def find_invoice_requests(sight: Sight, ids: Collection[UUID]) -> tuple[InvoiceRequestSeen, ...]:
    """Return what was said under these ids, but for what is of the other mode."""
    return _rows(list(sight.of(models.InvoiceRequest.objects.filter(id__in=ids))))


def _rows(listed: Sequence[models.InvoiceRequest]) -> tuple[InvoiceRequestSeen, ...]:
    return tuple(
        InvoiceRequestSeen(
            id=row.id,
            account=row.account_id,
            invoice=row.invoice_id,
            kind=row.kind,
            status=row.status,
            amount=row.amount,
            paid_on=row.paid_on,
            reference=row.reference,
            reason=row.reason,
            asked_by=row.asked_by,
            created_at=row.asked_at,
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in request_rows(listed)
    )
