"""How many seats of each type a subscription has: in force, with a person, kept, free.

However many there are, none is looked up one by one. All of them and the free ones are counted in
the indexes `seat_by_subscription` and `seat_free`, type by type, each as one stretch of its index;
what invitations keep is read from the open invitations, and what lapsed of what is lent from an
index of leases, which are few. Who has a seat is what then
remains. Nothing is remembered from one count to the next: claims lock no number, and none can be
wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.data.statements import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Seats of one type: in force, with a person, kept by an invitation."""

    total: int = 0
    occupied: int = 0
    held: int = 0


def taken_by_type(account_id: UUID, subscription_id: UUID, now: datetime) -> dict[UUID, Taken]:
    """Count the seats of each type; holds and leases that have lapsed count as free."""
    return taken_in_each(account_id, [subscription_id], now).get(subscription_id, {})


def taken_in_each(
    account_id: UUID, subscription_ids: Sequence[UUID], now: datetime
) -> dict[UUID, dict[UUID, Taken]]:
    """Count the seats of each type in each of some subscriptions, all at once."""
    asked = {"account": account_id, "subscriptions": list(subscription_ids), "now": now}
    found: dict[UUID, dict[UUID, Taken]] = {}
    for subscription_id, seat_type_id, total, occupied, held in fetch(_TAKEN, asked):
        taken = Taken(total=total, occupied=occupied, held=held)
        found.setdefault(subscription_id, {})[seat_type_id] = taken
    return found


COUNTED: Final = """
WITH RECURSIVE kind AS (
    SELECT asked.id AS subscription_id, (
        SELECT seat.seat_type_id FROM curule_seat AS seat
        WHERE seat.account_id = %(account)s AND seat.subscription_id = asked.id
        ORDER BY seat.seat_type_id LIMIT 1
    ) AS seat_type_id
    FROM (SELECT DISTINCT unnest(%(subscriptions)s::uuid[])) AS asked (id)
    UNION ALL
    SELECT kind.subscription_id, (
        SELECT seat.seat_type_id FROM curule_seat AS seat
        WHERE seat.account_id = %(account)s AND seat.subscription_id = kind.subscription_id
        AND seat.seat_type_id > kind.seat_type_id
        ORDER BY seat.seat_type_id LIMIT 1
    )
    FROM kind WHERE kind.seat_type_id IS NOT NULL
), counted AS MATERIALIZED (
    SELECT kind.subscription_id, kind.seat_type_id, (
        SELECT count(*) FROM curule_seat AS seat
        WHERE seat.account_id = %(account)s AND seat.subscription_id = kind.subscription_id
        AND seat.seat_type_id = kind.seat_type_id
        AND seat.ends_at IS NULL AND seat.starts_at <= %(now)s
    ) + (
        SELECT count(*) FROM curule_seat AS seat
        WHERE seat.account_id = %(account)s AND seat.subscription_id = kind.subscription_id
        AND seat.seat_type_id = kind.seat_type_id
        AND seat.ends_at > %(now)s AND seat.starts_at <= %(now)s
    ) AS total, (
        SELECT count(*) FROM (
            SELECT kind.subscription_id UNION ALL
            SELECT batch.id FROM curule_batch AS batch
            WHERE batch.account_id = %(account)s AND batch.subscription_id = kind.subscription_id
        ) AS pool (id)
        JOIN curule_seat AS seat
            ON seat.account_id = %(account)s AND seat.pool_id = pool.id
            AND seat.seat_type_id = kind.seat_type_id AND seat.assignment_id IS NULL
            AND seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
    ) AS free
    FROM kind WHERE kind.seat_type_id IS NOT NULL
), kept AS (
    SELECT invitation.subscription_id, seat.seat_type_id,
        count(*) FILTER (WHERE invitation.expires_at > %(now)s) AS held,
        count(*) FILTER (WHERE invitation.expires_at <= %(now)s) AS lapsed
    FROM curule_invitation AS invitation
    JOIN curule_assignment AS holder
        ON holder.account_id = invitation.account_id AND holder.invitation_id = invitation.id
        AND holder.ended_at IS NULL AND holder.state = 'held'
    JOIN curule_seat AS seat
        ON seat.account_id = holder.account_id AND seat.id = holder.seat_id
        AND seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
    WHERE invitation.account_id = %(account)s
    AND invitation.subscription_id = ANY (%(subscriptions)s)
    AND invitation.status = 'open'
    GROUP BY invitation.subscription_id, seat.seat_type_id
), lent AS (
    SELECT holder.subscription_id, holder.seat_type_id, count(*) AS lapsed
    FROM curule_assignment AS holder
    JOIN curule_seat AS seat
        ON seat.account_id = holder.account_id AND seat.id = holder.seat_id
        AND seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
    WHERE holder.account_id = %(account)s
    AND holder.subscription_id = ANY (%(subscriptions)s)
    AND holder.ended_at IS NULL AND holder.lapses_at <= %(now)s
    GROUP BY holder.subscription_id, holder.seat_type_id
), taken AS (
    SELECT subscription_id, seat_type_id, counted.total, COALESCE(kept.held, 0) AS held,
        counted.total - counted.free - COALESCE(kept.held, 0) - COALESCE(kept.lapsed, 0)
            - COALESCE(lent.lapsed, 0) AS occupied
    FROM counted LEFT JOIN kept USING (subscription_id, seat_type_id)
    LEFT JOIN lent USING (subscription_id, seat_type_id)
    WHERE counted.total > 0
)
"""
"""Numbers of `taken` in `%(subscriptions)s` of `%(account)s` at `%(now)s`, to begin a statement."""

_TAKEN: Final = f"""{COUNTED}
SELECT subscription_id, seat_type_id, total, occupied, held FROM taken
"""  # noqa: S608 - nothing but our own fragments is put in
