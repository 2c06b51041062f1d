"""Licenses of all customers: seats one by one, with their batch, their state and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from curule.data import models
from curule.selectors.catalog import seat_type_names
from curule.selectors.licenses import LicenseState, state_of
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseSeen:
    """A seat as a license; `email` is the address that it is bound to or kept for."""

    id: UUID
    account: UUID
    subscription: UUID
    license_batch: UUID | None
    seat_type: str
    status: LicenseState
    email: str | None
    starts_at: datetime
    ends_at: datetime | None
    bound_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSeen:
    """Licenses of one order with a term of their own, and how many of them are taken."""

    id: UUID
    account: UUID
    subscription: UUID
    order: UUID
    total: int
    taken: int
    starts_at: datetime
    ends_at: datetime


def list_licenses(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    license_batch: UUID | None = None,
    email: str | None = None,
) -> Slice[LicenseSeen]:
    """Return licenses, the newest first."""
    found = sight.of(models.Seat.objects.all())
    found = narrowed(found, account_id=account, subscription_id=subscription, pool_id=license_batch)
    if email:
        held = models.Assignment.objects.filter(email=email, ended_at=None)
        found = found.filter(assignment_id__in=held.values("id"))
    return slice_of(found, window, _rows, made_at="starts_at")


def find_licenses(sight: Sight, ids: Collection[UUID]) -> tuple[LicenseSeen, ...]:
    """Return the licenses with these ids, but for those of the other mode."""
    return _rows(list(sight.of(models.Seat.objects.filter(id__in=ids))))


def list_license_batches(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
) -> Slice[BatchSeen]:
    """Return batches of licenses, the newest first."""
    found = narrowed(
        sight.of(models.Batch.objects.all()), account_id=account, subscription_id=subscription
    )
    return slice_of(_counted(found), window, _batches, made_at="starts_at")


def find_license_batches(sight: Sight, ids: Collection[UUID]) -> tuple[BatchSeen, ...]:
    """Return the batches with these ids, but for those of the other mode."""
    return _batches(list(_counted(sight.of(models.Batch.objects.filter(id__in=ids)))))


def _rows(listed: Sequence[Any]) -> tuple[LicenseSeen, ...]:
    names = seat_type_names([row.seat_type_id for row in listed])
    holders = models.Assignment.objects.in_bulk(
        [r.assignment_id for r in listed if r.assignment_id]
    )
    past = _past_invitations(listed, list(holders.values()))
    return tuple(
        _row(row, names[row.seat_type_id], _holder(holders.get(row.assignment_id), past))
        for row in listed
    )


def _past_invitations(listed: Sequence[Any], holders: Sequence[models.Assignment]) -> set[UUID]:
    """Return the invitations that keep a seat in vain: open, but past their end there."""
    there = {row.account_id: row.there for row in listed}
    kept = [each.invitation_id for each in holders if each.state == "held" and each.invitation_id]
    found = models.Invitation.objects.filter(id__in=kept, status="open")
    return {row.id for row in found if row.expires_at <= there[row.account_id]}


def _holder(holder: models.Assignment | None, past: set[UUID]) -> models.Assignment | None:
    return None if holder is None or holder.invitation_id in past else holder


def _row(row: Any, name: str, holder: models.Assignment | None) -> LicenseSeen:  # noqa: ANN401 - annotated
    state = state_of(row.starts_at, row.ends_at, holder.state if holder else None, row.there)
    taken = state in {LicenseState.BOUND, LicenseState.INVITED}
    return LicenseSeen(
        id=row.id,
        account=row.account_id,
        subscription=row.subscription_id,
        license_batch=None if row.pool_id == row.subscription_id else row.pool_id,
        seat_type=name,
        status=state,
        email=holder.email if holder and taken else None,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        bound_at=holder.activated_at if holder and taken else None,
    )


def _counted(found: Any) -> Any:  # noqa: ANN401 - annotated
    of_batch = models.Seat.objects.filter(
        account_id=OuterRef("account_id"),
        subscription_id=OuterRef("subscription_id"),
        pool_id=OuterRef("id"),
    ).order_by()
    counted = of_batch.values("pool_id").annotate(all=Count("id"), held=Count("assignment_id"))
    return found.annotate(
        total=Coalesce(Subquery(counted.values("all")), 0),
        taken=Coalesce(Subquery(counted.values("held")), 0),
    )


def _batches(listed: Sequence[Any]) -> tuple[BatchSeen, ...]:
    return tuple(
        BatchSeen(
            id=row.id,
            account=row.account_id,
            subscription=row.subscription_id,
            order=row.order_id,
            total=row.total,
            taken=row.taken,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in listed
    )
