"""The statement of a claim: it holds the subscription, picks a free seat, and puts somebody on it.

Everything happens in one statement, in this order: the subscription is locked first, so that a
change of its quantity waits or is waited for; then the seat, whose row is the lock of the claim;
then the rows are written. PostgreSQL looks at a locked row again after waiting for it, so a seat
that was taken or ended meanwhile is passed over although the statement's snapshot is older.

A row that turned out to be taken stays locked until its transaction ends, or the savepoint before
it is rolled back to. Each try therefore begins with a savepoint, so that nobody waits for a seat
while holding others that are of no use to them: forty who want the last seats would wait in a ring.

What must be judged by time is read on the way and judged by the caller: since when an invoice of
the subscription is unpaid, whether the account owes anything, and whether holds or seats have
lapsed that nobody has written down yet. If some have, nothing is picked: they come first. An
invoice that the saved method is being charged for the first time counts as unpaid for nobody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.seats import Hold
from curule.data.ids import new_id
from curule.data.statements import execute, fetch
from curule.selectors.grace import GRACE_FROM
from curule.selectors.standings import IN_GRACE, UNPAID
from curule.services._acts import Command
from curule.services._telling import DELIVERIES

USABLE: Final = (Status.TRIALING, Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED)
"""In these a seat can be given away; whether it can be used is a matter of grace."""

_STATEMENT: Final = """
WITH facts AS MATERIALIZED (
    SELECT EXISTS (
        SELECT FROM curule_invitation
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s
        AND status = 'open' AND expires_at <= %(now)s
    ) OR EXISTS (
        SELECT FROM curule_seat
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s
        AND assignment_id IS NOT NULL AND ends_at <= %(now)s
    ) OR EXISTS (
        SELECT FROM curule_assignment
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s
        AND ended_at IS NULL AND lapses_at <= %(now)s
    ) AS lapsed, (
        SELECT min({grace_from}) FROM curule_invoice
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s
        AND due_at <= %(now)s AND {grace_from} <= %(now)s AND {in_grace}
    ) AS due_at, EXISTS (
        SELECT FROM curule_invoice
        WHERE account_id = %(account)s AND due_at <= %(now)s AND {unpaid}
    ) AS owes
), held AS MATERIALIZED (
    SELECT status, auto_renew,
        CASE status WHEN 'trialing' THEN trial_ends_at ELSE term_ends_at END AS term_ends_at
    FROM curule_subscription
    WHERE account_id = %(account)s AND id = %(subscription)s
    FOR KEY SHARE
), pick AS MATERIALIZED (
    SELECT seat.id, seat.ends_at FROM curule_seat seat
    WHERE (SELECT status FROM held) = ANY (%(usable)s) AND NOT (SELECT lapsed FROM facts)
    AND seat.account_id = %(account)s AND seat.pool_id = %(pool)s
    AND seat.seat_type_id = %(seat_type)s AND seat.assignment_id IS NULL
    AND seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
    {conditions}
    ORDER BY seat.ends_at DESC NULLS FIRST
    LIMIT 1
    FOR NO KEY UPDATE {waiting}
), taken AS (
    INSERT INTO curule_assignment (
        id, account_id, subscription_id, pool_id, seat_type_id, seat_id, person_id,
        invitation_id, email, state, started_at, activated_at, lapses_at, end_reason, assigned_by
    )
    SELECT %(assignment)s, %(account)s, %(subscription)s, %(pool)s, %(seat_type)s, pick.id,
        %(person)s, %(invitation)s, %(email)s::text, %(state)s, %(now)s, %(activated_at)s,
        %(lapses_at)s::timestamptz, '',
        %(by)s
    FROM pick
    ON CONFLICT DO NOTHING
    RETURNING id, seat_id
), bound AS (
    UPDATE curule_seat seat SET assignment_id = taken.id
    FROM taken WHERE seat.account_id = %(account)s AND seat.id = taken.seat_id
), told AS (
    INSERT INTO curule_event (
        id, account_id, type, occurred_at, actor_kind, actor_id, subscription_id, subject_id,
        payload
    )
    SELECT %(event)s, %(account)s, %(event_type)s, %(now)s, %(actor_kind)s, %(by)s,
        %(subscription)s, taken.seat_id, %(payload)s::jsonb
    FROM taken
    RETURNING id, account_id, type
), heard AS ({deliveries})
SELECT facts.lapsed, facts.due_at, facts.owes, held.status, held.auto_renew, held.term_ends_at,
    pick.id, pick.ends_at, taken.id
FROM facts LEFT JOIN held ON true LEFT JOIN pick ON true LEFT JOIN taken ON true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who is to have the seat: a person, at once, or whoever accepts the invitation."""

    email: str
    person_id: UUID | None
    invitation_id: UUID | None
    lapses_at: datetime | None = None

    @property
    def hold(self) -> Hold:
        """How the seat is taken."""
        return Hold.HELD if self.person_id is None else Hold.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a seat is looked for; `condition` narrows it, `values` are what it names."""

    subscription_id: UUID
    pool_id: UUID
    seat_type_id: UUID
    seat_type: str
    condition: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one run of the statement found and did.

    With a `seat_id` and without an `assignment_id` the holder had a seat of this pool already.
    """

    lapsed: bool
    unpaid_since: datetime | None
    owes: bool
    status: Status | None
    auto_renew: bool
    term_ends_at: datetime | None
    seat_id: UUID | None
    ends_at: datetime | None
    assignment_id: UUID | None


def attempt(command: Command, place: Place, holder: Holder, *, wait: bool, again: bool) -> Attempt:
    """Run the statement once, past the rows that others lock, or with `wait` waiting for them.

    With `again` the try before this one is undone first; between the two nothing may be written.
    """
    assignment_id = new_id()
    active = holder.hold is Hold.ACTIVE
    event = EventType.SEAT_ASSIGNED if active else EventType.SEAT_HELD
    payload = {
        "assignment": str(assignment_id),
        "email": holder.email,
        "pool": str(place.pool_id),
        "seat_type": place.seat_type,
    }
    if holder.lapses_at is not None:
        payload["lent_until"] = holder.lapses_at.isoformat()
    parameters: dict[str, Any] = {
        "account": command.account_id,
        "subscription": place.subscription_id,
        "pool": place.pool_id,
        "seat_type": place.seat_type_id,
        "now": command.now,
        "usable": [status.value for status in USABLE],
        "assignment": assignment_id,
        "person": holder.person_id,
        "invitation": holder.invitation_id,
        "email": holder.email,
        "state": holder.hold.value,
        "activated_at": command.now if active else None,
        "lapses_at": holder.lapses_at,
        "by": command.person_id,
        "event": new_id(),
        "event_type": event.value,
        "actor_kind": command.actor.kind.value,
        "payload": json.dumps(payload),
        **place.values,
    }
    if again:
        undo()
    else:
        mark()
    [row] = fetch(_statement(place.condition, wait=wait), parameters)
    lapsed, unpaid_since, owes, status, auto_renew, term_ends_at, seat, ends_at, taken = row
    return Attempt(
        lapsed=lapsed,
        unpaid_since=unpaid_since,
        owes=owes,
        status=None if status is None else Status(status),
        auto_renew=bool(auto_renew),
        term_ends_at=term_ends_at,
        seat_id=seat,
        ends_at=ends_at,
        assignment_id=taken,
    )


def mark() -> None:
    """Set the savepoint that `undo` goes back to."""
    execute("SAVEPOINT claim")


def undo() -> None:
    """Let go of every row that was locked since the last mark; what was written is gone too."""
    execute("ROLLBACK TO SAVEPOINT claim")


@lru_cache(maxsize=16)
def _statement(condition: str, *, wait: bool) -> str:
    conditions = f"AND {condition}" if condition else ""
    waiting = "" if wait else "SKIP LOCKED"
    return _STATEMENT.format(
        conditions=conditions,
        waiting=waiting,
        unpaid=UNPAID,
        in_grace=IN_GRACE,
        grace_from=GRACE_FROM,
        deliveries=DELIVERIES,
    )
