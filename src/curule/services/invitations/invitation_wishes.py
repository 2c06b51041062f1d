"""What the invited ask for where accepting is not possible: a new invitation, or to wait.

Each works with any genuine link of the invitation, an old one too, or for whoever is signed in
with the invited address; nothing is told to anybody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.data.models import Assignment, Invitation, Person
from curule.gateways.signing import LinkPurpose, purpose_of
from curule.selectors.catalog import get_plan_terms
from curule.selectors.invitations import invitation_value
from curule.services._command import Command, Done, run
from curule.services.seating import claims, waitlist
from curule.services.seating.invitation_mails import called, inviters
from curule.services.seating.seating import Invitee, Outcome, Pool

_NOBODY: Final = Actor.person(person_id="", name="anybody")


def find_purpose(*, invitation_id: UUID, token: str) -> LinkPurpose | None:
    """Return what a link to an invitation proves, an old one too; None for a forged one."""
    row = Invitation.objects.filter(id=invitation_id).first()
    return None if row is None else _purpose(row, token)


def ask_again(
    *,
    actor: Actor | None,
    account_id: UUID,
    invitation_id: UUID,
    token: str | None = None,
    now: datetime,
) -> Done[int]:
    """Ask the inviter for a new invitation by mail; once a day, however often it is asked.

    Where nobody in particular invited, those are asked who give seats. Returns how many were.
    Refuses `not_found` for a forged link and a stranger, and `nothing_to_change` while the
    invitation can be accepted and a seat is kept for it.
    """

    def body(command: Command) -> int:
        row = _of_reader(command, invitation_id, token)
        is_valid = invitation_value(row).is_valid(command.now)
        if is_valid and not _is_old(row, token) and _has_seat(row):
            ways_out = (WayOut.USE_NEWEST_LINK,)
            raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE, options=ways_out))
        asked = inviters(command, row)
        for person in asked:
            command.mail(
                "invitation_wanted",
                person.email,
                subscription_id=row.subscription_id,
                person=called(row),
            )
        return len(asked)

    return run(
        account_id=account_id,
        actor=actor or _NOBODY,
        now=now,
        name="invitation_wishes.ask_again",
        result=int,
        body=body,
        key=f"invitation-wanted:{invitation_id}:{now:%Y-%m-%d}",
        request={"invitation": invitation_id},
    )


def wait_for_seat(
    *,
    actor: Actor | None,
    account_id: UUID,
    invitation_id: UUID,
    token: str | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Put the invited on the waiting list; True if a seat was free after all.

    Refuses `not_found` for a forged link and a stranger.
    """

    def body(command: Command) -> bool:
        row = _of_reader(command, invitation_id, token)
        subscription = claims.hold_subscription(command, row.subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        sold = next(each for each in terms.seat_types if each.id == row.seat_type_id)
        given = waitlist.wait_or_seat(
            command,
            Pool(subscription=subscription, terms=terms, sold=sold),
            Invitee(email=row.email, first_name=row.first_name, last_name=row.last_name),
        )
        return given.outcome is not Outcome.WAITING

    return run(
        account_id=account_id,
        actor=actor or _NOBODY,
        now=now,
        name="invitation_wishes.wait",
        result=bool,
        body=body,
        key=key,
        request={"invitation": invitation_id},
    )


def _of_reader(command: Command, invitation_id: UUID, token: str | None) -> Invitation:
    """Return the invitation if whoever asks has a link to it or is the invited."""
    row = Invitation.objects.filter(account_id=command.account_id, id=invitation_id).first()
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="invitation"))
    if token is not None and _purpose(row, token) is not None:
        return row
    invited = command.person_id is not None and (
        Person.objects.filter(
            id=command.person_id, email=row.email, verified_at__isnull=False
        ).exists()
    )
    if not invited:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="invitation"))
    return row


def _purpose(row: Invitation, token: str) -> LinkPurpose | None:
    for generation in range(row.generation, 0, -1):
        found = purpose_of(settings.SECRET_KEY, token, invitation_id=row.id, generation=generation)
        if found is not None:
            return found
    return None


def _is_old(row: Invitation, token: str | None) -> bool:
    """Whether the link was replaced by a newer one."""
    return token is not None and (
        purpose_of(settings.SECRET_KEY, token, invitation_id=row.id, generation=row.generation)
        is None
    )


def _has_seat(row: Invitation) -> bool:
    return Assignment.objects.filter(
        account_id=row.account_id, invitation_id=row.id, ended_at=None
    ).exists()
