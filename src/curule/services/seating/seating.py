"""How a person comes to a seat under a policy: at once, or by an invitation they accept.

Every door that gives a seat to somebody (invite, assign, bind, the waiting list, requests) comes
here, and from here to the one allocator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.events import EventType
from curule.core.invitations import expiry
from curule.core.policy import AssignmentMode, Duplicate, Identity, OwnPlan
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import Invitation, Member, Person, Subscription
from curule.data.statements import fetch
from curule.selectors.catalog import PlanTerms, SoldSeatType
from curule.services import _input
from curule.services._acts import Command
from curule.services.seating import claims, people
from curule.services.seating.claims import Claimed
from curule.services.seating.lapses import Serve
from curule.services.seating.own_plans import find_own_plan


@unique
class Outcome(StrEnum):
    """What became of one person of a command."""

    SEATED = "seated"
    INVITED = "invited"
    WAITING = "waiting"
    REQUESTED = "requested"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Somebody who is to have a seat, as typed in."""

    email: str
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What became of one person; `ends_at` is the end of their seat, a warning if it has one."""

    email: str
    outcome: Outcome
    assignment_id: UUID | None = None
    seat_id: UUID | None = None
    invitation_id: UUID | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The seats that are given away: of one type, of one subscription."""

    subscription: Subscription
    terms: PlanTerms
    sold: SoldSeatType


def read_invitee(command: Command, pool: Pool, written: Invitee) -> Invitee:
    """Return the person with a canonical address and clean names.

    Names that must be known are taken from people whom the account knows. Refuses
    `address_invalid`, `field_invalid` and `names_required` (T14).
    """
    invitee = Invitee(
        email=_input.address(written.email),
        first_name=_input.name(written.first_name, "first_name"),
        last_name=_input.name(written.last_name, "last_name"),
    )
    named = bool(invitee.first_name and invitee.last_name)
    if named or pool.terms.policy.assignment.identity is Identity.EMAIL:
        return invitee
    known = _known_person(command, pool, invitee.email)
    if known is None:
        raise Refused(refuse(RefusalCode.NAMES_REQUIRED, email=invitee.email))
    return Invitee(
        email=invitee.email,
        first_name=invitee.first_name or known.first_name,
        last_name=invitee.last_name or known.last_name,
    )


def _known_person(command: Command, pool: Pool, email: str) -> Person | None:
    """Return a person who needs no introduction: a member, or any user where seats are bound."""
    person = people.find_verified(email)
    if person is None or pool.terms.policy.assignment.mode is not AssignmentMode.INVITATION:
        return person
    is_member = Member.objects.filter(
        account_id=command.account_id, person=person, left_at=None
    ).exists()
    return person if is_member else None


def is_served(command: Command, pool: Pool, email: str) -> bool:
    """Tell whether somebody has a seat of this type already, or an open invitation to one.

    Who only borrows one has none: the claim lets them keep it.

    Seats with a term of their own are left to the claim: a longer one may follow a shorter one.
    """
    return bool(
        fetch(
            _SERVED,
            {
                "account": command.account_id,
                "subscription": pool.subscription.id,
                "pools": [pool.subscription.id],
                "seat_type": pool.sold.id,
                "email": email,
                "now": command.now,
            },
        )
    )


_SERVED: Final = f"""
SELECT WHERE EXISTS (
    SELECT FROM curule_invitation
    WHERE account_id = %(account)s AND subscription_id = %(subscription)s
    AND seat_type_id = %(seat_type)s AND email = %(email)s::text
    AND status = 'open' AND expires_at > %(now)s
) OR {claims.HOLDS_SEAT}
"""  # noqa: S608 - two texts of our own


def served_already(pool: Pool, email: str) -> Given:
    """Answer for somebody who has a seat: nothing happens, or it is refused (duplicate)."""
    if pool.terms.policy.assignment.duplicate is Duplicate.REFUSE:
        raise Refused(refuse(RefusalCode.ALREADY_ASSIGNED, person=email))
    return Given(email=email, outcome=Outcome.UNCHANGED)


def seat(
    command: Command,
    pool: Pool,
    invitee: Invitee,
    *,
    seat_id: UUID | None = None,
    waited: bool = False,
    serve: Serve | None = None,
) -> Given:
    """Give a person a seat by the rules of the policy (assignment.mode).

    `waited` says that they were on the waiting list, so that the mail tells them so; `serve` is
    for `claims.claim`. Refuses what that does, `user_not_registered` (R9) and
    `own_plan_not_allowed`.
    """
    person = people.find_verified(invitee.email)
    mode = pool.terms.policy.assignment.mode
    if person is None and mode is AssignmentMode.REGISTERED_PERSON:
        raise Refused(refuse(RefusalCode.USER_NOT_REGISTERED, email=invitee.email))
    if person is None or mode is AssignmentMode.INVITATION:
        return _invite(command, pool, invitee, seat_id=seat_id, waited=waited, serve=serve)
    return seat_now(command, pool, person, seat_id=seat_id, serve=serve)


def seat_now(
    command: Command,
    pool: Pool,
    person: Person,
    *,
    seat_id: UUID | None = None,
    serve: Serve | None = None,
) -> Given:
    """Put a person on a seat at once and tell them."""
    _refuse_own_plan(command, pool, person)
    claimed = claims.claim(
        command,
        subscription=pool.subscription,
        seat_type_id=pool.sold.id,
        email=person.email,
        person_id=person.id,
        seat_id=seat_id,
        unless_unpaid=True,
        serve=serve,
    )
    if claimed is None:
        return Given(email=person.email, outcome=Outcome.UNCHANGED)
    people.join(command, person)
    command.mail(
        "seat_assigned",
        person.email,
        subscription_id=pool.subscription.id,
        by=command.actor.name,
    )
    return Given(
        email=person.email,
        outcome=Outcome.SEATED,
        assignment_id=claimed.assignment_id,
        seat_id=claimed.seat_id,
        ends_at=claimed.ends_at,
    )


def _refuse_own_plan(command: Command, pool: Pool, person: Person) -> None:
    if pool.terms.policy.joining.own_plan is not OwnPlan.REFUSE:
        return
    if find_own_plan(person.id, pool.terms.product_id, other_than=command.account_id) is not None:
        raise Refused(refuse(RefusalCode.OWN_PLAN_NOT_ALLOWED))


def _invite(
    command: Command,
    pool: Pool,
    invitee: Invitee,
    *,
    seat_id: UUID | None,
    waited: bool,
    serve: Serve | None,
) -> Given:
    """Send an invitation, which keeps a seat where the policy says so (assignment.holds_seat)."""
    assignment = pool.terms.policy.assignment
    invitation_id = new_id()
    claimed: Claimed | None = None
    if assignment.holds_seat:
        claimed = claims.claim(
            command,
            subscription=pool.subscription,
            seat_type_id=pool.sold.id,
            email=invitee.email,
            invitation_id=invitation_id,
            seat_id=seat_id,
            unless_unpaid=True,
            serve=serve,
        )
        if claimed is None:
            return Given(email=invitee.email, outcome=Outcome.UNCHANGED)
    pool_id = claimed.pool_id if claimed else pool.subscription.id
    invitation = _write_invitation(command, pool, invitee, invitation_id, pool_id)
    if invitation is None:
        return served_already(pool, invitee.email)
    command.record(
        EventType.INVITATION_SENT,
        subject_id=invitation.id,
        subscription_id=pool.subscription.id,
        email=invitee.email,
        seat_type=pool.sold.terms.name,
        expires_at=invitation.expires_at,
    )
    command.mail(
        "waitlist_seat_ready" if waited else "invitation",
        invitee.email,
        subscription_id=pool.subscription.id,
        invitation_id=invitation.id,
    )
    return Given(
        email=invitee.email,
        outcome=Outcome.INVITED,
        assignment_id=claimed.assignment_id if claimed else None,
        seat_id=claimed.seat_id if claimed else None,
        invitation_id=invitation.id,
        ends_at=claimed.ends_at if claimed else None,
    )


def _write_invitation(
    command: Command, pool: Pool, invitee: Invitee, invitation_id: UUID, pool_id: UUID
) -> Invitation | None:
    """Write the row; None if somebody else invited the same address at the same moment."""
    assignment = pool.terms.policy.assignment
    invitation = Invitation(
        id=invitation_id,
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        pool_id=pool_id,
        seat_type_id=pool.sold.id,
        email=invitee.email,
        first_name=invitee.first_name,
        last_name=invitee.last_name,
        language=command.account.language,
        holds_seat=assignment.holds_seat,
        invited_by=command.person_id,
        invited_at=command.now,
        expires_at=expiry(assignment, command.now, command.account.time_zone),
    )
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError:
        return None
    return invitation
