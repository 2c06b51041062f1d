"""Refunds of all customers: what goes back by the method it came by, or is paid by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.money import Money
from curule.data import models
from curule.selectors.console.refunds import state_of, status_of
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSeen:
    """Money that goes back; `waiting` is one that the vendor pays at the bank.

    `reference` and `failure` are its gateway's words.
    """

    id: UUID
    account: UUID
    payment: UUID
    credit_note: UUID | None
    status: str
    amount: Money
    reference: str | None
    failure: str | None
    created_at: datetime
    settled_at: datetime | None


def list_refunds(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    payment: UUID | None = None,
    status: str | None = None,
) -> Slice[RefundSeen]:
    """Return refunds, the newest first."""
    found = sight.of(models.Refund.objects.all())
    found = narrowed(
        found,
        account_id=account,
        payment_id=payment,
        status=None if status is None else status_of(status),
    )
    return slice_of(found, window, _refunds)


def find_refunds(sight: Sight, ids: Collection[UUID]) -> tuple[RefundSeen, ...]:
    """Return the refunds with these ids, but for those of the other mode."""
    return _refunds(list(sight.of(models.Refund.objects.filter(id__in=ids))))


def _refunds(listed: Sequence[models.Refund]) -> tuple[RefundSeen, ...]:
    return tuple(
        RefundSeen(
            id=row.id,
            account=row.account_id,
            payment=row.payment_id,
            credit_note=row.credit_note_id,
            status=state_of(row),
            amount=Money(row.amount_minor, row.currency),
            reference=row.reference or None,
            failure=row.failure or None,
            created_at=row.created_at,
            settled_at=row.settled_at,
        )
        for row in listed
    )
