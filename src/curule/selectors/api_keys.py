"""Keys of the API as their makers see them, and the one that a request shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from curule.core.api_keys import KeyKind, Scope, digest, scopes_within
from curule.core.permissions import StaffRole
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRow:
    """A key without its secret; `shown` is its prefix and last letters.

    `given` is what it was made for; one that is not restricted may also what has become possible
    since. `scopes` is what of it holds now: no more than whoever answers for it may (I34). Where
    nobody does, the installation itself does. `first_id` is the first of the keys in whose place
    it came.
    """

    id: UUID
    first_id: UUID
    name: str
    kind: KeyKind
    is_live: bool
    given: frozenset[Scope]
    scopes: frozenset[Scope]
    answered_by: UUID | None
    answers: str
    shown: str
    created_at: datetime
    created_by: str
    ends_at: datetime | None
    used_at: datetime | None

    def holds_at(self, now: datetime) -> bool:
        """Whether the key still opens anything."""
        return self.ends_at is None or now < self.ends_at


def find_key(text: str) -> ApiKeyRow | None:
    """Return the key that is written so, whether or not it still holds.

    It is looked up by its digest: how long that takes says nothing about any secret.
    """
    row = _keys().filter(digest=digest(text)).first()
    return None if row is None else _row(row)


def _keys() -> QuerySet[models.ApiKey]:
    """Return the keys, each with the address and the role of today of whoever answers for it."""
    held = models.StaffGrant.objects.filter(person_id=OuterRef("answered_by"), revoked_at=None)
    who = models.Person.objects.filter(id=OuterRef("answered_by"))
    return models.ApiKey.objects.annotate(
        role_now=Subquery(held.values("role")[:1]), answers=Subquery(who.values("email")[:1])
    )


def find_key_by_id(key_id: UUID) -> ApiKeyRow | None:
    """Return the key with this id, whether or not it still holds."""
    row = _keys().filter(id=key_id).first()
    return None if row is None else _row(row)


def list_keys() -> tuple[ApiKeyRow, ...]:
    """Return every key that was ever made, the newest first."""
    return tuple(map(_row, _keys().order_by("-created_at", "-id")))


def keys_answered_for(people: Iterable[UUID], *, now: datetime) -> dict[UUID, tuple[str, ...]]:
    """Return by person the names of the keys that hold only as long as their role does."""
    holding = models.ApiKey.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), answered_by__in=list(people)
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for person_id, name in holding.order_by("name", "id").values_list("answered_by", "name"):
        if person_id is not None:
            found[person_id].append(name)
    return {person_id: tuple(names) for person_id, names in found.items()}


def _row(row: models.ApiKey) -> ApiKeyRow:
    given = frozenset(Scope if row.kind == KeyKind.SECRET else map(Scope, row.scopes))
    return ApiKeyRow(
        id=row.id,
        first_id=row.first_key_id or row.id,
        name=row.name,
        kind=KeyKind(row.kind),
        is_live=row.is_live,
        given=given,
        scopes=given if row.answered_by is None else given & _within(row),
        answered_by=row.answered_by,
        answers=row.answers or "",  # type: ignore[attr-defined]
        shown=row.shown,
        created_at=row.created_at,
        created_by=row.created_by,
        ends_at=row.ends_at,
        used_at=row.used_at,
    )


def _within(row: models.ApiKey) -> frozenset[Scope]:
    role = row.role_now  # type: ignore[attr-defined]
    return scopes_within(StaffRole(role) if role else None, is_live=row.is_live)
