"""Directories as their customers see them, and as they see themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from scim2_models.path import FilterNode

from curule.core.directories import SeatState, digest, is_token
from curule.core.events import EventType
from curule.core.languages import Language
from curule.core.permissions import ActorKind
from curule.core.roles import Role
from curule.data import models
from curule.selectors.directory_filters import GROUPS, PEOPLE, condition


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token without its secret; `shown` is its prefix and last letters."""

    id: UUID
    account_id: UUID
    name: str
    shown: str
    by_owner: bool
    created_at: datetime
    created_by: str
    ends_at: datetime | None
    used_at: datetime | None
    language: Language

    def holds_at(self, now: datetime) -> bool:
        """Whether the token still opens anything."""
        return self.ends_at is None or now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody of a group, or the group of somebody: an id and what it is called."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody as the directory described them, and the groups they are in."""

    id: UUID
    user_name: str
    external_id: str
    address: str
    active: bool
    attributes: Mapping[str, Any]
    groups: tuple[Named, ...]
    version: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group; `people` is None where nobody asked who is in it."""

    id: UUID
    display_name: str
    external_id: str
    people: tuple[Named, ...] | None
    version: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSeats:
    """A group, the seats that it gives, and how many of its people have which."""

    id: UUID
    name: str
    subscription_id: UUID | None
    seat_type: str
    people: int
    given: int
    waiting: int
    pending: int
    refused: tuple[tuple[str, str], ...]
    """Who got none: what the directory calls them, and the code of the refusal."""


def find_token(account_id: UUID, text: str) -> TokenRow | None:
    """Return the token of an account that is written so, whether or not it still holds.

    It is looked up by its digest: how long that takes says nothing about any secret.
    """
    if not is_token(text):
        return None
    of_account = models.DirectoryToken.objects.select_related("account")
    row = of_account.filter(account_id=account_id, digest=digest(text)).first()
    return None if row is None else _token(row)


def list_tokens(account_id: UUID) -> tuple[TokenRow, ...]:
    """Return every token that an account ever had, the newest first."""
    rows = models.DirectoryToken.objects.select_related("account").filter(account_id=account_id)
    return tuple(map(_token, rows.order_by("-created_at", "-id")))


def find_person(account_id: UUID, person_id: UUID) -> PersonRow | None:
    """Return somebody of an account's directory, or None."""
    found = models.DirectoryPerson.objects.filter(account_id=account_id, id=person_id)
    return next(iter(_people(found)), None)


def find_group(account_id: UUID, group_id: UUID, *, with_people: bool = True) -> GroupRow | None:
    """Return a group of an account's directory, or None."""
    found = models.DirectoryGroup.objects.filter(account_id=account_id, id=group_id)
    return next(iter(_groups(found, with_people=with_people)), None)


def search_people(
    account_id: UUID, wanted: FilterNode | None, *, after: int, limit: int
) -> tuple[tuple[PersonRow, ...], int]:
    """Return a page of the people whom a filter finds, the oldest first, and how many there are."""
    found = models.DirectoryPerson.objects.filter(account_id=account_id)
    if wanted is not None:
        found = found.filter(condition(wanted, PEOPLE, table="curule_directory_person"))
    return _people(found.order_by("id")[after : after + limit]), found.count()


def search_groups(
    account_id: UUID,
    wanted: FilterNode | None,
    *,
    after: int,
    limit: int,
    with_people: bool = True,
) -> tuple[tuple[GroupRow, ...], int]:
    """Return a page of the groups that a filter finds, the oldest first, and how many there are."""
    found = models.DirectoryGroup.objects.filter(account_id=account_id)
    if wanted is not None:
        found = found.filter(condition(wanted, GROUPS, table="curule_directory_group"))
    page = found.order_by("id")[after : after + limit]
    return _groups(page, with_people=with_people), found.count()


def list_group_seats(account_id: UUID) -> tuple[GroupSeats, ...]:
    """Return the groups of an account with what became of the seats that they give, by name."""
    groups = models.DirectoryGroup.objects.filter(account_id=account_id).order_by(
        "display_name", "id"
    )
    members = models.DirectoryMember.objects.filter(account_id=account_id)
    by_group: dict[UUID, list[models.DirectoryMember]] = {}
    for member in members.order_by("added_at", "id"):
        by_group.setdefault(member.group_id, []).append(member)
    refused = members.filter(state=SeatState.REFUSED.value).values("person_id")
    names = dict(
        models.DirectoryPerson.objects.filter(account_id=account_id, id__in=refused).values_list(
            "id", "user_name"
        )
    )
    return tuple(_seats_of(group, by_group.get(group.id, []), names) for group in groups)


def _seats_of(
    group: models.DirectoryGroup,
    members: Sequence[models.DirectoryMember],
    names: Mapping[UUID, str],
) -> GroupSeats:
    states = [SeatState(member.state) for member in members]
    return GroupSeats(
        id=group.id,
        name=group.display_name,
        subscription_id=group.subscription_id,
        seat_type=group.seat_type,
        people=len(members),
        given=states.count(SeatState.GIVEN),
        waiting=states.count(SeatState.WAITING),
        pending=states.count(SeatState.PENDING),
        refused=tuple(
            (names[member.person_id], member.refusal)
            for member in members
            if member.person_id in names and member.refusal
        ),
    )


def _token(row: models.DirectoryToken) -> TokenRow:
    return TokenRow(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        shown=row.shown,
        by_owner=row.by_owner and _may_still(row),
        created_at=row.created_at,
        created_by=row.created_by,
        ends_at=row.ends_at,
        used_at=row.used_at,
        language=Language(row.account.language),
    )


def _may_still(row: models.DirectoryToken) -> bool:
    """Whether who made a token still may what it may: the vendor, or an owner of today (I34)."""
    made = models.Event.objects.filter(
        account_id=row.account_id, type=EventType.DIRECTORY_CONNECTED.value, subject_id=row.id
    )
    makers = made.values_list("actor_kind", "actor_id")
    return all(
        kind != ActorKind.PERSON.value
        or models.RoleGrant.objects.filter(
            account_id=row.account_id,
            person_id__in=[person_id] if person_id else [],
            role=Role.OWNER.value,
            revoked_at=None,
        ).exists()
        for kind, person_id in makers
    )


def _people(found: QuerySet[models.DirectoryPerson]) -> tuple[PersonRow, ...]:
    rows = list(found)
    groups = _others(rows, "person_id", "group_id", models.DirectoryGroup, "display_name")
    return tuple(
        PersonRow(
            id=row.id,
            user_name=row.user_name,
            external_id=row.external_id,
            address=row.address,
            active=row.active,
            attributes=row.attributes,
            groups=groups.get(row.id, ()),
            version=row.version,
            created_at=row.created_at,
            changed_at=row.changed_at,
        )
        for row in rows
    )


def _groups(found: QuerySet[models.DirectoryGroup], *, with_people: bool) -> tuple[GroupRow, ...]:
    rows = list(found)
    people = (
        _others(rows, "group_id", "person_id", models.DirectoryPerson, "user_name")
        if with_people
        else None
    )
    return tuple(
        GroupRow(
            id=row.id,
            display_name=row.display_name,
            external_id=row.external_id,
            people=None if people is None else people.get(row.id, ()),
            version=row.version,
            created_at=row.created_at,
            changed_at=row.changed_at,
        )
        for row in rows
    )


def _others(
    rows: Sequence[models.DirectoryPerson] | Sequence[models.DirectoryGroup],
    own: str,
    other: str,
    model: type[models.DirectoryPerson | models.DirectoryGroup],
    name: str,
) -> dict[UUID, tuple[Named, ...]]:
    """Return who is in which group, from either side, in the order in which they came."""
    if not rows:
        return {}
    account_id = rows[0].account_id
    pairs = list(
        models.DirectoryMember.objects.filter(
            account_id=account_id, **{f"{own}__in": [row.id for row in rows]}
        )
        .order_by("added_at", "id")
        .values_list(own, other)
    )
    named = dict(
        model._default_manager.filter(  # noqa: SLF001 - Django's documented door
            account_id=account_id, id__in={other_id for _, other_id in pairs}
        ).values_list("id", name)
    )
    found: dict[UUID, list[Named]] = {}
    for own_id, other_id in pairs:
        found.setdefault(own_id, []).append(Named(id=other_id, name=named[other_id]))
    return {own_id: tuple(others) for own_id, others in found.items()}
