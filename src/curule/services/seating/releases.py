"""Freeing seats. It changes no price and is never held up by unpaid invoices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum, unique
from typing import Any, Final
from uuid import UUID

from django.db import connection

from curule.core.events import EventType
from curule.core.seats import Hold
from curule.data.models import Assignment, Invitation, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._acts import Command
from curule.services.seating.invitation_mails import tell_canceled


@unique
class EndReason(StrEnum):
    """Why an assignment ended."""

    UNASSIGNED = "unassigned"
    REDUCTION = "reduction"
    BASE_LEFT = "base_left"
    DECLINED = "declined"
    CANCELED = "canceled"
    EXPIRED = "expired"
    SEAT_ENDED = "seat_ended"
    TERM_ENDED = "term_ended"
    LEFT_FOR_ACCOUNT = "left_for_account"
    JOIN_UNDONE = "join_undone"
    LEASE_RETURNED = "lease_returned"
    LEASE_LAPSED = "lease_lapsed"


_ENDS_INVITATION: Final = {EndReason.UNASSIGNED, EndReason.REDUCTION, EndReason.BASE_LEFT}
"""Whose hold ends for one of these is not invited any more."""

_TOLD: Final = {EndReason.UNASSIGNED, EndReason.REDUCTION, EndReason.BASE_LEFT}
"""Who had a seat until one of these gets a mail."""

_RELEASE: Final = """
WITH held AS MATERIALIZED (
    SELECT id FROM curule_subscription
    WHERE account_id = %(account)s AND id = ANY (%(subscriptions)s) ORDER BY id
    FOR KEY SHARE
), closed AS (
    UPDATE curule_assignment AS assignment
    SET ended_at = greatest(wanted.ended_at, assignment.started_at),
        end_reason = %(reason)s, ended_by = %(by)s
    FROM unnest(%(ids)s::uuid[], %(ends)s::timestamptz[]) AS wanted (id, ended_at)
    WHERE (SELECT count(*) FROM held) > 0 AND assignment.account_id = %(account)s
    AND assignment.id = wanted.id AND assignment.ended_at IS NULL
    RETURNING assignment.id, assignment.seat_id, assignment.state, assignment.email,
        assignment.ended_at
), freed AS (
    UPDATE curule_seat AS seat SET assignment_id = NULL,
        freed_at = CASE closed.state WHEN 'active' THEN closed.ended_at ELSE seat.freed_at END,
        last_holder = CASE closed.state WHEN 'active' THEN closed.email ELSE seat.last_holder END
    FROM closed
    WHERE seat.account_id = %(account)s AND seat.id = closed.seat_id
    AND seat.assignment_id = closed.id
)
SELECT id FROM closed
"""


def release(
    command: Command,
    *assignments: Assignment,
    reason: str,
    ended_at: Mapping[UUID, datetime] | None = None,
) -> tuple[Assignment, ...]:
    """End assignments and free their seats; return those that were still open.

    Add-ons that stand on a freed base seat are freed with it. `ended_at` says, by assignment, when
    it was over for every reader, if that was before now.
    """
    cause = EndReason(reason)
    closed = _close(command, assignments, cause, ended_at or {})
    freed = list(closed)
    while closed:
        closed = _close(command, _add_ons_of(command, closed), EndReason.BASE_LEFT, {})
        freed += closed
    return tuple(freed)


def _close(
    command: Command,
    assignments: Sequence[Assignment],
    reason: EndReason,
    ended_at: Mapping[UUID, datetime],
) -> list[Assignment]:
    wanted = sorted(assignments, key=lambda assignment: assignment.seat_id)
    if not wanted:
        return []
    ends = {row.id: ended_at.get(row.id, command.now) for row in wanted}
    closed_ids = _run(command, wanted, reason, ends)
    closed = [row for row in wanted if row.id in closed_ids]
    for row in closed:
        row.ended_at, row.end_reason = ends[row.id], reason.value
        command.vacate(row.subscription_id)
    _record(command, closed, reason)
    if reason in _ENDS_INVITATION:
        _cancel_invitations(command, closed)
    if reason in _TOLD:
        _tell(command, closed)
    return closed


def _run(
    command: Command, wanted: Sequence[Assignment], reason: EndReason, ends: Mapping[UUID, datetime]
) -> set[UUID]:
    parameters: dict[str, Any] = {
        "account": command.account_id,
        "subscriptions": sorted({row.subscription_id for row in wanted}),
        "ids": [row.id for row in wanted],
        "ends": [ends[row.id] for row in wanted],
        "reason": reason.value,
        "by": command.person_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, parameters)
        return {assignment_id for (assignment_id,) in cursor.fetchall()}


def _record(command: Command, closed: Iterable[Assignment], reason: EndReason) -> None:
    by_subscription: dict[UUID, list[Assignment]] = {}
    for row in closed:
        by_subscription.setdefault(row.subscription_id, []).append(row)
    for subscription_id, rows in by_subscription.items():
        command.record_all(
            EventType.SEAT_UNASSIGNED,
            [
                (
                    row.seat_id,
                    {
                        "assignment": row.id,
                        "email": row.email,
                        "pool": row.pool_id,
                        "reason": reason.value,
                        "ended_at": row.ended_at,
                    },
                )
                for row in rows
            ],
            subscription_id=subscription_id,
        )


def _add_ons_of(command: Command, closed: Iterable[Assignment]) -> list[Assignment]:
    """Return the open assignments that stood on one of these and stand on no other base seat."""
    found: list[Assignment] = []
    for row in closed:
        version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
            account_id=command.account_id, id=row.subscription_id
        )
        types = get_plan_terms(version_id).seat_types
        base = next((sold.terms.name for sold in types if sold.id == row.seat_type_id), None)
        add_ons = [sold.id for sold in types if sold.terms.base == base and base is not None]
        if not add_ons:
            continue
        open_rows = list(
            Assignment.objects.filter(
                account_id=command.account_id,
                subscription_id=row.subscription_id,
                email=row.email,
                ended_at=None,
            ).order_by("id")
        )
        if any(other.seat_type_id == row.seat_type_id for other in open_rows):
            continue
        found += [other for other in open_rows if other.seat_type_id in add_ons]
    return found


def _cancel_invitations(command: Command, closed: Iterable[Assignment]) -> None:
    for row in closed:
        if row.state != Hold.HELD or row.invitation_id is None:
            continue
        canceled = Invitation.objects.filter(
            account_id=command.account_id, id=row.invitation_id, status="open"
        ).update(status="canceled", closed_at=command.now)
        if canceled:
            command.record(
                EventType.INVITATION_CANCELED,
                subject_id=row.invitation_id,
                subscription_id=row.subscription_id,
                email=row.email,
            )
            tell_canceled(
                command,
                invitation_id=row.invitation_id,
                subscription_id=row.subscription_id,
                email=row.email,
            )


def _tell(command: Command, closed: Iterable[Assignment]) -> None:
    for row in closed:
        if row.state == Hold.ACTIVE:
            command.mail("seat_unassigned", row.email, subscription_id=row.subscription_id)
