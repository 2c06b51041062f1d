"""Disputes of all customers: payments that a customer's bank wants back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db.models import Q

from curule.core.money import Money
from curule.data import models
from curule.selectors.console.disputes import disputes_to_book, state_of
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of

_IN_STATE: Final[Mapping[str, Q]] = MappingProxyType(
    {
        "open": Q(closed_at=None),
        "won": Q(closed_at__isnull=False, is_lost=False),
        "lost": Q(is_lost=True),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSeen:
    """What a lost dispute took, and where that went; `note` is nobody's where it went by itself."""

    taken: Money
    for_refunds: Money
    from_credit: Money
    reopened: Money
    lost: Money
    fee: Money
    gave_up: bool
    note: str | None
    booked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSeen:
    """A dispute about a payment; `status` and `reason` are the payment company's own words."""

    id: UUID
    account: UUID
    payment: UUID
    gateway: str
    reference: str
    amount: Money
    state: str
    status: str
    reason: str
    created_at: datetime
    answer_by: datetime | None
    closed_at: datetime | None
    to_book: bool
    booking: BookingSeen | None


def list_disputes(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    payment: UUID | None = None,
    state: str | None = None,
    to_book: bool | None = None,
) -> Slice[DisputeSeen]:
    """Return disputes, the newest first; `state` is open, won or lost.

    One that is `to_book` is lost, and nobody has said yet what it took.
    """
    found = sight.of(models.Dispute.objects.filter(Q() if state is None else _IN_STATE[state]))
    found = narrowed(found, account_id=account, payment_id=payment)
    if to_book is not None:
        waiting = disputes_to_book().values("id")
        found = found.filter(id__in=waiting) if to_book else found.exclude(id__in=waiting)
    return slice_of(found, window, _disputes, made_at="opened_at")


def find_disputes(sight: Sight, ids: Collection[UUID]) -> tuple[DisputeSeen, ...]:
    """Return the disputes with these ids, but for those of the other mode."""
    return _disputes(list(sight.of(models.Dispute.objects.filter(id__in=ids))))


def _disputes(listed: Sequence[models.Dispute]) -> tuple[DisputeSeen, ...]:
    waiting = disputes_to_book().filter(id__in=[row.id for row in listed])
    to_book = set(waiting.values_list("id", flat=True))
    return tuple(
        DisputeSeen(
            id=row.id,
            account=row.account_id,
            payment=row.payment_id,
            gateway=row.gateway,
            reference=row.reference,
            amount=Money(row.amount_minor, row.currency),
            state=state_of(row),
            status=row.status,
            reason=row.reason,
            created_at=row.opened_at,
            answer_by=row.answer_by if row.closed_at is None else None,
            closed_at=row.closed_at,
            to_book=row.id in to_book,
            booking=_booking(row),
        )
        for row in listed
    )


def _booking(row: models.Dispute) -> BookingSeen | None:
    if row.booked_at is None:
        return None
    return BookingSeen(
        taken=Money(row.taken_minor, row.currency),
        for_refunds=Money(row.for_refunds_minor, row.currency),
        from_credit=Money(row.from_credit_minor, row.currency),
        reopened=Money(row.reopened_minor, row.currency),
        lost=Money(row.lost_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        gave_up=row.gave_up,
        note=row.note or None,
        booked_at=row.booked_at,
    )
