"""How the installation fares, for those who run it: numbers of all customers, of none by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from curule.data.databases import pending_migrations
from curule.data.models.invitations import STATUSES
from curule.data.statements import execute, fetch

SEAT_STATES: Final = ("occupied", "held", "free")
SLOWEST_COUNT_MS: Final = 10_000
"""A count that takes longer is given up; what customers wait for comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What there is, by state or result and by whether it is live or test data.

    `mail_queue_age_seconds` is how long the mail that waits longest has waited; 0 where none does.
    """

    seats: Mapping[tuple[str, bool], int]
    invitations: Mapping[tuple[str, bool], int]
    mail_queue_age_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether requests can be answered, and how late the worker is.

    `sweep_age_seconds` is when the worker last began to do what is due; None where none ever did.
    """

    pending_migrations: tuple[str, ...]
    mail_queue_age_seconds: float
    sweep_age_seconds: float | None

    @property
    def is_ready(self) -> bool:
        """Whether the tables are those that this program knows."""
        return not self.pending_migrations


def what_is_held(*, now: datetime) -> Held:
    """Count seats, invitations and waiting mails of all customers, each by the time it lives in."""
    asked = {"now": now}
    with transaction.atomic():
        execute(f"SET LOCAL statement_timeout = {SLOWEST_COUNT_MS}")
        return Held(
            seats=_numbers(SEAT_STATES, _SEATS, asked),
            invitations=_numbers(STATUSES, _INVITATIONS, asked),
            mail_queue_age_seconds=mail_queue_age(now=now),
        )


def readiness(*, now: datetime) -> Readiness:
    """Look whether the database answers with the tables that we know, and how late the work is.

    Raises `django.db.DatabaseError` when it does not answer.
    """
    pending = pending_migrations()
    if pending:
        return Readiness(
            pending_migrations=pending, mail_queue_age_seconds=0.0, sweep_age_seconds=None
        )
    [(swept_at,)] = fetch(_LAST_SWEEP, {})
    return Readiness(
        pending_migrations=(),
        mail_queue_age_seconds=mail_queue_age(now=now),
        sweep_age_seconds=None if swept_at is None else max(now.timestamp() - swept_at, 0.0),
    )


def mail_queue_age(*, now: datetime) -> float:
    """Return for how many seconds the mail that waits longest has waited; 0 where none does."""
    [(written_at,)] = fetch(_OLDEST_MAIL, {})
    return 0.0 if written_at is None else max((now - written_at).total_seconds(), 0.0)


def _numbers(
    states: tuple[str, ...], statement: str, asked: Mapping[str, object]
) -> Mapping[tuple[str, bool], int]:
    """Return a number for each state, also where there is none: a gap would look like a fault."""
    found = {(state, is_live): 0 for state in states for is_live in (True, False)}
    for state, is_live, number in fetch(statement, asked):
        found[state, is_live] = number
    return found


_SEATS: Final = """
SELECT CASE
    WHEN assignment.id IS NULL THEN 'free'
    WHEN assignment.state = 'active' THEN 'occupied'
    WHEN invitation.expires_at <= COALESCE(clock.now, %(now)s::timestamptz) THEN 'free'
    ELSE 'held'
END AS state, account.clock_id IS NULL AS is_live, count(*)
FROM curule_seat AS seat
JOIN curule_account AS account ON account.id = seat.account_id
LEFT JOIN curule_test_clock AS clock ON clock.id = account.clock_id
LEFT JOIN curule_assignment AS assignment
    ON assignment.account_id = seat.account_id AND assignment.id = seat.assignment_id
LEFT JOIN curule_invitation AS invitation
    ON invitation.account_id = assignment.account_id AND invitation.id = assignment.invitation_id
WHERE seat.starts_at <= COALESCE(clock.now, %(now)s::timestamptz)
AND (seat.ends_at IS NULL OR seat.ends_at > COALESCE(clock.now, %(now)s::timestamptz))
GROUP BY 1, 2
"""
_INVITATIONS: Final = """
SELECT CASE
    WHEN invitation.status = 'open'
        AND invitation.expires_at <= COALESCE(clock.now, %(now)s::timestamptz) THEN 'expired'
    ELSE invitation.status
END AS result, account.clock_id IS NULL AS is_live, count(*)
FROM curule_invitation AS invitation
JOIN curule_account AS account ON account.id = invitation.account_id
LEFT JOIN curule_test_clock AS clock ON clock.id = account.clock_id
GROUP BY 1, 2
"""
# A mail that its server keeps putting off waits too. Those of test accounts are dated by their
# clocks and never leave.
_OLDEST_MAIL: Final = """
SELECT min(mail.created_at)
FROM curule_outbox_message AS mail
LEFT JOIN curule_account AS account ON account.id = mail.account_id
WHERE mail.status = 'queued' AND account.clock_id IS NULL
"""
_LAST_SWEEP: Final = """
SELECT max(defer_timestamp) FROM procrastinate_periodic_defers WHERE task_name = 'curule.sweep'
"""
