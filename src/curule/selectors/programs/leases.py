"""Leases of all customers: who borrows which seat, and until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
    return slice_of(found, window, partial(_rows, sight), made_at="started_at")


def find_leases(sight: Sight, ids: Collection[UUID]) -> tuple[LeaseSeen, ...]:
    """Return the leases with these ids, but for those of the other mode."""
    return _rows(sight, list(_leases(sight).filter(id__in=ids)))


def _leases(sight: Sight) -> QuerySet[models.Assignment]:
    return sight.of(models.Assignment.objects.filter(lapses_at__isnull=False))


def _rows(sight: Sight, found: Sequence[Any]) -> tuple[LeaseSeen, ...]:
    return tuple(_row(row, sight) for row in found)


def _row(row: Any, sight: Sight) -> LeaseSeen:  # noqa: ANN401 - a lease, as the table has it
    # Of test data the time is that of each clock, and the clock writes ends down as it goes.
    is_over = row.ended_at is None and sight.is_live and row.lapses_at <= sight.now
    return LeaseSeen(
        id=row.id,
        account=row.account_id,
        subscription=row.subscription_id,
        seat=row.seat_id,
        seat_type=get_seat_type_name(row.seat_type_id),
        user=row.person_id,
        email=row.email,
        began_at=row.started_at,
        expires_at=row.lapses_at,
        ended_at=row.lapses_at if is_over else row.ended_at,
        end_reason="lease_lapsed" if is_over else row.end_reason,
    )
