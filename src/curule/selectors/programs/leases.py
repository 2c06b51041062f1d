"""Leases of all customers: who borrows which seat, and until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from curule.data import models
from curule.selectors.catalog import get_seat_type_name
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseSeen:
    """A seat that somebody borrows; one that has lapsed ended then, whoever wrote that down."""

    id: UUID
    account: UUID
    subscription: UUID
    seat: UUID
    seat_type: str
    user: UUID
    email: str
    began_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    end_reason: str


def list_leases(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    email: str | None = None,
) -> Slice[LeaseSeen]:
    """Return leases, the newest first, those that are over too."""
    found = narrowed(_leases(sight), account_id=account, subscription_id=subscription, email=email)
    return slice_of(found, window, _rows, made_at="started_at")


def find_leases(sight: Sight, ids: Collection[UUID]) -> tuple[LeaseSeen, ...]:
    """Return the leases with these ids, but for those of the other mode."""
    return _rows(list(_leases(sight).filter(id__in=ids)))


def _leases(sight: Sight) -> QuerySet[models.Assignment]:
    return sight.of(models.Assignment.objects.filter(lapses_at__isnull=False))


def _rows(found: Sequence[Any]) -> tuple[LeaseSeen, ...]:
    return tuple(
        LeaseSeen(
            id=row.id,
            account=row.account_id,
            subscription=row.subscription_id,
            seat=row.seat_id,
            seat_type=get_seat_type_name(row.seat_type_id),
            user=row.person_id,
            email=row.email,
            began_at=row.started_at,
            expires_at=row.lapses_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
        )
        for row in found
    )
