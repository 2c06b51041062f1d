"""Keys of the API as their makers see them, and the one that a request shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.api_keys import KeyKind, Scope, digest
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRow:
    """A key without its secret; `shown` is its prefix and last letters.

    One that is not restricted may also what has become possible since it was made.
    """

    id: UUID
    name: str
    kind: KeyKind
    is_live: bool
    scopes: frozenset[Scope]
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
    row = models.ApiKey.objects.filter(digest=digest(text)).first()
    return None if row is None else _row(row)


def find_key_by_id(key_id: UUID) -> ApiKeyRow | None:
    """Return the key with this id, whether or not it still holds."""
    row = models.ApiKey.objects.filter(id=key_id).first()
    return None if row is None else _row(row)


def list_keys() -> tuple[ApiKeyRow, ...]:
    """Return every key that was ever made, the newest first."""
    return tuple(map(_row, models.ApiKey.objects.order_by("-created_at", "-id")))


def _row(row: models.ApiKey) -> ApiKeyRow:
    return ApiKeyRow(
        id=row.id,
        name=row.name,
        kind=KeyKind(row.kind),
        is_live=row.is_live,
        scopes=frozenset(Scope if row.kind == KeyKind.SECRET else map(Scope, row.scopes)),
        shown=row.shown,
        created_at=row.created_at,
        created_by=row.created_by,
        ends_at=row.ends_at,
        used_at=row.used_at,
    )
