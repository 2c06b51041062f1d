"""Another address of the same person: what holds the old one follows, in every account.

An invitation is bound to its address for good, so an open one is taken back and written anew to
the address that was proved now, with its time and the seat it keeps.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from curule.core.events import EventType
from curule.core.names import search_key
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import (
    Assignment,
    DirectoryPerson,
    Invitation,
    Member,
    NextTerm,
    Person,
    ScheduledReduction,
    Seat,
    WaitlistEntry,
)
from curule.selectors.clocks import now_for
from curule.services import _input, external_ids
from curule.services._command import Command, run
from curule.services.seating import claims, waitlist
from curule.services.seating.releases import EndReason


def change_address(*, person_id: UUID, email: str, now: datetime) -> bool:
    """Let a person have another address, which they have proved; false if it is theirs already.

    `now` is the real time. Refuses `address_invalid`, `not_found`, and `already_exists` for the
    address of somebody else.
    """
    address = _input.address(email)
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(id=person_id).first()
        if person is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
        before = person.email
        if before == address:
            return False
        if Person.objects.filter(email=address).exists():
            raise Refused(refuse(RefusalCode.ALREADY_EXISTS))
        person.email = address
        person.verified_at = person.verified_at or now
        person.save(update_fields=["email", "verified_at"])
        follow_address(person_id=person_id, before=before, now=now)
    return True


def follow_address(*, person_id: UUID, before: str, now: datetime) -> None:
    """Let everything that holds a person's old address follow the one they have now."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(id=person_id)
        if person.email == before:
            return
        person.search_key = search_key(person.first_name, person.last_name, person.email)
        person.save(update_fields=["search_key"])
        external_ids.follow(before=before, after=person.email)
        for account_id in _accounts_of(person, before):
            _follow_in(account_id, person, before, now_for(account_id, now))


def _accounts_of(person: Person, before: str) -> list[UUID]:
    found: set[UUID] = set()
    for rows in (
        Member.objects.filter(person=person),
        Assignment.objects.filter(Q(person_id=person.id) | Q(email=before)),
        Invitation.objects.filter(Q(accepted_by=person.id) | Q(email=before, status="open")),
        WaitlistEntry.objects.filter(email=before, left_at=None),
        DirectoryPerson.objects.filter(address=before),
    ):
        found.update(rows.values_list("account_id", flat=True))
    return sorted(found)


def _follow_in(account_id: UUID, person: Person, before: str, now: datetime) -> None:
    def body(command: Command) -> bool:
        command.lock_account()
        _end_second_holds(command, person, before)
        Assignment.objects.filter(account_id=account_id, person_id=person.id, email=before).update(
            email=person.email
        )
        Seat.objects.filter(account_id=account_id, last_holder=before).update(
            last_holder=person.email
        )
        _rewrite_invitations(command, person, before)
        _keep_waiting(command, person, before)
        _keep_leaving(command, person, before)
        _keep_in_directory(command, person, before)
        command.record(
            EventType.MEMBER_ADDRESS_CHANGED,
            subject_id=person.id,
            before=before,
            after=person.email,
        )
        return True

    run(
        account_id=account_id,
        actor=Actor.person(person_id=str(person.id), name=person.email),
        now=now,
        name="addresses.follow",
        result=bool,
        body=body,
    )


def _end_second_holds(command: Command, person: Person, before: str) -> None:
    """Let go what is kept for the new address where the person has a seat already."""
    own = Assignment.objects.filter(
        Q(person_id=person.id) | Q(email=before), account_id=command.account_id, ended_at=None
    )
    for row in own:
        second = Assignment.objects.filter(
            account_id=command.account_id,
            pool_id=row.pool_id,
            seat_type_id=row.seat_type_id,
            email=person.email,
            ended_at=None,
        ).exclude(id=row.id)
        claims.release(command, *second, reason=EndReason.UNASSIGNED)


def _rewrite_invitations(command: Command, person: Person, before: str) -> None:
    """Take open invitations to the old address back, and invite the new one in their place."""
    rows = Invitation.objects.select_for_update().filter(
        account_id=command.account_id, email=before, status="open"
    )
    for row in rows.order_by("id"):
        held = Assignment.objects.filter(
            account_id=command.account_id, invitation_id=row.id, ended_at=None
        )
        row.status, row.closed_at = "canceled", command.now
        row.save(update_fields=["status", "closed_at"])
        command.record(
            EventType.INVITATION_CANCELED,
            subject_id=row.id,
            subscription_id=row.subscription_id,
            email=before,
        )
        if row.expires_at <= command.now or _is_invited(command, person, row):
            claims.release(command, *held, reason=EndReason.CANCELED)
            continue
        written = _written_anew(command, person, row)
        held.update(invitation_id=written.id, email=person.email)


def _is_invited(command: Command, person: Person, row: Invitation) -> bool:
    return Invitation.objects.filter(
        account_id=command.account_id,
        pool_id=row.pool_id,
        seat_type_id=row.seat_type_id,
        email=person.email,
        status="open",
    ).exists()


def _written_anew(command: Command, person: Person, row: Invitation) -> Invitation:
    written = Invitation.objects.create(
        id=new_id(),
        account_id=command.account_id,
        subscription_id=row.subscription_id,
        pool_id=row.pool_id,
        seat_type_id=row.seat_type_id,
        email=person.email,
        first_name=row.first_name,
        last_name=row.last_name,
        language=row.language,
        holds_seat=row.holds_seat,
        invited_by=row.invited_by,
        invited_at=command.now,
        expires_at=row.expires_at,
    )
    command.record(
        EventType.INVITATION_SENT,
        subject_id=written.id,
        subscription_id=row.subscription_id,
        email=person.email,
        expires_at=row.expires_at,
    )
    command.mail(
        "invitation",
        person.email,
        subscription_id=row.subscription_id,
        invitation_id=written.id,
    )
    return written


def _keep_waiting(command: Command, person: Person, before: str) -> None:
    """Let a place on a waiting list follow; of two on one list the older stays."""
    waiting = WaitlistEntry.objects.select_for_update().filter(
        account_id=command.account_id, left_at=None
    )
    for entry in waiting.filter(email=before).order_by("id"):
        second = waiting.filter(
            subscription_id=entry.subscription_id,
            seat_type_id=entry.seat_type_id,
            email=person.email,
        ).first()
        if second is not None:
            entry.added_at = min(entry.added_at, second.added_at)
            waitlist.leave(command, second, "withdrawn")
        entry.email = person.email
        entry.save(update_fields=["email", "added_at"])


def _keep_leaving(command: Command, person: Person, before: str) -> None:
    """Let those who were chosen to leave be known by their new address."""
    for model in (ScheduledReduction, NextTerm):
        for row in model.objects.filter(account_id=command.account_id, status="open"):
            if before in row.leaves:
                row.leaves = [person.email if each == before else each for each in row.leaves]
                row.save(update_fields=["leaves"])


def _keep_in_directory(command: Command, person: Person, before: str) -> None:
    """Let the customer's directory go on deciding on this person's seats.

    Where it lists them by the new address too, that entry decides, and the old one on nobody.
    """
    listed = DirectoryPerson.objects.filter(account_id=command.account_id)
    is_listed = listed.filter(address=person.email).exists()
    listed.filter(address=before).update(address="" if is_listed else person.email)
