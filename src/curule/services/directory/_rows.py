"""The rows of a directory, found under its account's lock."""

from __future__ import annotations

from uuid import UUID

from curule.core.permissions import Action
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import DirectoryGroup, DirectoryPerson
from curule.services._command import Command


def lock_directory(command: Command) -> None:
    """Let the changes of one directory happen one after the other.

    Who gives and takes seats there may do it for everybody; the policy's roles are people's.
    """
    command.lock_account()
    command.require(Action.ASSIGN)


def get_person(command: Command, person_id: UUID, *, version: int | None = None) -> DirectoryPerson:
    """Return somebody. Refuses `not_found`, and `version_conflict` for another version."""
    found = DirectoryPerson.objects.filter(account_id=command.account_id, id=person_id).first()
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
    _require_version(found, version)
    return found


def get_group(command: Command, group_id: UUID, *, version: int | None = None) -> DirectoryGroup:
    """Return a group. Refuses `not_found`, and `version_conflict` for another version."""
    found = DirectoryGroup.objects.filter(account_id=command.account_id, id=group_id).first()
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="group"))
    _require_version(found, version)
    return found


def _require_version(row: DirectoryPerson | DirectoryGroup, version: int | None) -> None:
    if version is not None and row.version != version:
        raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
