"""Invitations as they stand at an instant: one whose end has passed has expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.invitations import Invitation as Value
from curule.core.invitations import InvitationStatus
from curule.data import models
from curule.selectors.catalog import seat_type_names


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRow:
    """An invitation as its inviter sees it."""

    id: UUID
    subscription_id: UUID
    seat_type: str
    email: str
    first_name: str
    last_name: str
    status: InvitationStatus
    invited_by: UUID | None
    invited_at: datetime
    expires_at: datetime
    sent_count: int
    generation: int


def invitation_value(row: models.Invitation) -> Value:
    """Return an invitation as the core knows it."""
    return Value(
        email=row.email,
        status=InvitationStatus(row.status),
        expires_at=row.expires_at,
        generation=row.generation,
        accepted_by=str(row.accepted_by) if row.accepted_by else None,
    )


def list_invitations(
    account_id: UUID, now: datetime, *, subscription_id: UUID | None = None, pending: bool = False
) -> tuple[InvitationRow, ...]:
    """Return the invitations of an account, the newest first; `pending` only those still open."""
    rows = models.Invitation.objects.filter(account_id=account_id)
    if subscription_id is not None:
        rows = rows.filter(subscription_id=subscription_id)
    if pending:
        rows = rows.filter(status="open", expires_at__gt=now)
    return tuple(_row(row, now) for row in rows.order_by("-id"))


def find_newest(account_id: UUID, email: str) -> UUID | None:
    """Return the newest invitation of an address, open or not."""
    return (
        models.Invitation.objects.filter(account_id=account_id, email=email)
        .order_by("-id")
        .values_list("id", flat=True)
        .first()
    )


def newest_by_email(account_id: UUID, now: datetime) -> dict[str, str]:
    """Return the status of each address's newest invitation."""
    rows = models.Invitation.objects.filter(account_id=account_id).order_by("id")
    return {row.email: invitation_value(row).status_at(now).value for row in rows}


def _row(row: models.Invitation, now: datetime) -> InvitationRow:
    return InvitationRow(
        id=row.id,
        subscription_id=row.subscription_id,
        seat_type=seat_type_names([row.seat_type_id])[row.seat_type_id],
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        status=invitation_value(row).status_at(now),
        invited_by=row.invited_by,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
        sent_count=row.sent_count,
        generation=row.generation,
    )
