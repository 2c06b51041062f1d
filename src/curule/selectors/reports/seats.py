"""Seat use: what customers bought, what of it is with people, and what of that is used.

A seat and a holder keep their beginning and their end, so what was bought and given stands for any
instant in the past. A seat counts under the plan that it has now, or had when it ended. Of use only
the last report of the product is kept: it is told for the present and for no past month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from curule.core.months import Month
from curule.core.seat_use import UseBand, use_band
from curule.data.statements import fetch
from curule.selectors.reports.reach import CHOSEN, MONTHS, OF_PLAN, Reach

USED_WITHIN_DAYS: Final = 30
"""Whoever used the product in so many days up to now, uses the seat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """Of the seats that people have now: used of late, not used of late, never reported."""

    used: int
    idle: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """The seats of a plan that a customer had at the end of a month, or has now.

    `given` are with a person, `held` are kept for an invitation. `in_use` is None for a month that
    is over.
    """

    month: Month
    account_id: UUID
    account: str
    product: str
    plan: str
    bought: int
    given: int
    held: int
    in_use: InUse | None

    @property
    def free(self) -> int:
        """With nobody."""
        return max(self.bought - self.given - self.held, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatMonth:
    """The seats of all customers at the end of a month, or now."""

    month: Month
    bought: int
    given: int


_COUNTED: Final = f"""
WITH {CHOSEN}, {MONTHS}, ends AS (
    SELECT m.first, c.id AS account_id, c.there,
        LEAST((m.after::timestamp AT TIME ZONE c.zone) - interval '1 microsecond', c.there) AS at
    FROM months m CROSS JOIN chosen c
), sold AS (
    SELECT e.first, e.account_id, v.plan_id, COUNT(*) AS bought, BOOL_AND(e.at = e.there) AS is_now
    FROM ends e
    JOIN curule_seat s ON s.account_id = e.account_id
        AND s.starts_at <= e.at AND (s.ends_at IS NULL OR s.ends_at > e.at)
    JOIN curule_seat_type t ON t.id = s.seat_type_id
    JOIN curule_plan_version v ON v.id = t.plan_version_id
    WHERE {OF_PLAN}
    GROUP BY e.first, e.account_id, v.plan_id
), taken AS (
    SELECT e.first, e.account_id, v.plan_id,
        COUNT(*) FILTER (WHERE a.activated_at <= e.at) AS given,
        COUNT(*) FILTER (
            WHERE (a.activated_at IS NULL OR a.activated_at > e.at) AND i.expires_at > e.at
        ) AS held,
        COUNT(*) FILTER (
            WHERE a.activated_at <= e.at
            AND a.last_active_at > e.at - {USED_WITHIN_DAYS} * interval '1 day'
        ) AS used,
        COUNT(*) FILTER (WHERE a.activated_at <= e.at AND a.last_active_at IS NULL) AS unknown
    FROM ends e
    JOIN curule_assignment a ON a.account_id = e.account_id
        AND a.started_at <= e.at AND (a.ended_at IS NULL OR a.ended_at > e.at)
    JOIN curule_seat_type t ON t.id = a.seat_type_id
    JOIN curule_plan_version v ON v.id = t.plan_version_id
    LEFT JOIN curule_invitation i ON i.account_id = a.account_id AND i.id = a.invitation_id
    WHERE {OF_PLAN}
    GROUP BY e.first, e.account_id, v.plan_id
)
"""  # noqa: S608 - nothing but expressions of our own are put in
_ROWS: Final = f"""{_COUNTED}
SELECT s.first, c.id, c.name, o.name, n.name, s.is_now, s.bought, COALESCE(h.given, 0),
    COALESCE(h.held, 0), COALESCE(h.used, 0), COALESCE(h.unknown, 0)
FROM sold s
LEFT JOIN taken h ON (h.first, h.account_id, h.plan_id) = (s.first, s.account_id, s.plan_id)
JOIN chosen c ON c.id = s.account_id
JOIN curule_plan n ON n.id = s.plan_id
JOIN curule_product o ON o.id = n.product_id
ORDER BY s.first, c.name, c.id, o.name, n.name, n.id
LIMIT %(most)s::bigint OFFSET %(skip)s::bigint
"""  # noqa: S608 - the same
_BY_MONTH: Final = f"""{_COUNTED}
SELECT m.first, (SELECT COALESCE(SUM(s.bought), 0) FROM sold s WHERE s.first = m.first)::bigint,
    (SELECT COALESCE(SUM(h.given), 0) FROM taken h WHERE h.first = m.first)::bigint
FROM months m ORDER BY m.first
"""  # noqa: S608 - the same


def seats(reach: Reach, *, most: int | None = None, skip: int = 0) -> tuple[SeatRow, ...]:
    """Return the seats of each customer and plan at the end of each month, or now.

    All of them, or `most` after the first `skip`.
    """
    return tuple(_row(*row) for row in fetch(_ROWS, {**reach.values(), "most": most, "skip": skip}))


def _row(  # noqa: PLR0917 - the columns of the statement
    first: date,
    account_id: UUID,
    account: str,
    product: str,
    plan: str,
    is_now: bool,  # noqa: FBT001 - the same
    bought: int,
    given: int,
    held: int,
    used: int,
    unknown: int,
) -> SeatRow:
    in_use = InUse(used=used, idle=given - used - unknown, unknown=unknown)
    return SeatRow(
        month=Month(first),
        account_id=account_id,
        account=account,
        product=product,
        plan=plan,
        bought=bought,
        given=given,
        held=held,
        in_use=in_use if is_now else None,
    )


def seats_by_month(reach: Reach) -> tuple[SeatMonth, ...]:
    """Return what all customers together had at the end of each month, or have now."""
    return tuple(
        SeatMonth(month=Month(first), bought=bought, given=given)
        for first, bought, given in fetch(_BY_MONTH, reach.values())
    )


def accounts_by_band(rows: Iterable[SeatRow]) -> dict[UseBand, int]:
    """Return how many customers use few, many or nearly all of their seats; every band is there.

    The rows are those of one month.
    """
    seats_of: dict[UUID, tuple[int, int]] = {}
    for row in rows:
        bought, given = seats_of.get(row.account_id, (0, 0))
        seats_of[row.account_id] = (bought + row.bought, given + row.given)
    counts = dict.fromkeys(UseBand, 0)
    for bought, given in seats_of.values():
        counts[use_band(bought, given)] += 1
    return counts
