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
from curule.selectors.console.disputes import state_of
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


def list_disputes(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    payment: UUID | None = None,
    state: str | None = None,
) -> Slice[DisputeSeen]:
    """Return disputes, the newest first; `state` is open, won or lost."""
    found = sight.of(models.Dispute.objects.filter(Q() if state is None else _IN_STATE[state]))
    found = narrowed(found, account_id=account, payment_id=payment)
    return slice_of(found, window, _disputes, made_at="opened_at")


def find_disputes(sight: Sight, ids: Collection[UUID]) -> tuple[DisputeSeen, ...]:
    """Return the disputes with these ids, but for those of the other mode."""
    return _disputes(list(sight.of(models.Dispute.objects.filter(id__in=ids))))


def _disputes(listed: Sequence[models.Dispute]) -> tuple[DisputeSeen, ...]:
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
        )
        for row in listed
    )
