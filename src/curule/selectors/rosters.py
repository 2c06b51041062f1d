"""The people of one subscription, page by page: what the members pages show.

Every statement reads one page: it begins where the last one ended, and takes about as long with a
hundred thousand seats as with fifty.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from curule.core.lifecycle import Status
from curule.core.names import search_key
from curule.core.policy import SeatNoun
from curule.core.roles import Role
from curule.core.seats import SeatCounts
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import PlanTerms, SoldSeatType, get_plan_terms
from curule.selectors.counting import Taken, taken_by_type

PAGE: Final = 50
"""Rows on a page of people."""

MOST_COUNTED: Final = 10_000
"""Beyond this many a tab says "more than": nobody reads the rest one by one."""

NO_ROLE: Final = "member"
NO_SEAT: Final = "none"
_MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A subscription as its people see it; `paid_until` is when its price can change next."""

    id: UUID
    label: str
    terms: PlanTerms
    currency: str
    zone: str
    paid_until: datetime | None
    is_ended: bool

    @property
    def noun(self) -> SeatNoun:
        """What its seats are called."""
        return self.terms.policy.words.seat_noun

    @property
    def name(self) -> str:
        """The product, the plan, and what the company calls it."""
        return " · ".join(part for part in (self.terms.called, self.label) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """The four numbers of one seat type."""

    sold: SoldSeatType
    counts: SeatCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A seat that somebody uses, of one subscription."""

    assignment_id: UUID
    seat_id: UUID
    sold: SoldSeatType
    ends_at: datetime | None
    last_active_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person of the account with the roles there and the seats of one subscription."""

    person_id: UUID
    email: str
    first_name: str
    last_name: str
    joined_at: datetime
    roles: tuple[Role, ...]
    seats: tuple[Holding, ...]

    @property
    def name(self) -> str:
        """What the person is called, else the address."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def row(self) -> str:
        """What the row of this person is called in a form."""
        return f"p{self.person_id}"

    @property
    def last_active_at(self) -> datetime | None:
        """The day a seat of theirs was used last."""
        return max((s.last_active_at for s in self.seats if s.last_active_at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a page of members is narrowed to; empty texts narrow nothing."""

    words: str = ""
    role: str = ""
    seat_type_id: UUID | None = None
    seatless: bool = False
    after: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabs:
    """How many there are behind each tab, up to `MOST_COUNTED`."""

    members: int
    invited: int
    undelivered: int
    removed: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """A seat somebody was unassigned from a moment ago and that is still free."""

    assignment_id: UUID
    email: str
    name: str
    freed_at: datetime


def list_bought(account_id: UUID) -> tuple[Bought, ...]:
    """Return the subscriptions of an account, those that run first, then the oldest first."""
    rows = models.Subscription.objects.filter(account_id=account_id).order_by("created_at", "id")
    return tuple(sorted((_bought(row) for row in rows), key=lambda each: each.is_ended))


def _bought(row: models.Subscription) -> Bought:
    return Bought(
        id=row.id,
        label=row.label,
        terms=get_plan_terms(row.plan_version_id),
        currency=row.currency,
        zone=row.time_zone,
        paid_until=row.term_ends_at or row.period_ends_at,
        is_ended=row.status in {Status.ENDED, Status.INCOMPLETE},
    )


def read_meters(account_id: UUID, bought: Bought, now: datetime) -> tuple[Meter, ...]:
    """Return the numbers of each seat type of a subscription, in the order of the plan."""
    taken = taken_by_type(account_id, bought.id, now)
    return tuple(
        Meter(sold=sold, counts=_counts(sold, taken.get(sold.id, Taken())))
        for sold in bought.terms.seat_types
    )


def _counts(sold: SoldSeatType, found: Taken) -> SeatCounts:
    total = found.occupied + found.held if sold.terms.unlimited else found.total
    return SeatCounts(total=total, occupied=found.occupied, held=found.held)


# --- tabs ---------------------------------------------------------------------------------------

_TABS: Final = f"""
SELECT
    (SELECT count(*) FROM (
        SELECT FROM curule_member WHERE account_id = %(account)s AND left_at IS NULL
        LIMIT {MOST_COUNTED}
    ) AS few),
    (SELECT count(*) FROM curule_invitation
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s
        AND status = 'open'),
    (SELECT count(*) FROM curule_invitation AS invitation
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s
        AND status = 'open' AND expires_at > %(now)s AND (
            SELECT status FROM curule_outbox_message AS letter
            WHERE letter.account_id = invitation.account_id
            AND letter.invitation_id = invitation.id
            ORDER BY letter.id DESC LIMIT 1
        ) = 'failed'),
    (SELECT count(*) FROM (
        SELECT FROM curule_assignment
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s
        AND ended_at IS NOT NULL AND state = 'active'
        LIMIT {MOST_COUNTED}
    ) AS few),
    (SELECT count(*) FROM curule_seat_request
        WHERE account_id = %(account)s AND subscription_id = %(subscription)s AND status = 'open')
"""  # noqa: S608 - nothing but a number of our own is put in


def count_tabs(account_id: UUID, subscription_id: UUID, now: datetime) -> Tabs:
    """Return how many there are behind each tab."""
    of = {"account": account_id, "subscription": subscription_id, "now": now}
    [(members, invited, undelivered, removed, requests)] = fetch(_TABS, of)
    return Tabs(
        members=members,
        invited=invited,
        undelivered=undelivered,
        removed=removed,
        requests=requests,
    )


# --- members ------------------------------------------------------------------------------------

_PEOPLE: Final = """
SELECT person.id, person.email, person.first_name, person.last_name, belongs.joined_at
FROM curule_person AS person
JOIN curule_member AS belongs ON belongs.person_id = person.id
    AND belongs.account_id = %(account)s AND belongs.left_at IS NULL
WHERE {conditions}
ORDER BY person.search_key, person.id
LIMIT %(limit)s
"""
_AFTER: Final = """(person.search_key, person.id) > (
    SELECT last.search_key, last.id FROM curule_person AS last WHERE last.id = %(after)s
    AND EXISTS (SELECT FROM curule_member AS of_account
        WHERE of_account.account_id = %(account)s AND of_account.person_id = last.id)
)"""
_GRANTED: Final = """EXISTS (
    SELECT FROM curule_role_grant AS granted WHERE granted.account_id = %(account)s
    AND granted.person_id = person.id AND granted.revoked_at IS NULL {role}
)"""
_SEATED: Final = """EXISTS (
    SELECT FROM curule_assignment AS holder WHERE holder.account_id = %(account)s
    AND holder.person_id = person.id AND holder.ended_at IS NULL AND holder.state = 'active'
    AND holder.subscription_id = %(subscription)s {seat_type}
)"""


def page_listed(
    account_id: UUID, bought: Bought, now: datetime, wanted: Wanted, *, limit: int = PAGE
) -> tuple[tuple[Listed, ...], bool]:
    """Return a page of people by name, and whether more follow."""
    values: dict[str, Any] = {
        "account": account_id,
        "subscription": bought.id,
        "limit": limit + 1,
        "after": wanted.after,
        "role": wanted.role,
        "seat_type": wanted.seat_type_id,
    }
    conditions = _conditions(wanted, values)
    # The plan depends on the values, so it is made anew each time.
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.format(conditions=" AND ".join(conditions)), values)
        rows = cursor.fetchall()
    people = [row[0] for row in rows[:limit]]
    roles = roles_of(account_id, people)
    seats = holdings_of(account_id, bought, people, now)
    listed = tuple(
        Listed(
            person_id=person_id,
            email=email,
            first_name=first,
            last_name=last,
            joined_at=joined_at,
            roles=roles[person_id],
            seats=tuple(seats[person_id]),
        )
        for person_id, email, first, last, joined_at in rows[:limit]
    )
    return listed, len(rows) > limit


def _conditions(wanted: Wanted, values: dict[str, Any]) -> list[str]:
    conditions = ["true"]
    if wanted.after is not None:
        conditions.append(_AFTER)
    for number, word in enumerate(search_key(wanted.words).split()[:_MOST_WORDS]):
        values[f"word{number}"] = f"%{_like(word)}%"
        conditions.append(f"person.search_key LIKE %(word{number})s")
    if wanted.role == NO_ROLE:
        conditions.append(f"NOT {_GRANTED.format(role='')}")
    elif wanted.role:
        conditions.append(_GRANTED.format(role="AND granted.role = %(role)s"))
    if wanted.seatless:
        conditions.append(f"NOT {_SEATED.format(seat_type='')}")
    elif wanted.seat_type_id is not None:
        conditions.append(_SEATED.format(seat_type="AND holder.seat_type_id = %(seat_type)s"))
    return conditions


def _like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def roles_of(account_id: UUID, people: list[UUID]) -> defaultdict[UUID, tuple[Role, ...]]:
    """Return the roles of some people in an account, the highest first."""
    held: defaultdict[UUID, set[Role]] = defaultdict(set)
    grants = models.RoleGrant.objects.filter(
        account_id=account_id, person_id__in=people, revoked_at=None
    )
    for person_id, role in grants.values_list("person_id", "role"):
        held[person_id].add(Role(role))
    ordered = {who: tuple(role for role in Role if role in has) for who, has in held.items()}
    return defaultdict(tuple, ordered)


_HOLDINGS: Final = """
SELECT holder.person_id, holder.id, seat.id, holder.seat_type_id, seat.ends_at,
    holder.last_active_at
FROM curule_assignment AS holder
JOIN curule_seat AS seat ON seat.account_id = holder.account_id AND seat.id = holder.seat_id
    AND seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
WHERE holder.account_id = %(account)s AND holder.person_id = ANY (%(people)s)
AND holder.subscription_id = %(subscription)s
AND holder.ended_at IS NULL AND holder.state = 'active'
ORDER BY holder.id
"""


def holdings_of(
    account_id: UUID, bought: Bought, people: list[UUID], now: datetime
) -> defaultdict[UUID, list[Holding]]:
    """Return the seats that some people use of a subscription."""
    types = {sold.id: sold for sold in bought.terms.seat_types}
    held: defaultdict[UUID, list[Holding]] = defaultdict(list)
    of = {"account": account_id, "subscription": bought.id, "people": people, "now": now}
    for person_id, assignment_id, seat_id, type_id, ends_at, active_at in fetch(_HOLDINGS, of):
        held[person_id].append(
            Holding(
                assignment_id=assignment_id,
                seat_id=seat_id,
                sold=types[type_id],
                ends_at=ends_at,
                last_active_at=active_at,
            )
        )
    return held


_FREED: Final = """
SELECT past.id, past.email, person.first_name, person.last_name, past.ended_at
FROM curule_assignment AS past
JOIN curule_seat AS seat ON seat.account_id = past.account_id AND seat.id = past.seat_id
    AND seat.assignment_id IS NULL
    AND seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
JOIN curule_person AS person ON person.id = past.person_id
WHERE past.account_id = %(account)s AND past.subscription_id = %(subscription)s
AND past.ended_at IS NOT NULL AND past.ended_at >= %(since)s
AND past.end_reason = 'unassigned' AND past.state = 'active'
ORDER BY past.ended_at DESC, past.id DESC
LIMIT 10
"""


def list_freed(
    account_id: UUID, subscription_id: UUID, now: datetime, *, since: datetime
) -> tuple[Freed, ...]:
    """Return whose seats were freed since then and are still free, the last first."""
    of = {"account": account_id, "subscription": subscription_id, "now": now, "since": since}
    return tuple(
        Freed(
            assignment_id=assignment_id,
            email=email,
            name=f"{first} {last}".strip() or email,
            freed_at=freed_at,
        )
        for assignment_id, email, first, last, freed_at in fetch(_FREED, of)
    )
