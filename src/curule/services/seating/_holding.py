"""Whether somebody has a seat, or is kept one, that time has not ended and that is not lent."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from curule.data.statements import fetch
from curule.services._acts import Command


def holds_seat(
    command: Command, seat_type_id: UUID, email: str, pool_ids: tuple[UUID, ...]
) -> bool:
    """Tell whether somebody has a seat of the type, or is kept one, in any of these pools.

    One that time has ended is none, whether or not anybody has written that down.
    """
    return bool(
        fetch(
            f"SELECT WHERE {HOLDS_SEAT}",
            {
                "account": command.account_id,
                "pools": list(pool_ids),
                "seat_type": seat_type_id,
                "email": email,
                "now": command.now,
            },
        )
    )


HOLDS_SEAT: Final = """EXISTS (
    SELECT FROM curule_assignment AS held
    JOIN curule_seat AS seat ON seat.account_id = held.account_id AND seat.id = held.seat_id
    LEFT JOIN curule_invitation AS invited
        ON invited.account_id = held.account_id AND invited.id = held.invitation_id
    WHERE held.account_id = %(account)s AND held.pool_id = ANY (%(pools)s)
    AND held.seat_type_id = %(seat_type)s AND held.email = %(email)s::text AND held.ended_at IS NULL
    AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
    AND held.lapses_at IS NULL
    AND (held.state = 'active' OR invited.status = 'open' AND invited.expires_at > %(now)s)
)"""
"""What is true of an address that has, or is kept, a seat that time has not ended yet."""
