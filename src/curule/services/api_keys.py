"""Making keys of the API, rolling them, and ending them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.api_keys import SECRET_BYTES, KeyKind, Scope, digest, written
from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import ApiKey

LONGEST_NAME: Final = 80
LONGEST_OVERLAP: Final = timedelta(days=7)
"""So long at most an old key holds on beside the one that takes its place."""
USE_IS_NOTED: Final = timedelta(minutes=1)
"""When a key was used is written down no more often than this."""
_START, _END = 8, 4


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key just made: the only time that its text is seen."""

    id: UUID
    text: str


def make_key(
    *,
    actor: Actor,
    name: str,
    is_live: bool,
    scopes: Collection[Scope] | None = None,
    now: datetime,
) -> MadeKey:
    """Make a key: one that may everything, or only what the `scopes` say.

    Refuses `role_not_allowed`, and `field_invalid` for a name that is empty or too long and for no
    scope at all.
    """
    _require(actor)
    called = name.strip()
    if not 0 < len(called) <= LONGEST_NAME:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
    if scopes is not None and not scopes:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="scopes"))
    kind = KeyKind.SECRET if scopes is None else KeyKind.RESTRICTED
    return _make(actor, called, kind, set(Scope if scopes is None else scopes), now, live=is_live)


def roll_key(*, actor: Actor, key_id: UUID, overlap: timedelta, now: datetime) -> MadeKey:
    """Make a key that may the same, and let the old one end after the overlap.

    Refuses `role_not_allowed`, `not_found` for a key that is none or is over, and `field_invalid`
    for an overlap that is negative or longer than a week.
    """
    _require(actor)
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="overlap"))
    with transaction.atomic():
        old = _running(key_id, now)
        scopes = set(map(Scope, old.scopes))
        made = _make(actor, old.name, KeyKind(old.kind), scopes, now, live=old.is_live)
        _end(old, actor, now + overlap)
    return made


def end_key(*, actor: Actor, key_id: UUID, now: datetime) -> None:
    """End a key at once; whoever shows it from now on is refused. Twice is once.

    Refuses `role_not_allowed` and `not_found`.
    """
    _require(actor)
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().filter(id=key_id).first()
        if row is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="key"))
        if row.ends_at is None or now < row.ends_at:
            _end(row, actor, now)


def note_use(*, key_id: UUID, used_at: datetime | None, now: datetime) -> None:
    """Write down that a key was used, unless that was done within the last minute."""
    if used_at is None or now - used_at >= USE_IS_NOTED:
        ApiKey.objects.filter(id=key_id).update(used_at=now)


def _make(
    actor: Actor, name: str, kind: KeyKind, scopes: set[Scope], now: datetime, *, live: bool
) -> MadeKey:
    text = written(kind, is_live=live, secret=secrets.token_bytes(SECRET_BYTES))
    row = ApiKey.objects.create(
        name=name,
        kind=kind.value,
        is_live=live,
        scopes=sorted(scope.value for scope in scopes),
        digest=digest(text),
        shown=f"{text[:_START]}…{text[-_END:]}",
        created_at=now,
        created_by=actor.name,
    )
    return MadeKey(row.id, text)


def _running(key_id: UUID, now: datetime) -> ApiKey:
    row = ApiKey.objects.select_for_update().filter(id=key_id).first()
    if row is None or (row.ends_at is not None and row.ends_at <= now):
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="key"))
    return row


def _end(row: ApiKey, actor: Actor, at: datetime) -> None:
    if row.ends_at is not None and row.ends_at <= at:
        return
    ApiKey.objects.filter(id=row.id).update(ends_at=at, ended_by=actor.name)


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_KEYS)
    if refused:
        raise Refused(refused)
