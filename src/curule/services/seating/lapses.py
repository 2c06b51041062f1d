"""Ends that time has brought and nobody has written down yet.

An invitation, a seat or a lease whose end has passed counts as over for every reader. Whoever is
about to decide on seats writes that down first, in the same transaction; the worker does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from django.db.models import F

from curule.core.events import EventType
from curule.data.models import Assignment, Invitation, Seat
from curule.services._acts import Command
from curule.services.seating.invitation_mails import tell_inviters
from curule.services.seating.releases import EndReason, release

Serve: TypeAlias = Callable[[Command, UUID], object]
"""What gives free seats of a subscription to those who wait; the worker finds no lapse any more."""


def write_lapses(
    command: Command, subscription_id: UUID, *, serve: Serve | None = None
) -> tuple[Assignment, ...]:
    """Expire invitations and close assignments of ended seats; return what was freed.

    With `serve` who waits gets it before the command that found it out goes on.
    """
    freed = (
        *expire_invitations(command, subscription_id),
        *close_ended_seats(command, subscription_id),
        *end_leases(command, subscription_id),
    )
    if freed and serve is not None:
        serve(command, subscription_id)
    return freed


def expire_invitations(command: Command, subscription_id: UUID) -> tuple[Assignment, ...]:
    """Expire the open invitations whose time is up, and free their seats."""
    due = Invitation.objects.select_for_update(no_key=True).filter(
        account_id=command.account_id,
        subscription_id=subscription_id,
        status="open",
        expires_at__lte=command.now,
    )
    expired = {row.id: row for row in due.order_by("id")}
    if not expired:
        return ()
    Invitation.objects.filter(account_id=command.account_id, id__in=list(expired)).update(
        status="expired", closed_at=F("expires_at")
    )
    command.record_all(
        EventType.INVITATION_EXPIRED,
        [(row.id, {"email": row.email, "expired_at": row.expires_at}) for row in expired.values()],
        subscription_id=subscription_id,
    )
    tell_inviters(command, "invitation_expired", expired.values())
    held = list(
        Assignment.objects.filter(
            account_id=command.account_id, invitation_id__in=list(expired), ended_at=None
        ).order_by("id")
    )
    ends = {row.id: expired[row.invitation_id].expires_at for row in held if row.invitation_id}
    return release(command, *held, reason=EndReason.EXPIRED, ended_at=ends)


def close_ended_seats(command: Command, subscription_id: UUID) -> tuple[Assignment, ...]:
    """Close the assignments of seats that are in force no more."""
    ended = dict(
        Seat.objects.filter(
            account_id=command.account_id,
            subscription_id=subscription_id,
            assignment_id__isnull=False,
            ends_at__lte=command.now,
        ).values_list("assignment_id", "ends_at")
    )
    if not ended:
        return ()
    rows = Assignment.objects.filter(
        account_id=command.account_id, id__in=list(ended), ended_at=None
    ).order_by("id")
    ends = {key: end for key, end in ended.items() if key is not None and end is not None}
    return release(command, *rows, reason=EndReason.SEAT_ENDED, ended_at=ends)


def end_leases(command: Command, subscription_id: UUID) -> tuple[Assignment, ...]:
    """Take back the lent seats that nobody says they are still using."""
    lapsed = list(
        Assignment.objects.select_for_update(no_key=True)
        .filter(
            account_id=command.account_id,
            subscription_id=subscription_id,
            ended_at=None,
            lapses_at__lte=command.now,
        )
        .order_by("id")
    )
    ends = {row.id: row.lapses_at for row in lapsed if row.lapses_at is not None}
    return release(command, *lapsed, reason=EndReason.LEASE_LAPSED, ended_at=ends)
