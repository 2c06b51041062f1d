"""Connecting a directory: making its token, rolling it, and ending it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from curule.core.directories import SECRET_BYTES, digest, written
from curule.core.events import EventType
from curule.core.permissions import Action, Actor, ActorKind
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.models import DirectoryToken
from curule.services import _input
from curule.services._command import Command, run

LONGEST_NAME: Final = 80
LONGEST_OVERLAP: Final = timedelta(days=7)
"""So long at most an old token holds on beside the one that takes its place."""
USE_IS_NOTED: Final = timedelta(minutes=1)
"""When a token was used is written down no more often than this."""
_START, _END = 8, 4


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token just made: the only time that its text is seen."""

    id: UUID
    text: str


def make_token(*, actor: Actor, account_id: UUID, name: str, now: datetime) -> MadeToken:
    """Connect a directory called `name`: it shows the token from now on.

    One that an owner connects, or the vendor, may take out everybody but the last owner; one of an
    admin nobody who holds a role that an admin may not take. Refuses `role_not_allowed`,
    `account_closed`, and `field_invalid` for a name that is empty or too long.
    """

    def body(command: Command) -> UUID:
        command.require(Action.SETTINGS)
        called = _input.line(name, "name", longest=LONGEST_NAME)
        if not called:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
        return _write(command, text, called, by_owner=_is_owner(command.actor))

    text = written(secrets.token_bytes(SECRET_BYTES))
    made = run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.make_token",
        result=UUID,
        body=body,
    )
    return MadeToken(made.value, text)


def roll_token(
    *, actor: Actor, account_id: UUID, token_id: UUID, overlap: timedelta, now: datetime
) -> MadeToken:
    """Make a token of the same name, and let the old one end after the overlap.

    Refuses `role_not_allowed`, `not_found` for a token that is none or is over, and `field_invalid`
    for an overlap that is negative or longer than a week.
    """

    def body(command: Command) -> UUID:
        command.require(Action.SETTINGS)
        if not timedelta() <= overlap <= LONGEST_OVERLAP:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="overlap"))
        old = _locked(command, token_id)
        if old.ends_at is not None and old.ends_at <= command.now:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="token"))
        _end(command, old, command.now + overlap)
        return _write(command, text, old.name, by_owner=_is_owner(command.actor))

    text = written(secrets.token_bytes(SECRET_BYTES))
    made = run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.roll_token",
        result=UUID,
        body=body,
    )
    return MadeToken(made.value, text)


def end_token(*, actor: Actor, account_id: UUID, token_id: UUID, now: datetime) -> None:
    """End a token at once; whoever shows it from now on is refused. Twice is once.

    Who has a seat keeps it. Refuses `role_not_allowed` and `not_found`.
    """

    def body(command: Command) -> bool:
        command.require(Action.SETTINGS)
        row = _locked(command, token_id)
        if row.ends_at is not None and row.ends_at <= command.now:
            return False
        _end(command, row, command.now)
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.end_token",
        result=bool,
        body=body,
    )


def note_use(*, account_id: UUID, token_id: UUID, used_at: datetime | None, now: datetime) -> None:
    """Write down that a token was used, unless that was done within the last minute."""
    if used_at is None or now - used_at >= USE_IS_NOTED:
        DirectoryToken.objects.filter(account_id=account_id, id=token_id).update(used_at=now)


def _is_owner(actor: Actor) -> bool:
    """Whether the actor may take every role away, so that a directory of theirs may too."""
    return actor.kind is not ActorKind.PERSON or Role.OWNER in actor.roles


def _write(command: Command, text: str, name: str, *, by_owner: bool) -> UUID:
    row = DirectoryToken.objects.create(
        account_id=command.account_id,
        name=name,
        digest=digest(text),
        shown=f"{text[:_START]}…{text[-_END:]}",
        by_owner=by_owner,
        created_at=command.now,
        created_by=command.actor.name[:254],
    )
    command.record(EventType.DIRECTORY_CONNECTED, subject_id=row.id, name=name)
    return row.id


def _locked(command: Command, token_id: UUID) -> DirectoryToken:
    row = (
        DirectoryToken.objects.select_for_update()
        .filter(account_id=command.account_id, id=token_id)
        .first()
    )
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="token"))
    return row


def _end(command: Command, row: DirectoryToken, at: datetime) -> None:
    """Let a token end, never later than it would have."""
    if row.ends_at is not None and row.ends_at <= at:
        return
    row.ends_at, row.ended_by = at, command.actor.name[:254]
    row.save(update_fields=["ends_at", "ended_by"])
    command.record(EventType.DIRECTORY_DISCONNECTED, subject_id=row.id, name=row.name, ends_at=at)
