"""The people of a directory: added, changed, deactivated, deleted.

Whoever is deactivated or deleted has nothing in the account any more when the command ends: no
seat, no role, no membership (TH25). Whoever is active again gets the seats of their groups from the
one allocator, or stays inactive where that is refused. What a directory sends never changes whom an
address belongs to, or how a person signs in (TH24).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from curule.core.directories import PersonSent, compared
from curule.core.events import EventType
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import DirectoryGroup, DirectoryMember, DirectoryPerson
from curule.services._command import Command, run
from curule.services.directory import _seats
from curule.services.directory._rows import get_person, lock_directory
from curule.services.people.leaving import end_access
from curule.services.seating.seating import Given
from curule.services.seats._giving import Bought
from curule.services.seats.seats import run_buying


def add(*, actor: Actor, account_id: UUID, sent: PersonSent, now: datetime) -> UUID:
    """Take somebody into a directory and return their id; only groups give them seats.

    One who comes inactive has nothing in the account from now on. Refuses `already_exists` for a
    user name or an address that somebody of the directory has, and `last_owner`.
    """

    def body(command: Command) -> UUID:
        lock_directory(command)
        _require_unique(command, sent, None)
        row = DirectoryPerson(
            account_id=command.account_id, created_at=command.now, changed_at=command.now
        )
        _write(row, sent)
        row.save(force_insert=True)
        if not sent.active:
            _end(command, row.address)
        command.record(
            EventType.DIRECTORY_PERSON_ADDED,
            subject_id=row.id,
            email=_shown(row),
            active=row.active,
        )
        return row.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.add_person",
        result=UUID,
        body=body,
    ).value


def change(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    sent: PersonSent,
    version: int | None = None,
    now: datetime,
) -> None:
    """Let somebody be as they are sent; the same once more changes nothing.

    Another address is another mailbox: what the old one had ends, and the groups give seats to the
    new one. Refuses `not_found`, `version_conflict`, `already_exists`, `last_owner`, and whatever
    giving the seats of their groups does, if they are active again.
    """

    def body(command: Command, bought: Bought | None) -> tuple[Given, ...]:
        lock_directory(command)
        row = get_person(command, person_id, version=version)
        memberships = _locked_memberships(row)
        before = _facts(row)
        was_active, had = row.active, row.address
        _require_unique(command, sent, row)
        _write(row, sent)
        if _facts(row) == before:
            return ()
        moved = row.address != had
        row.version, row.changed_at = row.version + 1, command.now
        row.save()
        command.record(
            EventType.DIRECTORY_PERSON_CHANGED,
            subject_id=row.id,
            email=_shown(row),
            active=row.active,
        )
        if was_active and (moved or not row.active):
            _end(command, had)
            _seats.set_pending(memberships)
        if row.active and (moved or not was_active):
            return _give_all(command, row, memberships, bought)
        return ()

    run_buying(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.change_person",
        body=body,
        key=None,
        request={},
    )


def remove(
    *, actor: Actor, account_id: UUID, person_id: UUID, version: int | None = None, now: datetime
) -> None:
    """Take somebody out of a directory and of the account.

    Refuses `not_found`, `version_conflict` and `last_owner`.
    """

    def body(command: Command) -> bool:
        lock_directory(command)
        row = get_person(command, person_id, version=version)
        _locked_memberships(row)
        if row.active:
            _end(command, row.address)
        DirectoryMember.objects.filter(account_id=account_id, person_id=row.id).delete()
        DirectoryPerson.objects.filter(account_id=account_id, id=row.id).delete()
        command.record(EventType.DIRECTORY_PERSON_REMOVED, subject_id=person_id, email=_shown(row))
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.remove_person",
        result=bool,
        body=body,
    )


# --- steps ----------------------------------------------------------------------------------------


def _write(row: DirectoryPerson, sent: PersonSent) -> None:
    row.user_name, row.user_name_key = sent.user_name, compared(sent.user_name)
    row.external_id, row.active = sent.external_id, sent.active
    row.first_name, row.last_name = sent.first_name, sent.last_name
    row.attributes = sent.attributes
    if row.sent_address != sent.address:
        row.sent_address = row.address = sent.address


def _locked_memberships(row: DirectoryPerson) -> list[DirectoryMember]:
    """Return in which groups somebody is; a seat that is being given now is waited for."""
    found = DirectoryMember.objects.select_for_update().filter(
        account_id=row.account_id, person_id=row.id
    )
    return list(found.order_by("id"))


def _facts(row: DirectoryPerson) -> tuple[object, ...]:
    return (row.user_name, row.external_id, row.active, row.address, row.attributes)


def _shown(row: DirectoryPerson) -> str:
    return row.address or row.user_name


def _require_unique(command: Command, sent: PersonSent, row: DirectoryPerson | None) -> None:
    others = DirectoryPerson.objects.filter(account_id=command.account_id)
    if row is not None:
        others = others.exclude(id=row.id)
    taken = others.filter(user_name_key=compared(sent.user_name)).exists()
    is_new = row is None or row.sent_address != sent.address
    if taken or (is_new and sent.address and others.filter(address=sent.address).exists()):
        raise Refused(refuse(RefusalCode.ALREADY_EXISTS))


def _end(command: Command, address: str) -> None:
    if address:
        end_access(command, email=address)


def _give_all(
    command: Command,
    row: DirectoryPerson,
    memberships: Sequence[DirectoryMember],
    bought: Bought | None,
) -> tuple[Given, ...]:
    """Give the seats of all their groups, or refuse the whole change."""
    given = []
    for member in memberships:
        group = DirectoryGroup.objects.get(account_id=command.account_id, id=member.group_id)
        if group.subscription_id is not None:
            given.append(_seats.give(command, member, row, group, bought))
    return tuple(given)
