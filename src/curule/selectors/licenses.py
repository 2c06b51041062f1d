"""Licenses one by one: a row per seat, with its batch, its state and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Any, Final
from uuid import UUID

from django.db import connection

from curule.data.statements import fetch
from curule.selectors.catalog import SoldSeatType
from curule.selectors.rosters import PAGE, Bought

SOON: Final = timedelta(days=30)
"""A term that ends within this time is said to be ending."""


@unique
class LicenseState(StrEnum):
    """What a license is at an instant; one that is bound or free may be ending as well."""

    NOT_STARTED = "not_started"
    FREE = "free"
    INVITED = "invited"
    BOUND = "bound"
    ENDED = "ended"


EXPIRING: Final = "expiring"
"""The filter for those that end soon, whoever has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """A seat as a license; `holder` is the address it is bound to."""

    seat_id: UUID
    bought: Bought
    sold: SoldSeatType
    batch_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    state: LicenseState
    is_ending: bool
    holder: str
    person_id: UUID | None
    bound_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """Licenses of one order with a term of their own; `invoice` is its number."""

    id: UUID
    bought: Bought
    number: int
    starts_at: datetime
    ends_at: datetime
    total: int
    taken: int
    invoice: str
    invoice_id: UUID | None
    invoice_status: str
    is_ending: bool
    is_ended: bool

    @property
    def free(self) -> int:
        """Licenses that nobody has."""
        return self.total - self.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the list is narrowed to."""

    subscription_id: UUID | None = None
    seat_type_id: UUID | None = None
    state: str = ""
    batch_id: UUID | None = None
    email: str = ""
    after: UUID | None = None
    seat_id: UUID | None = None


_BATCHES: Final = """
SELECT batch.id, batch.subscription_id, batch.starts_at, batch.ends_at,
    row_number() OVER (ORDER BY batch.id), counted.total, counted.taken,
    invoice.id, invoice.number, invoice.status
FROM curule_batch AS batch
JOIN curule_order AS placed
    ON placed.account_id = batch.account_id AND placed.id = batch.order_id
CROSS JOIN LATERAL (
    SELECT count(*) AS total, count(seat.assignment_id) AS taken FROM curule_seat AS seat
    WHERE seat.account_id = batch.account_id AND seat.subscription_id = batch.subscription_id
    AND seat.pool_id = batch.id
) AS counted
LEFT JOIN LATERAL (
    SELECT id, number, status FROM curule_invoice AS billed
    WHERE billed.account_id = batch.account_id AND billed.id = placed.invoice_id
    ORDER BY billed.id LIMIT 1
) AS invoice ON true
WHERE batch.account_id = %(account)s
ORDER BY batch.id
"""


def list_batches(
    account_id: UUID, bought: tuple[Bought, ...], now: datetime
) -> tuple[BatchRow, ...]:
    """Return the batches of an account, the newest first."""
    known = {each.id: each for each in bought}
    return tuple(
        BatchRow(
            id=row[0],
            bought=known[row[1]],
            starts_at=row[2],
            ends_at=row[3],
            number=row[4],
            total=row[5],
            taken=row[6],
            invoice_id=row[7],
            invoice=row[8] or "",
            invoice_status=row[9] or "",
            is_ending=now < row[3] <= now + SOON,
            is_ended=row[3] <= now,
        )
        for row in reversed(fetch(_BATCHES, {"account": account_id}))
    )


_LICENSES: Final = """
SELECT seat.id, seat.subscription_id, seat.seat_type_id, seat.pool_id, seat.starts_at,
    seat.ends_at, holder.email, holder.person_id, holder.state, holder.activated_at,
    lapsed.id IS NOT NULL
FROM curule_seat AS seat
LEFT JOIN curule_assignment AS holder
    ON holder.account_id = seat.account_id AND holder.id = seat.assignment_id
LEFT JOIN curule_invitation AS lapsed
    ON lapsed.account_id = holder.account_id AND lapsed.id = holder.invitation_id
    AND holder.state = 'held' AND lapsed.status = 'open' AND lapsed.expires_at <= %(now)s
WHERE {conditions}
ORDER BY seat.id
LIMIT %(limit)s
"""
_IN_FORCE: Final = "seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)"
_KEPT_IN_VAIN: Final = """seat.assignment_id IN (
    SELECT kept.id FROM curule_assignment AS kept
    JOIN curule_invitation AS past
        ON past.account_id = kept.account_id AND past.id = kept.invitation_id
    WHERE kept.account_id = %(account)s AND kept.ended_at IS NULL AND kept.state = 'held'
    AND past.status = 'open' AND past.expires_at <= %(now)s
)"""
_STATES: Final = {
    LicenseState.NOT_STARTED.value: "seat.starts_at > %(now)s",
    LicenseState.FREE.value: f"{_IN_FORCE} AND (seat.assignment_id IS NULL OR {_KEPT_IN_VAIN})",
    LicenseState.INVITED.value: f"{_IN_FORCE} AND holder.state = 'held' AND lapsed.id IS NULL",
    LicenseState.BOUND.value: f"{_IN_FORCE} AND holder.state = 'active'",
    LicenseState.ENDED.value: "seat.ends_at <= %(now)s",
    EXPIRING: "seat.starts_at <= %(now)s AND seat.ends_at > %(now)s AND seat.ends_at <= %(soon)s",
}
STATES: Final = tuple(_STATES)
"""What the list can be narrowed to."""


def page_licenses(
    account_id: UUID, bought: tuple[Bought, ...], now: datetime, sought: Sought
) -> tuple[tuple[License, ...], bool]:
    """Return a page of licenses in the order of purchase, and whether more follow."""
    values: dict[str, Any] = {
        "account": account_id,
        "now": now,
        "soon": now + SOON,
        "limit": PAGE + 1,
        "after": sought.after,
        "subscription": sought.subscription_id,
        "seat_type": sought.seat_type_id,
        "batch": sought.batch_id,
        "seat": sought.seat_id,
        "email": f"%{_like(sought.email.strip().lower())}%",
    }
    statement = _LICENSES.format(conditions=" AND ".join(_conditions(sought)))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    known = {each.id: each for each in bought}
    return tuple(_license(row, known[row[1]], now) for row in rows[:PAGE]), len(rows) > PAGE


def find_license(
    account_id: UUID, bought: tuple[Bought, ...], now: datetime, seat_id: UUID
) -> License | None:
    """Return one license of the account, or None."""
    found, _more = page_licenses(account_id, bought, now, Sought(seat_id=seat_id))
    return found[0] if found else None


def _conditions(sought: Sought) -> list[str]:
    conditions = ["seat.account_id = %(account)s"]
    if sought.after is not None:
        conditions.append("seat.id > %(after)s")
    if sought.seat_id is not None:
        conditions.append("seat.id = %(seat)s")
    if sought.subscription_id is not None:
        conditions.append("seat.subscription_id = %(subscription)s")
    if sought.seat_type_id is not None:
        conditions.append("seat.seat_type_id = %(seat_type)s")
    if sought.batch_id is not None:
        conditions.append("seat.pool_id = %(batch)s")
    if sought.email.strip():
        conditions.append("holder.email LIKE %(email)s AND lapsed.id IS NULL")
    if sought.state in _STATES:
        conditions.append(_STATES[sought.state])
    return conditions


def _like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _license(row: tuple[Any, ...], bought: Bought, now: datetime) -> License:
    _id, _sub, type_id, batch_id, starts_at, ends_at, email, person_id, held, bound_at, lapsed = row
    state = state_of(starts_at, ends_at, None if lapsed else held, now)
    taken = state in {LicenseState.BOUND, LicenseState.INVITED}
    return License(
        seat_id=row[0],
        bought=bought,
        sold=next(sold for sold in bought.terms.seat_types if sold.id == type_id),
        batch_id=batch_id,
        starts_at=starts_at,
        ends_at=ends_at,
        state=state,
        is_ending=state is not LicenseState.ENDED and ends_at is not None and ends_at <= now + SOON,
        holder=email if taken else "",
        person_id=person_id if taken else None,
        bound_at=bound_at,
    )


def state_of(
    starts_at: datetime, ends_at: datetime | None, held: str | None, now: datetime
) -> LicenseState:
    """Return what a license is at `now`; `held` is the state of who has it, None for nobody."""
    if now < starts_at:
        return LicenseState.NOT_STARTED
    if ends_at is not None and ends_at <= now:
        return LicenseState.ENDED
    if held is None:
        return LicenseState.FREE
    return LicenseState.BOUND if held == "active" else LicenseState.INVITED


_CARRIED: Final = """
SELECT past.pool_id, count(DISTINCT past.person_id)
FROM curule_assignment AS past
JOIN curule_member AS belongs ON belongs.account_id = past.account_id
    AND belongs.person_id = past.person_id AND belongs.left_at IS NULL
WHERE past.account_id = %(account)s AND past.pool_id = ANY (%(from)s) AND past.state = 'active'
AND past.lapses_at IS NULL
AND (past.ended_at IS NULL OR past.end_reason IN ('seat_ended', 'term_ended'))
AND NOT EXISTS (
    SELECT FROM curule_assignment AS there
    WHERE there.account_id = past.account_id AND there.pool_id = %(to)s
    AND there.seat_type_id = past.seat_type_id AND there.person_id = past.person_id
    AND there.ended_at IS NULL
)
GROUP BY past.pool_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """Bindings that could be carried from an older batch to a newer one of the same plan."""

    older: BatchRow
    newer: BatchRow
    people: int

    @property
    def missing(self) -> int:
        """How many licenses too few are free there; all are carried or none."""
        return max(0, self.people - self.newer.free)


def list_carries(account_id: UUID, batches: tuple[BatchRow, ...]) -> tuple[Carry, ...]:
    """Return what could be carried over: from batches that end or ended to the newest with room."""
    found: list[Carry] = []
    for newer in batches:
        if newer.is_ended or newer.is_ending or not newer.free:
            continue
        older = {
            each.id: each
            for each in batches
            if each.bought.id == newer.bought.id
            and each.starts_at < newer.starts_at
            and (each.is_ended or each.is_ending)
        }
        if not older:
            continue
        of = {"account": account_id, "from": list(older), "to": newer.id}
        found += [
            Carry(older=older[batch_id], newer=newer, people=people)
            for batch_id, people in fetch(_CARRIED, of)
        ]
    return tuple(found)
