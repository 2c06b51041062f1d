"""Roles of people in an account; the last owner stays one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.permissions import Actor, may_give_role
from curule.core.refusals import Refused, RefusalCode, refuse
from curule.core.roles import Role
from curule.data.models import Member, Person, RoleGrant
from curule.services._command import Command, Done, run


def grant(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    role: Role,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Give a person a role. Refuses `role_not_allowed`, `role_already_held`, `not_found`."""

    def body(command: Command) -> bool:
        command.lock_account()
        _require(command, role)
        person = _person(person_id)
        if _held(command, person_id, role):
            raise Refused(refuse(RefusalCode.ROLE_ALREADY_HELD, person=person.email, role=role))
        give(command, person=person, role=role)
        return True

    request = {"person": person_id, "role": role}
    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="roles.grant",
        result=bool,
        body=body,
        key=key,
        request=request,
    )


def revoke(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    role: Role,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Take a role from a person. Refuses `last_owner`, `role_not_held`, `role_not_allowed`."""

    def body(command: Command) -> bool:
        command.lock_account()
        _require(command, role)
        person = _person(person_id)
        if not _held(command, person_id, role):
            raise Refused(refuse(RefusalCode.ROLE_NOT_HELD, person=person.email, role=role))
        owners = RoleGrant.objects.filter(account_id=account_id, role=Role.OWNER, revoked_at=None)
        if role is Role.OWNER and owners.count() == 1:
            raise Refused(refuse(RefusalCode.LAST_OWNER))
        RoleGrant.objects.filter(
            account_id=account_id, person_id=person_id, role=role, revoked_at=None
        ).update(revoked_at=now, revoked_by=command.person_id)
        command.record(EventType.ROLE_REVOKED, subject_id=person_id, role=role)
        return True

    request = {"person": person_id, "role": role}
    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="roles.revoke",
        result=bool,
        body=body,
        key=key,
        request=request,
    )


def give(command: Command, *, person: Person, role: Role) -> None:
    """Give a role inside a command; whoever holds it already keeps it, a stranger becomes a member."""
    join(command, person)
    if _held(command, person.id, role):
        return
    RoleGrant.objects.create(
        account_id=command.account_id,
        person_id=person.id,
        role=role.value,
        granted_at=command.now,
        granted_by=command.person_id,
    )
    command.holders[role] = (*command.holders.get(role, ()), person)
    command.record(EventType.ROLE_GRANTED, subject_id=person.id, role=role)


def join(command: Command, person: Person) -> None:
    """Make a person a member of the account, if they are none."""
    _, created = Member.objects.get_or_create(
        account_id=command.account_id,
        person_id=person.id,
        left_at=None,
        defaults={"joined_at": command.now},
    )
    if created:
        command.record(EventType.MEMBER_JOINED, subject_id=person.id, email=person.email)


def _require(command: Command, role: Role) -> None:
    names = {held: tuple(p.email for p in people) for held, people in command.holders.items()}
    refused = may_give_role(command.actor, role, holders=names)
    if refused:
        raise Refused(refused)


def _person(person_id: UUID) -> Person:
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
    return person


def _held(command: Command, person_id: UUID, role: Role) -> bool:
    return RoleGrant.objects.filter(
        account_id=command.account_id, person_id=person_id, role=role, revoked_at=None
    ).exists()
