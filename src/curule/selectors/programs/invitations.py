"""Invitations of all customers, each judged at the time of its account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from curule.core.invitations import InvitationStatus
from curule.data import models
from curule.selectors.catalog import seat_type_names
from curule.selectors.invitations import invitation_value
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSeen:
    """An invitation of one address to one seat."""

    id: UUID
    account: UUID
    subscription: UUID
    seat_type: str
    email: str
    first_name: str
    last_name: str
    status: InvitationStatus
    sent_count: int
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None


def list_invitations(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    email: str | None = None,
    status: str | None = None,
) -> Slice[InvitationSeen]:
    """Return invitations, the newest first."""
    found = sight.of(models.Invitation.objects.all())
    found = narrowed(found, account_id=account, subscription_id=subscription, email=email)
    return slice_of(_of_status(found, status), window, _rows, made_at="invited_at")


def find_invitations(sight: Sight, ids: Collection[UUID]) -> tuple[InvitationSeen, ...]:
    """Return the invitations with these ids, but for those of the other mode."""
    return _rows(list(sight.of(models.Invitation.objects.filter(id__in=ids))))


def _of_status(
    found: QuerySet[models.Invitation], status: str | None
) -> QuerySet[models.Invitation]:
    """Return those of a status: what is open and past its end has expired."""
    is_past = Q(expires_at__lte=F("there"))
    if status == InvitationStatus.OPEN:
        return found.filter(~is_past, status="open")
    if status == InvitationStatus.EXPIRED:
        return found.filter(Q(status="expired") | Q(status="open") & is_past)
    return narrowed(found, status=status)


def _rows(listed: Sequence[Any]) -> tuple[InvitationSeen, ...]:
    names = seat_type_names([row.seat_type_id for row in listed])
    return tuple(
        InvitationSeen(
            id=row.id,
            account=row.account_id,
            subscription=row.subscription_id,
            seat_type=names[row.seat_type_id],
            email=row.email,
            first_name=row.first_name,
            last_name=row.last_name,
            status=invitation_value(row).status_at(row.there),
            sent_count=row.sent_count,
            created_at=row.invited_at,
            expires_at=row.expires_at,
            closed_at=row.closed_at,
        )
        for row in listed
    )
