"""Seats that a group gives and takes, inside a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from curule.core.directories import SeatState
from curule.core.events import EventType
from curule.core.refusals import RefusalCode
from curule.data.models import (
    Assignment,
    DirectoryGroup,
    DirectoryMember,
    DirectoryPerson,
    Invitation,
    WaitlistEntry,
)
from curule.selectors.catalog import get_seat_type_name
from curule.services._command import Command
from curule.services.people.leaving import withdraw
from curule.services.seating import claims, waitlist
from curule.services.seating.releases import EndReason
from curule.services.seating.seating import (
    Given,
    Invitee,
    Outcome,
    is_served,
    read_invitee,
)
from curule.services.seats._giving import Bought, Wish, give_one
from curule.services.seats.seats import open_pool

_Typed = TypeVar("_Typed", Assignment, Invitation, WaitlistEntry)

_STATES: Final = {
    Outcome.SEATED: SeatState.GIVEN,
    Outcome.INVITED: SeatState.GIVEN,
    Outcome.UNCHANGED: SeatState.GIVEN,
    Outcome.WAITING: SeatState.WAITING,
    Outcome.REQUESTED: SeatState.WAITING,
}


def give(
    command: Command,
    member: DirectoryMember,
    person: DirectoryPerson,
    group: DirectoryGroup,
    bought: Bought | None,
) -> Given:
    """Give somebody the seat of their group, and write down what became of it.

    Refuses whatever giving a seat does; whoever calls decides whether that undoes more.
    """
    assert group.subscription_id is not None
    pool = open_pool(command, group.subscription_id, group.seat_type)
    invitee = read_invitee(command, pool, invitee_of(person))
    if is_served(command, pool, invitee.email):
        given = Given(email=invitee.email, outcome=Outcome.UNCHANGED)
    else:
        given = give_one(command, pool, invitee, Wish(bought=bought))
    settle(command, member, _STATES[given.outcome])
    return given


def invitee_of(person: DirectoryPerson) -> Invitee:
    """Return somebody of a directory as whoever is to have a seat."""
    return Invitee(
        email=person.address,
        first_name=person.first_name,
        last_name=person.last_name,
    )


def settle(
    command: Command,
    member: DirectoryMember,
    state: SeatState,
    refusal: RefusalCode | None = None,
) -> None:
    """Write down what became of a seat."""
    member.state, member.settled_at = state.value, command.now
    member.refusal = "" if refusal is None else refusal.value
    member.save(update_fields=["state", "settled_at", "refusal"])


def settle_refused(
    command: Command, member: DirectoryMember, person: DirectoryPerson, refusal: RefusalCode
) -> None:
    """Write down that no seat was given, and why: nobody of a group is lost."""
    settle(command, member, SeatState.REFUSED, refusal)
    group = DirectoryGroup.objects.get(account_id=command.account_id, id=member.group_id)
    command.record(
        EventType.DIRECTORY_SEAT_REFUSED,
        subject_id=person.id,
        subscription_id=group.subscription_id,
        email=person.address or person.user_name,
        group=group.display_name,
        refusal=refusal.value,
    )


def set_pending(rows: Iterable[DirectoryMember]) -> None:
    """Let seats be given anew: now, or by the worker."""
    for row in rows:
        DirectoryMember.objects.filter(account_id=row.account_id, id=row.id).update(
            state=SeatState.PENDING.value, settled_at=None, refusal=""
        )


def take(command: Command, person: DirectoryPerson, group: DirectoryGroup) -> None:
    """Take the seat of a group from somebody who leaves it, unless another group gives it too.

    An invitation that waits for them and a place on the waiting list go with it.
    """
    if group.subscription_id is None or not person.address:
        return
    if _has_it_by_another(person, group):
        return
    claims.hold_subscription(command, group.subscription_id)
    held = _of_type(
        group,
        Assignment.objects.filter(
            account_id=command.account_id,
            subscription_id=group.subscription_id,
            email=person.address,
            ended_at=None,
        ).order_by("id"),
    )
    claims.release(command, *held, reason=EndReason.UNASSIGNED)
    of_address = {
        "account_id": command.account_id,
        "subscription_id": group.subscription_id,
        "email": person.address,
    }
    withdraw(command, _of_type(group, Invitation.objects.filter(status="open", **of_address)))
    for entry in _of_type(group, WaitlistEntry.objects.filter(left_at=None, **of_address)):
        waitlist.leave(command, entry, "withdrawn")


def _of_type(group: DirectoryGroup, rows: Iterable[_Typed]) -> list[_Typed]:
    return [row for row in rows if get_seat_type_name(row.seat_type_id) == group.seat_type]


def _has_it_by_another(person: DirectoryPerson, group: DirectoryGroup) -> bool:
    others = DirectoryMember.objects.filter(
        account_id=person.account_id, person_id=person.id
    ).exclude(group_id=group.id)
    return DirectoryGroup.objects.filter(
        account_id=person.account_id,
        id__in=others.values("group_id"),
        subscription_id=group.subscription_id,
        seat_type=group.seat_type,
    ).exists()
