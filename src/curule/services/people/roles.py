"""Roles in an account: nobody gives one above their own, and an owner is left (TH8, TH40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.permissions import Actor, may_give_role
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.models import Member, Person, RoleGrant
from curule.services._command import Command, Done, run
from curule.services.seating import people


def grant(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    role: Role,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Give a member with a proved address a role; whom the vendor gives one becomes a member.

    Somebody of another account is not there for the people of this one: they invite. Refuses
    `role_not_allowed`, `not_found`, `user_not_registered` and `role_already_held`.
    """

    def body(unlocked: Command) -> bool:
        command = locked(unlocked)
        _require_may_give(command, role)
        person = _get(person_id)
        if command.person_id is not None:
            _require_member(command, person)
        if person.verified_at is None:
            raise Refused(refuse(RefusalCode.USER_NOT_REGISTERED, email=person.email))
        if not give(command, person=person, role=role):
            raise Refused(refuse(RefusalCode.ROLE_ALREADY_HELD, person=person.email, role=role))
        command.mail("role_granted", person.email, role=role, by=command.actor.name)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="roles.grant",
        result=bool,
        body=body,
        key=key,
        request={"person": person_id, "role": role},
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
    """Take a role from a person, who stays a member.

    Refuses `role_not_allowed`, `role_not_held`, and `last_owner` for the only one.
    """

    def body(unlocked: Command) -> bool:
        command = locked(unlocked)
        _require_may_give(command, role)
        take(command, person_id=person_id, role=role)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="roles.revoke",
        result=bool,
        body=body,
        key=key,
        request={"person": person_id, "role": role},
    )


def give(command: Command, *, person: Person, role: Role) -> bool:
    """Write down that a person has a role, as a member; False if they had it already.

    Whether the actor may do that is not looked at here: who buys first becomes the owner.
    """
    people.join(command, person)
    held = command.holders.get(role, ())
    if person in held:
        return False
    RoleGrant.objects.create(
        account_id=command.account_id,
        person=person,
        role=role.value,
        granted_at=command.now,
        granted_by=command.person_id,
    )
    command.holders[role] = (*held, person)
    command.record(EventType.ROLE_GRANTED, subject_id=person.id, role=role.value)
    return True


def take(command: Command, *, person_id: UUID, role: Role) -> None:
    """Write down that a person has a role no more, under the account's lock.

    Refuses `role_not_held`, and `last_owner` for the only one.
    """
    held = RoleGrant.objects.filter(account_id=command.account_id, role=role.value, revoked_at=None)
    of_person = held.filter(person_id=person_id).first()
    if of_person is None:
        email = _get(person_id).email
        raise Refused(refuse(RefusalCode.ROLE_NOT_HELD, person=email, role=role))
    if role is Role.OWNER and held.count() == 1:
        raise Refused(refuse(RefusalCode.LAST_OWNER))
    held.filter(id=of_person.id).update(revoked_at=command.now, revoked_by=command.person_id)
    command.record(EventType.ROLE_REVOKED, subject_id=person_id, role=role.value)


def locked(command: Command) -> Command:
    """Return the command with the roles as they are under the account's lock.

    Two owners who remove each other do so one after the other, and the second is none any more.
    """
    command.lock_account()
    return command.beside(command.account)


def _require_may_give(command: Command, role: Role) -> None:
    names = {held: tuple(p.email for p in who) for held, who in command.holders.items()}
    refused = may_give_role(command.actor, role, holders=names)
    if refused:
        raise Refused(refused)


def _require_member(command: Command, person: Person) -> None:
    """Refuse a foreign id as one that nobody has."""
    belongs = Member.objects.filter(account_id=command.account_id, person=person, left_at=None)
    if not belongs.exists():
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))


def _get(person_id: UUID) -> Person:
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
    return person
