"""Members of all customers: who belongs to an account, in which roles, on which seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.core.roles import Role
from curule.data import models
from curule.selectors.catalog import seat_type_names
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of

_Place = tuple[UUID, UUID]
"""An account and a person in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatHeld:
    """A seat that a member uses; `ends_at` is when it ends, if it does."""

    id: UUID
    subscription: UUID
    type: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A person in one account; `left_at` where they belong to it no more."""

    id: UUID
    account: UUID
    user: UUID
    email: str
    first_name: str
    last_name: str
    roles: tuple[Role, ...]
    seats: tuple[SeatHeld, ...]
    joined_at: datetime
    left_at: datetime | None


def list_members(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    email: str | None = None,
    status: str = "active",
) -> Slice[MemberRow]:
    """Return members, who came last first: those who are there, or who `left`."""
    found = sight.of(models.Member.objects.select_related("person"))
    found = found.filter(left_at__isnull=status != "left")
    found = narrowed(found, account_id=account, person__email=email)
    return slice_of(found, window, _rows, made_at="joined_at")


def find_members(sight: Sight, ids: Collection[UUID]) -> tuple[MemberRow, ...]:
    """Return the members with these ids, but for those of the other mode."""
    found = sight.of(models.Member.objects.select_related("person"))
    return _rows(list(found.filter(id__in=ids)))


def find_membership(account_id: UUID, person_id: UUID) -> UUID | None:
    """Return the id of the membership of a person in an account, the running one, or None."""
    found = models.Member.objects.filter(account_id=account_id, person_id=person_id, left_at=None)
    return found.values_list("id", flat=True).first()


def _rows(listed: Sequence[Any]) -> tuple[MemberRow, ...]:
    there = {(row.account_id, row.person_id): row.there for row in listed if not row.left_at}
    roles, seats = _roles(there), _seats(there)
    return tuple(
        MemberRow(
            id=row.id,
            account=row.account_id,
            user=row.person_id,
            email=row.person.email,
            first_name=row.person.first_name,
            last_name=row.person.last_name,
            roles=() if row.left_at else tuple(roles[row.account_id, row.person_id]),
            seats=() if row.left_at else tuple(seats[row.account_id, row.person_id]),
            joined_at=row.joined_at,
            left_at=row.left_at,
        )
        for row in listed
    )


def _roles(there: Mapping[_Place, datetime]) -> defaultdict[_Place, list[Role]]:
    held: defaultdict[_Place, list[Role]] = defaultdict(list)
    grants = models.RoleGrant.objects.filter(revoked_at=None, **_among(there))
    known = set(grants.values_list("account_id", "person_id", "role"))
    for place in there:
        held[place] = [role for role in Role if (*place, role.value) in known]
    return held


def _seats(there: Mapping[_Place, datetime]) -> defaultdict[_Place, list[SeatHeld]]:
    """Return the seats that are in force at the time of each account."""
    held: defaultdict[_Place, list[SeatHeld]] = defaultdict(list)
    found = models.Assignment.objects.filter(ended_at=None, state="active", **_among(there))
    rows = [row for row in found.order_by("id") if (row.account_id, row.person_id) in there]
    accounts = {row.account_id for row in rows}
    seats = models.Seat.objects.filter(account_id__in=accounts).in_bulk([r.seat_id for r in rows])
    names = seat_type_names([row.seat_type_id for row in rows])
    for row in rows:
        assert row.person_id is not None
        place, seat = (row.account_id, row.person_id), seats[row.seat_id]
        if seat.starts_at <= there[place] and (not seat.ends_at or there[place] < seat.ends_at):
            held[place].append(
                SeatHeld(
                    id=seat.id,
                    subscription=row.subscription_id,
                    type=names[row.seat_type_id],
                    ends_at=seat.ends_at,
                )
            )
    return held


def _among(there: Mapping[_Place, datetime]) -> dict[str, Any]:
    return {
        "account_id__in": {account_id for account_id, _person in there},
        "person_id__in": {person_id for _account, person_id in there},
    }
