"""The people of an account: who belongs to it, in which roles, on which seats."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.roles import Role
from curule.data import models
from curule.selectors.standings import seats_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldType:
    """A seat of a member: its type and subscription, and its end if it has one."""

    subscription_id: UUID
    seat_id: UUID
    seat_type: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member with roles and seats; either may be empty."""

    person_id: UUID
    email: str
    first_name: str
    last_name: str
    joined_at: datetime
    roles: tuple[Role, ...]
    seats: tuple[HeldType, ...]


def find_person(email: str) -> UUID | None:
    """Return the person with that address, proved or not, or None."""
    try:
        address = canonical_address(email)
    except AddressInvalid:
        return None
    return models.Person.objects.filter(email=address).values_list("id", flat=True).first()


def name_of(account_id: UUID, email: str) -> str:
    """Return what a member with this address is called; for anybody else, the address."""
    member = (
        models.Member.objects.filter(account_id=account_id, person__email=email, left_at=None)
        .select_related("person")
        .first()
    )
    if member is None:
        return email
    return f"{member.person.first_name} {member.person.last_name}".strip() or email


def list_members(account_id: UUID, now: datetime) -> tuple[MemberRow, ...]:
    """Return the members of an account by name, then address."""
    return page_members(account_id, now, limit=None)


def page_members(
    account_id: UUID,
    now: datetime,
    *,
    after: tuple[str, UUID] | None = None,
    limit: int | None = 100,
) -> tuple[MemberRow, ...]:
    """Return up to `limit` members after the given (search key, person id), in that order."""
    rows = models.Member.objects.filter(account_id=account_id, left_at=None).select_related(
        "person"
    )
    if after is not None:
        key, person_id = after
        rows = rows.filter(person__search_key__gte=key).exclude(
            person__search_key=key, person_id__lte=person_id
        )
    listed = list(rows.order_by("person__search_key", "person_id")[:limit])
    people = [row.person_id for row in listed]
    roles = _roles(account_id, people)
    seats = _seats(account_id, people, now)
    return tuple(
        MemberRow(
            person_id=row.person_id,
            email=row.person.email,
            first_name=row.person.first_name,
            last_name=row.person.last_name,
            joined_at=row.joined_at,
            roles=tuple(role for role in Role if role in roles[row.person_id]),
            seats=tuple(seats[row.person_id]),
        )
        for row in listed
    )


def _roles(account_id: UUID, people: list[UUID]) -> defaultdict[UUID, set[Role]]:
    held: defaultdict[UUID, set[Role]] = defaultdict(set)
    grants = models.RoleGrant.objects.filter(
        account_id=account_id, person_id__in=people, revoked_at=None
    )
    for person_id, role in grants.values_list("person_id", "role"):
        held[person_id].add(Role(role))
    return held


def _seats(
    account_id: UUID, people: list[UUID], now: datetime
) -> defaultdict[UUID, list[HeldType]]:
    held: defaultdict[UUID, list[HeldType]] = defaultdict(list)
    rows = models.Assignment.objects.filter(
        account_id=account_id, person_id__in=people, ended_at=None, state="active"
    ).order_by("id")
    seats = models.Seat.objects.filter(seats_in_force(now), account_id=account_id).in_bulk(
        [row.seat_id for row in rows]
    )
    names = dict(
        models.SeatType.objects.filter(id__in={row.seat_type_id for row in rows}).values_list(
            "id", "name"
        )
    )
    for row in rows:
        seat = seats.get(row.seat_id)
        if seat is not None and row.person_id is not None:
            held[row.person_id].append(
                HeldType(
                    subscription_id=row.subscription_id,
                    seat_id=seat.id,
                    seat_type=names[row.seat_type_id],
                    ends_at=seat.ends_at,
                )
            )
    return held
