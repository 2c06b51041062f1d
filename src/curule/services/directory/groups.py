"""The groups of a directory: who is in them, and which seats they give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.directories import SeatState
from curule.core.events import EventType
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import DirectoryGroup, DirectoryMember, DirectoryPerson, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._command import Command, run
from curule.services.directory import _seats
from curule.services.directory._rows import get_group, lock_directory
from curule.services.seating import claims
from curule.services.seats.seats import open_pool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSent:
    """A group as a directory describes it, with the ids of its people."""

    display_name: str
    external_id: str = ""
    people: frozenset[UUID] = frozenset()


def add(
    *,
    actor: Actor,
    account_id: UUID,
    sent: GroupSent,
    now: datetime,
) -> UUID:
    """Take a group into a directory and return its id. It gives no seat before it is mapped.

    Refuses `field_invalid` for somebody whom the directory does not have.
    """

    def body(command: Command) -> UUID:
        lock_directory(command)
        row = DirectoryGroup.objects.create(
            account_id=command.account_id,
            display_name=sent.display_name,
            external_id=sent.external_id,
            created_at=command.now,
            changed_at=command.now,
        )
        _join(command, row, set(sent.people))
        command.record(
            EventType.DIRECTORY_GROUP_ADDED,
            subject_id=row.id,
            group=sent.display_name,
            people=len(sent.people),
        )
        return row.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.add_group",
        result=UUID,
        body=body,
    ).value


def change(
    *,
    actor: Actor,
    account_id: UUID,
    group_id: UUID,
    sent: GroupSent,
    version: int | None = None,
    now: datetime,
) -> None:
    """Let a group be as it is sent; the same once more changes nothing.

    Who leaves a mapped group has no seat of it when the command ends; who comes gets one from
    `giving.give_waiting`. Refuses `not_found`, `version_conflict`, and what `add` does.
    """

    def body(command: Command) -> bool:
        lock_directory(command)
        row = get_group(command, group_id, version=version)
        there = _people_of(row)
        if sent == GroupSent(
            display_name=row.display_name, external_id=row.external_id, people=frozenset(there)
        ):
            return False
        row.display_name, row.external_id = sent.display_name, sent.external_id
        row.version, row.changed_at = row.version + 1, command.now
        row.save()
        _part(command, row, there - sent.people)
        _join(command, row, set(sent.people - there))
        command.record(
            EventType.DIRECTORY_GROUP_CHANGED,
            subject_id=row.id,
            subscription_id=row.subscription_id,
            group=sent.display_name,
            came=len(sent.people - there),
            left=len(there - sent.people),
        )
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.change_group",
        result=bool,
        body=body,
    )


def remove(
    *, actor: Actor, account_id: UUID, group_id: UUID, version: int | None = None, now: datetime
) -> None:
    """Take a group out of a directory; everybody leaves it. Refuses as `change` does."""

    def body(command: Command) -> bool:
        lock_directory(command)
        row = get_group(command, group_id, version=version)
        _part(command, row, _people_of(row))
        DirectoryGroup.objects.filter(account_id=account_id, id=row.id).delete()
        command.record(
            EventType.DIRECTORY_GROUP_REMOVED,
            subject_id=group_id,
            subscription_id=row.subscription_id,
            group=row.display_name,
        )
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.remove_group",
        result=bool,
        body=body,
    )


def map_to_seats(
    *,
    actor: Actor,
    account_id: UUID,
    group_id: UUID,
    subscription_id: UUID | None,
    seat_type: str | None = None,
    now: datetime,
) -> bool:
    """Say which seats a group gives, by default the plan's first; None: none any more.

    Its people lose the seats that it gave before, and get those that it gives now from
    `giving.give_waiting`. False where it gives them already.

    Refuses `role_not_allowed` for who may not give these seats or take those, `not_found`,
    `seat_type_missing`, `subscription_incomplete` and `subscription_ended`.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        command.require(Action.SETTINGS)
        row = get_group(command, group_id)
        sold = ""
        if subscription_id is not None:
            sold = open_pool(command, subscription_id, seat_type).sold.terms.name
        if (row.subscription_id, row.seat_type) == (subscription_id, sold):
            return False
        _require_taking(command, row)
        there = _people_of(row)
        for person in DirectoryPerson.objects.filter(account_id=account_id, id__in=there):
            _seats.take(command, person, row)
        row.subscription_id, row.seat_type = subscription_id, sold
        row.save(update_fields=["subscription_id", "seat_type"])
        _seats.set_pending(_members(row))
        command.record(
            EventType.DIRECTORY_GROUP_MAPPED,
            subject_id=row.id,
            subscription_id=subscription_id,
            group=row.display_name,
            seat_type=sold,
        )
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.map_group",
        result=bool,
        body=body,
    ).value


def try_again(*, actor: Actor, account_id: UUID, group_id: UUID, now: datetime) -> int:
    """Let everybody whom a group was refused a seat for be given one anew; returns how many.

    Refuses `role_not_allowed` and `not_found`.
    """

    def body(command: Command) -> int:
        command.lock_account()
        command.require(Action.SETTINGS)
        refused = _members(get_group(command, group_id), SeatState.REFUSED)
        _seats.set_pending(refused)
        return len(refused)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="directory.try_again",
        result=int,
        body=body,
    ).value


# --- steps ----------------------------------------------------------------------------------------


def _require_taking(command: Command, row: DirectoryGroup) -> None:
    """Refuse who may not take away the seats that a group gives until now."""
    if row.subscription_id is not None:
        gives = Subscription.objects.get(account_id=command.account_id, id=row.subscription_id)
        claims.require_assign(command, get_plan_terms(gives.plan_version_id))


def _members(row: DirectoryGroup, state: SeatState | None = None) -> list[DirectoryMember]:
    """Return who is in a group; a seat that is being given now is waited for."""
    found = DirectoryMember.objects.select_for_update().filter(
        account_id=row.account_id, group_id=row.id
    )
    return list((found if state is None else found.filter(state=state.value)).order_by("id"))


def _people_of(row: DirectoryGroup) -> set[UUID]:
    return {member.person_id for member in _members(row)}


def _join(command: Command, row: DirectoryGroup, ids: set[UUID]) -> None:
    known = DirectoryPerson.objects.filter(account_id=command.account_id, id__in=ids).count()
    if known != len(ids):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="members"))
    DirectoryMember.objects.bulk_create(
        DirectoryMember(
            account_id=command.account_id,
            group_id=row.id,
            person_id=person_id,
            added_by=command.actor.name[:80],
            added_at=command.now,
        )
        for person_id in sorted(ids)
    )


def _part(command: Command, row: DirectoryGroup, ids: set[UUID]) -> None:
    of_account = DirectoryPerson.objects.filter(account_id=command.account_id)
    for person in of_account.filter(id__in=ids).order_by("id"):
        if person.active:
            _seats.take(command, person, row)
    DirectoryMember.objects.filter(
        account_id=command.account_id, group_id=row.id, person_id__in=ids
    ).delete()
