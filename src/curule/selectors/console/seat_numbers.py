"""How many seats are sold and how many are used, by account, subscription or in all.

Of an unlimited type none is sold, so its seats are not counted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.data.statements import fetch
from curule.selectors.console.time_there import TIME_THERE


@dataclass(frozen=True, slots=True)
class SeatNumbers:
    """Seats in force and those that somebody sits on."""

    sold: int = 0
    used: int = 0

    @property
    def percent(self) -> int | None:
        """How many of the sold ones are used, in whole per cent; None where none is sold."""
        return round(100 * self.used / self.sold) if self.sold else None


def seats_in_all(now: datetime) -> SeatNumbers:
    """Return the seats of the whole installation."""
    rows = fetch(_STATEMENT.format(group="1::int", where="TRUE"), {"now": now})
    return SeatNumbers(rows[0][1], rows[0][2]) if rows else SeatNumbers()


def seats_by_account(
    account_ids: Collection[UUID] | None, now: datetime
) -> dict[UUID, SeatNumbers]:
    """Return the seats of some accounts, or of all; one without seats is absent."""
    if account_ids is None:
        statement = _STATEMENT.format(group="seat.account_id", where="TRUE")
        rows = fetch(statement, {"now": now})
        return {key: SeatNumbers(sold, used) for key, sold, used in rows}
    statement = _STATEMENT.format(
        group="seat.account_id", where="seat.account_id = ANY (%(ids)s::uuid[])"
    )
    return _numbers(statement, account_ids, now)


def seats_by_subscription(
    subscription_ids: Collection[UUID], now: datetime
) -> dict[UUID, SeatNumbers]:
    """Return the seats of some subscriptions; one without seats is absent."""
    statement = _STATEMENT.format(
        group="seat.subscription_id", where="seat.subscription_id = ANY (%(ids)s::uuid[])"
    )
    return _numbers(statement, subscription_ids, now)


def _numbers(statement: str, ids: Collection[UUID], now: datetime) -> dict[UUID, SeatNumbers]:
    rows = fetch(statement, {"ids": list(ids), "now": now})
    return {key: SeatNumbers(sold, used) for key, sold, used in rows}


_STATEMENT: Final = f"""
SELECT {{group}}, count(*), count(holder.id) FILTER (WHERE holder.state = 'active')
FROM curule_seat AS seat
JOIN curule_seat_type AS type ON type.id = seat.seat_type_id AND NOT type.is_unlimited
JOIN curule_subscription AS subscription
    ON subscription.account_id = seat.account_id AND subscription.id = seat.subscription_id
JOIN curule_account AS account ON account.id = seat.account_id
LEFT JOIN curule_test_clock AS clock ON clock.id = account.clock_id
LEFT JOIN curule_assignment AS holder
    ON holder.account_id = seat.account_id AND holder.id = seat.assignment_id
    AND holder.ended_at IS NULL
WHERE {{where}} AND subscription.status NOT IN ('incomplete', 'ended')
    AND seat.starts_at <= {TIME_THERE} AND (seat.ends_at IS NULL OR seat.ends_at > {TIME_THERE})
GROUP BY 1
"""  # noqa: S608 - nothing but our own fragments is put in
