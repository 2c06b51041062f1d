"""Taking a person out of an account: every seat and role of theirs there ends at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from curule.core.events import EventType
from curule.core.permissions import Action, Actor, may_give_role
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.models import Assignment, Invitation, Member, Person, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._command import Command, Done, run
from curule.services.people import roles
from curule.services.seating import claims, people, waitlist
from curule.services.seating.invitation_mails import tell_canceled
from curule.services.seating.releases import EndReason

__all__ = ["end_access", "remove_member", "withdraw"]


def remove_member(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """End a membership with its seats and roles; returns how many seats were freed.

    Invitations that wait for the person and places on waiting lists go too, so that nothing brings
    them back but a new decision. The seats stay paid for. Unpaid invoices do not hold it up.

    Refuses `role_not_allowed` for who may not take each of the roles or seats, `not_found`, and
    `last_owner` for the only one.
    """

    def body(unlocked: Command) -> int:
        command = roles.locked(unlocked)
        command.require(Action.GIVE_ROLES)
        return _take_out(command, _member(command, person_id))

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="leaving.remove_member",
        result=int,
        body=body,
        key=key,
        request={"person": person_id},
    )


def end_access(unlocked: Command, *, email: str) -> int:
    """End all that an address has in an account, inside a command; return how many seats it freed.

    A member leaves, whatever they hold; of somebody who is none yet, what waits for them goes.
    Refuses what `remove_member` does, but for `not_found`.
    """
    command = roles.locked(unlocked)
    member = (
        Member.objects.filter(account_id=command.account_id, person__email=email, left_at=None)
        .select_related("person")
        .first()
    )
    if member is None:
        return _take_seats(command, email, None)
    return _take_out(command, member.person)


def _take_out(command: Command, person: Person) -> int:
    _take_roles(command, person)
    freed = _take_seats(command, person.email, person.id)
    people.leave(command, person.id)
    return freed


def _member(command: Command, person_id: UUID) -> Person:
    found = (
        Member.objects.filter(account_id=command.account_id, person_id=person_id, left_at=None)
        .select_related("person")
        .first()
    )
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
    return found.person


def _take_roles(command: Command, person: Person) -> None:
    names = {role: tuple(p.email for p in who) for role, who in command.holders.items()}
    for role in Role:
        if person.id not in {holder.id for holder in command.holders.get(role, ())}:
            continue
        refused = may_give_role(command.actor, role, holders=names)
        if refused:
            raise Refused(refused)
        roles.take(command, person_id=person.id, role=role)


def _take_seats(command: Command, email: str, person_id: UUID | None) -> int:
    own = Q(email=email) if person_id is None else Q(email=email) | Q(person_id=person_id)
    held = Assignment.objects.filter(own, account_id=command.account_id, ended_at=None)
    invited = Invitation.objects.filter(account_id=command.account_id, email=email, status="open")
    about = {*held.values_list("subscription_id", flat=True)}
    about |= {*invited.values_list("subscription_id", flat=True)}
    freed = 0
    for subscription_id in sorted(about | waitlist.leave_all(command, email)):
        subscription = claims.hold_subscription(command, subscription_id)
        _require_assign(command, subscription, email)
        rows = list(held.filter(subscription_id=subscription_id).order_by("id"))
        freed += len(claims.release(command, *rows, reason=EndReason.UNASSIGNED))
        withdraw(command, list(invited.filter(subscription_id=subscription_id)))
        command.vacate(subscription_id)
    return freed


def withdraw(command: Command, invitations: Iterable[Invitation]) -> None:
    """Cancel invitations that kept no seat; those that kept one went with it."""
    for invitation in invitations:
        invitation.status, invitation.closed_at = "canceled", command.now
        invitation.save(update_fields=["status", "closed_at"])
        command.record(
            EventType.INVITATION_CANCELED,
            subject_id=invitation.id,
            subscription_id=invitation.subscription_id,
            email=invitation.email,
        )
        tell_canceled(
            command,
            invitation_id=invitation.id,
            subscription_id=invitation.subscription_id,
            email=invitation.email,
        )


def _require_assign(command: Command, subscription: Subscription, email: str) -> None:
    terms = get_plan_terms(subscription.plan_version_id)
    claims.require_assign(command, terms, own_address=email)
