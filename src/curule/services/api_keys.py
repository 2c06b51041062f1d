"""Making keys of the API, rolling them, answering for them, and ending them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.api_keys import (
    SECRET_BYTES,
    KeyKind,
    Scope,
    digest,
    parsed,
    scopes_within,
    written,
)
from curule.core.permissions import Action, Actor, ActorKind, StaffRole, may
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.core.vendor_events import VendorEventType
from curule.data.models import ApiKey, Person
from curule.services import _vendor_events, _vendor_mails
from curule.services._staff import everybody

LONGEST_NAME: Final = 80
LONGEST_OVERLAP: Final = timedelta(days=7)
"""So long at most an old key holds on beside the one that takes its place."""
USE_IS_NOTED: Final = timedelta(minutes=1)
"""When a key was used is written down no more often than this."""
_START, _END = 8, 4
_ANYBODY: Final = 3
"""So many colleagues are named to whoever asks for more than their own role may."""


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

    Whoever makes it answers for it: it never may what they may not (I34). Admins hear of it.
    Refuses `role_not_allowed`, `scope_not_yours`, and `field_invalid` for a name that is empty or
    too long and for no scope at all.
    """
    _require(actor)
    called = name.strip()
    if not 0 < len(called) <= LONGEST_NAME:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
    if scopes is not None and not scopes:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="scopes"))
    kind = KeyKind.SECRET if scopes is None else KeyKind.RESTRICTED
    wanted = frozenset(Scope if scopes is None else scopes)
    _require_own(actor, wanted, is_live=is_live)
    with transaction.atomic():
        return _make(actor, called, kind, wanted, now, live=is_live)


def roll_key(*, actor: Actor, key_id: UUID, overlap: timedelta, now: datetime) -> MadeKey:
    """Make a key that may the same, and let the old one end after the overlap.

    Whoever rolls it answers for the new one. Refuses `role_not_allowed`, `scope_not_yours` where
    the key was made for more than they may, `not_found` for a key that is none or is over, and
    `field_invalid` for an overlap that is negative or longer than a week.
    """
    _require(actor)
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="overlap"))
    with transaction.atomic():
        old = _running(key_id, now)
        _require_own(actor, _given(old), is_live=old.is_live)
        scopes = frozenset(map(Scope, old.scopes))
        made = _make(
            actor, old.name, KeyKind(old.kind), scopes, now, live=old.is_live, replaces=old
        )
        _end(old, actor, now + overlap)
        _vendor_events.note(VendorEventType.KEY_ENDED, old.id, actor=actor, now=now)
    return made


def answer_for(*, actor: Actor, key_id: UUID, now: datetime) -> None:
    """Let a key go on by the role of another: of whoever acts, or the installation's own.

    So it does not end with who made it. Refuses `role_not_allowed`, `scope_not_yours` where it was
    made for more than they may, and `not_found` for a key that is none or is over.
    """
    _require(actor)
    with transaction.atomic():
        row = _running(key_id, now)
        _require_own(actor, _given(row), is_live=row.is_live)
        if row.answered_by == _who(actor):
            return
        ApiKey.objects.filter(id=row.id).update(answered_by=_who(actor))
        _vendor_events.note(VendorEventType.KEY_ANSWERED_FOR, row.id, actor=actor, now=now)


def end_key(*, actor: Actor, key_id: UUID, has_leaked: bool = False, now: datetime) -> None:
    """End a key at once; whoever shows it from now on is refused. Twice is once.

    Where others have seen it, whoever looks after keys hears of that. Refuses `role_not_allowed`
    and `not_found`.
    """
    _require(actor)
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().filter(id=key_id).first()
        if row is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="key"))
        _end_now(row, actor, now, has_leaked=has_leaked)


def report_leak(*, actor: Actor, text: str, now: datetime) -> bool:
    """End the key that somebody found where it does not belong; false for one that opens nothing.

    To have it is proof enough: whoever shows a key could do worse with it. Whoever looks after
    keys is mailed, once.
    """
    if parsed(text) is None:
        return False
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().filter(digest=digest(text)).first()
        if row is None or (row.ends_at is not None and row.ends_at <= now):
            return False
        _end_now(row, actor, now, has_leaked=True)
    return True


def note_use(*, key_id: UUID, used_at: datetime | None, now: datetime) -> None:
    """Write down that a key was used, unless that was done within the last minute."""
    if used_at is None or now - used_at >= USE_IS_NOTED:
        ApiKey.objects.filter(id=key_id).update(used_at=now)


def _make(
    actor: Actor,
    name: str,
    kind: KeyKind,
    scopes: frozenset[Scope],
    now: datetime,
    *,
    live: bool,
    replaces: ApiKey | None = None,
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
        answered_by=_who(actor),
        first_key_id=None if replaces is None else replaces.first_key_id or replaces.id,
    )
    payload = {} if replaces is None else {"replaces": replaces.id}
    _vendor_events.note(VendorEventType.KEY_MADE, row.id, actor=actor, now=now, **payload)
    _tell("key_created", row, actor, now, StaffRole.ADMIN)
    return MadeKey(row.id, text)


def _running(key_id: UUID, now: datetime) -> ApiKey:
    row = ApiKey.objects.select_for_update().filter(id=key_id).first()
    if row is None or (row.ends_at is not None and row.ends_at <= now):
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="key"))
    return row


def _given(row: ApiKey) -> frozenset[Scope]:
    return frozenset(Scope if row.kind == KeyKind.SECRET else map(Scope, row.scopes))


def _end_now(row: ApiKey, actor: Actor, now: datetime, *, has_leaked: bool) -> None:
    if row.ends_at is not None and row.ends_at <= now:
        return
    _end(row, actor, now)
    what = VendorEventType.KEY_LEAKED if has_leaked else VendorEventType.KEY_ENDED
    _vendor_events.note(what, row.id, actor=actor, now=now)
    if has_leaked:
        _tell("key_leaked", row, actor, now, StaffRole.ADMIN, StaffRole.DEVELOPER)


def _end(row: ApiKey, actor: Actor, at: datetime) -> None:
    if row.ends_at is not None and row.ends_at <= at:
        return
    ApiKey.objects.filter(id=row.id).update(ends_at=at, ended_by=actor.name)


def _tell(template: str, row: ApiKey, actor: Actor, now: datetime, *roles: StaffRole) -> None:
    """Mail to all in these roles, and to whoever answers for the key (V22)."""
    answering = [row.answered_by] if row.answered_by else []
    answers = Person.objects.filter(id__in=answering).values_list("email", flat=True)
    for address in sorted({*everybody(*roles), *answers}):
        _vendor_mails.mail(
            template,
            address,
            now=now,
            key=row.name,
            shown=row.shown,
            by=actor.name,
            happened_at=now,
        )


def _who(actor: Actor) -> UUID | None:
    """Return who answers for what they make; what runs on the server answers for itself."""
    return UUID(actor.person_id) if actor.person_id else None


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_KEYS)
    if refused:
        raise Refused(refused)


def _require_own(actor: Actor, scopes: frozenset[Scope], *, is_live: bool) -> None:
    """Refuse `scope_not_yours` for what the actor may not themselves, naming who may (I34)."""
    if actor.kind is not ActorKind.STAFF:
        return
    foreign = scopes - scopes_within(actor.staff_role, is_live=is_live)
    if not foreign:
        return
    able = [
        role
        for role in StaffRole
        if may(Actor.staff(name="", role=role), Action.MANAGE_KEYS) is None
        and scopes <= scopes_within(role, is_live=is_live)
    ]
    staff = everybody(*able)[:_ANYBODY]
    options = (WayOut.CHOOSE_OTHER, WayOut.CONTACT_PERSON) if staff else (WayOut.CHOOSE_OTHER,)
    raise Refused(
        refuse(
            RefusalCode.SCOPE_NOT_YOURS,
            options=options,
            scopes=tuple(sorted(scope.value for scope in foreign)),
            staff=tuple(staff) or None,
        )
    )
