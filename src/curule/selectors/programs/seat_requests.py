"""Requests for seats of all customers: who asks, for what, and what was decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.data import models
from curule.selectors.catalog import seat_type_names
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRequestSeen:
    """Somebody asks for a seat of a type; `reason` is in their own words."""

    id: UUID
    account: UUID
    subscription: UUID
    seat_type: str
    user: UUID
    email: str
    reason: str
    status: str
    created_at: datetime
    decided_at: datetime | None


def list_seat_requests(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    status: str | None = None,
) -> Slice[SeatRequestSeen]:
    """Return requests, the newest first."""
    found = sight.of(models.SeatRequest.objects.all())
    found = narrowed(found, account_id=account, subscription_id=subscription, status=status)
    return slice_of(found, window, _rows, made_at="asked_at")


def find_seat_requests(sight: Sight, ids: Collection[UUID]) -> tuple[SeatRequestSeen, ...]:
    """Return the requests with these ids, but for those of the other mode."""
    return _rows(list(sight.of(models.SeatRequest.objects.filter(id__in=ids))))


def _rows(listed: Sequence[Any]) -> tuple[SeatRequestSeen, ...]:
    names = seat_type_names([row.seat_type_id for row in listed])
    people = models.Person.objects.filter(id__in={row.person_id for row in listed})
    emails = dict(people.values_list("id", "email"))
    return tuple(
        SeatRequestSeen(
            id=row.id,
            account=row.account_id,
            subscription=row.subscription_id,
            seat_type=names[row.seat_type_id],
            user=row.person_id,
            email=emails[row.person_id],
            reason=row.reason,
            status=row.status,
            created_at=row.asked_at,
            decided_at=row.decided_at,
        )
        for row in listed
    )
