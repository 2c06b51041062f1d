"""Belonging to an account: leaving it, and handing it over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.permissions import Action, Actor, ActorKind
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.models import Assignment, Member, Person, RoleGrant
from curule.services._command import Command, Done, run
from curule.services.people import roles
from curule.services.seating import claims, people
from curule.services.seating.releases import EndReason


def leave(*, actor: Actor, account_id: UUID, now: datetime, key: str | None = None) -> Done[bool]:
    """Let a person leave an account: seats are freed, roles end; false if they did before.

    What is bought stays bought, and no unpaid invoice keeps anybody. Refuses `last_owner`.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        command.require(Action.OWN_ACCESS)
        person_id = command.person_id
        if person_id is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
        _refuse_last_owner(command, person_id)
        rows = list(
            Assignment.objects.filter(
                account_id=command.account_id, person_id=person_id, ended_at=None
            )
        )
        claims.release(command, *rows, reason=EndReason.UNASSIGNED)
        _end_roles(command, person_id)
        return people.leave(command, person_id)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="memberships.leave",
        result=bool,
        body=body,
        key=key,
        request={},
    )


def transfer_ownership(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    giver_id: UUID | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Make another member the owner in one's own place; false if it is oneself.

    The vendor does so in the place of the owner `giver_id`. Refuses `role_not_allowed`, `not_found`
    for who is no member with a proved address, and `role_not_held` for a giver who owns nothing.
    """

    def body(unlocked: Command) -> bool:
        unlocked.lock_account()
        command = unlocked.beside(unlocked.account)
        command.require(Action.TRANSFER_OWNERSHIP)
        heir = _member(command, person_id)
        giver = command.person_id
        if giver_id is not None and command.actor.kind is not ActorKind.PERSON:
            giver = _owner(command, giver_id)
        if heir.id == giver:
            return False
        if roles.give(command, person=heir, role=Role.OWNER):
            command.mail("role_granted", heir.email, role=Role.OWNER, by=command.actor.name)
        if giver is not None:
            _end_roles(command, giver, Role.OWNER)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="memberships.transfer_ownership",
        result=bool,
        body=body,
        key=key,
        request={"person": person_id, "giver": giver_id},
    )


def _owner(command: Command, person_id: UUID) -> UUID:
    """Return who owns the account. Refuses `role_not_held` for who does not."""
    owner = next((each for each in command.people_with(Role.OWNER) if each.id == person_id), None)
    if owner is None:
        email = Person.objects.filter(id=person_id).values_list("email", flat=True).first()
        raise Refused(refuse(RefusalCode.ROLE_NOT_HELD, person=email or "–", role=Role.OWNER))
    return owner.id


def _refuse_last_owner(command: Command, person_id: UUID) -> None:
    owners = set(
        RoleGrant.objects.filter(
            account_id=command.account_id, role=Role.OWNER.value, revoked_at=None
        ).values_list("person_id", flat=True)
    )
    if owners == {person_id}:
        raise Refused(refuse(RefusalCode.LAST_OWNER))


def _end_roles(command: Command, person_id: UUID, *only: Role) -> None:
    """End the roles of a person, all or only some."""
    held = RoleGrant.objects.filter(
        account_id=command.account_id, person_id=person_id, revoked_at=None
    )
    if only:
        held = held.filter(role__in=[role.value for role in only])
    ended = list(held.values_list("role", flat=True))
    held.update(revoked_at=command.now, revoked_by=command.person_id)
    command.record_all(
        EventType.ROLE_REVOKED, [(person_id, {"role": role}) for role in sorted(ended)]
    )


def _member(command: Command, person_id: UUID) -> Person:
    found = (
        Member.objects.filter(
            account_id=command.account_id,
            person_id=person_id,
            left_at=None,
            person__verified_at__isnull=False,
        )
        .select_related("person")
        .first()
    )
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
    return found.person
