"""Invitations: sent again, taken back, said no to, accepted by an explicit act, or expired.

An invitation is accepted by whoever proved its address and by nobody else (TH1). Opening its link
changes nothing (TH5). Its row is locked before it is looked at, so of two acts at the same moment
the second sees what the first has done (TH6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from curule.core import invitations as rules
from curule.core.events import EventType
from curule.core.invitations import Reader, Resent
from curule.core.permissions import Actor
from curule.core.refusals import Refusal, RefusalCode, Refused, WayOut, refuse
from curule.core.settlement import Choice
from curule.data.models import Assignment, Invitation, Person, Subscription
from curule.gateways.signing import LinkPurpose, invitation_token, purpose_of
from curule.selectors.catalog import PlanTerms, get_plan_terms, get_seat_type_name
from curule.selectors.invitations import find_newest, invitation_value
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services.joining import settling
from curule.services.seating import claims, lapses, people, waitlist
from curule.services.seating.claims import EndReason, release
from curule.services.seating.invitation_mails import tell_canceled, tell_inviters

SYSTEM: Final = Actor.system("worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An accepted invitation; `already` if the same person had accepted it before.

    `ends_at` is the end of the seat, a warning if it has one; `settlement_id` names what becomes of
    the person's own plan.
    """

    invitation_id: UUID
    person_id: UUID
    already: bool
    assignment_id: UUID | None = None
    seat_id: UUID | None = None
    ends_at: datetime | None = None
    settlement_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLink:
    """What the page behind a link shows; looking at it changes nothing."""

    invitation_id: UUID
    account: str
    product: str
    seat_type: str
    email: str
    first_name: str
    last_name: str
    expires_at: datetime
    must_prove_address: bool


# --- by the inviter -------------------------------------------------------------------------------


def resend(
    *,
    actor: Actor,
    account_id: UUID,
    invitation_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[datetime]:
    """Send an invitation again; returns until when it can be accepted now.

    Its days start anew and the old link dies where the policy says so. Refuses `role_not_allowed`,
    `not_found`, `invitation_expired`, `invitation_canceled` and `invitation_not_open`.
    """

    def body(command: Command) -> datetime:
        row, terms = _by_inviter(command, invitation_id)
        policy, zone = terms.policy.assignment, command.account.time_zone
        changed = _allowed(rules.resend(invitation_value(row), policy, now=command.now, zone=zone))
        row.expires_at, row.generation = changed.expires_at, changed.generation
        row.sent_count += 1
        row.save(update_fields=["expires_at", "generation", "sent_count"])
        _record(command, row, EventType.INVITATION_RESENT)
        command.mail(
            "invitation_resent",
            row.email,
            subscription_id=row.subscription_id,
            invitation_id=row.id,
        )
        return row.expires_at

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="invitations.resend",
        result=datetime,
        body=body,
        key=key,
        request={"invitation": invitation_id},
    )


def cancel(
    *,
    actor: Actor,
    account_id: UUID,
    invitation_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Take an invitation back; the seat it kept is free again. Returns its id.

    Refuses `role_not_allowed`, `not_found`, `invitation_expired`, `invitation_canceled` and
    `invitation_not_open`.
    """

    def body(command: Command) -> UUID:
        row, _terms = _by_inviter(command, invitation_id)
        _require(rules.refuse_unless_open(invitation_value(row), command.now))
        _close(command, row, "canceled", EventType.INVITATION_CANCELED, EndReason.CANCELED)
        tell_canceled(
            command, invitation_id=row.id, subscription_id=row.subscription_id, email=row.email
        )
        return row.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="invitations.cancel",
        result=UUID,
        body=body,
        key=key,
        request={"invitation": invitation_id},
    )


def _by_inviter(command: Command, invitation_id: UUID) -> tuple[Invitation, PlanTerms]:
    row = _lock(command, invitation_id)
    terms = _terms(command, row)
    claims.require_assign(command, terms)
    return row, terms


# --- by the invited -------------------------------------------------------------------------------


def open_link(*, invitation_id: UUID, token: str, now: datetime) -> OpenedLink:
    """Return what the page behind a link shows. It changes nothing, however often it is opened.

    Refuses `not_found` for a forged link, `invitation_superseded`, `invitation_expired`,
    `invitation_canceled` and `invitation_not_open`.
    """
    row = Invitation.objects.select_related("account").filter(id=invitation_id).first()
    if row is None:
        raise Refused(_unknown())
    purpose = _purpose(row, token, now)
    version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=row.account_id, id=row.subscription_id
    )
    terms = get_plan_terms(version_id)
    return OpenedLink(
        invitation_id=row.id,
        account=row.account.name,
        product=terms.product_name,
        seat_type=get_seat_type_name(row.seat_type_id),
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        expires_at=row.expires_at,
        must_prove_address=purpose is LinkPurpose.COPIED,
    )


def accept(
    *,
    actor: Actor | None,
    account_id: UUID,
    invitation_id: UUID,
    token: str | None = None,
    join: Choice | None = None,
    first_name: str = "",
    last_name: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[Accepted]:
    """Accept an invitation: the person gets the seat and becomes a member (T17, Z19).

    Who is signed in accepts with the proved address of their own. Who is not shows the link that
    came by mail, which proves the address and makes a user account if there is none; a link that
    was copied proves nothing. Accepting again by the same person is no refusal and no effect. With
    an own paid plan `join` says where its value goes.

    Refuses `wrong_person`, `not_found`, `invitation_expired`, `invitation_canceled`,
    `invitation_superseded`, `invitation_not_open`, what `claims.claim` does where no seat was kept,
    and of own plans `own_plan_not_allowed`, `own_plan_choice_required`, `outstanding_invoices`,
    `not_sole_member`, `clocks_differ`.
    """

    def body(command: Command) -> Accepted:
        row = _find(command, invitation_id)
        terms = _terms(command, row)
        person = _person(command, row, token, first_name, last_name)
        command.actor = Actor.person(person_id=str(person.id), name=person.email)
        own = settling.lock_own(command, terms, person)
        claims.hold_subscription(command, row.subscription_id)
        row = _lock(command, invitation_id)
        value, reader = invitation_value(row), Reader(str(person.id), person.email)
        _require(rules.refuse_acceptance(value, reader, command.now))
        if rules.accepts_again(value, reader):
            return Accepted(invitation_id=row.id, person_id=person.id, already=True)
        settlement_id = None
        if own is not None:
            settlement_id = settling.settle(
                command, row, terms=terms, person=person, own=own, choice=join
            )
        return _accept(command, row, person, settlement_id)

    return run(
        account_id=account_id,
        actor=actor or Actor.person(person_id="", name="anybody"),
        now=now,
        name="invitations.accept",
        result=Accepted,
        body=body,
        key=key,
        request={"invitation": invitation_id, "join": join},
    )


def decline(
    *,
    actor: Actor | None,
    account_id: UUID,
    invitation_id: UUID,
    token: str | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Say no to an invitation; the seat it kept is free again. Returns its id.

    Who may is who may accept; no user account is made. Refuses `wrong_person`, `not_found`,
    `invitation_expired`, `invitation_canceled`, `invitation_superseded` and `invitation_not_open`.
    """

    def body(command: Command) -> UUID:
        row = _lock(command, invitation_id)
        by_mail = command.person_id is None and _came_by_mail(command, row, token)
        if not by_mail and _signed_in(command, row) is None:
            raise Refused(refuse(RefusalCode.WRONG_PERSON, email=row.email))
        _require(rules.refuse_answer(invitation_value(row), command.now))
        _close(command, row, "declined", EventType.INVITATION_DECLINED, EndReason.DECLINED)
        tell_inviters(command, "invitation_declined", [row])
        return row.id

    return run(
        account_id=account_id,
        actor=actor or Actor.person(person_id="", name="anybody"),
        now=now,
        name="invitations.decline",
        result=UUID,
        body=body,
        key=key,
        request={"invitation": invitation_id},
    )


def expire_due(*, account_id: UUID, invitation_id: UUID, now: datetime) -> bool:
    """Expire an invitation whose time is up and free its seat; false if there was nothing to do.

    Others of its subscription whose time is up go with it, so that who invited hears it once.
    """

    def body(command: Command) -> bool:
        row = _find(command, invitation_id)
        before = row.status
        lapses.expire_invitations(command, row.subscription_id)
        row.refresh_from_db()
        return before != row.status

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="invitations.expire_due",
        result=bool,
        body=body,
    ).value


def link_token(
    *, account_id: UUID, invitation_id: UUID, purpose: LinkPurpose = LinkPurpose.COPIED
) -> str:
    """Return the token of an invitation's newest link; only a mailbox is given one for `MAIL`."""
    row = Invitation.objects.get(account_id=account_id, id=invitation_id)
    return invitation_token(
        settings.SECRET_KEY, invitation_id=row.id, generation=row.generation, purpose=purpose
    )


def newest_for(account_id: UUID, email: str) -> UUID:
    """Return the newest invitation of an address. Refuses `not_found`."""
    found = find_newest(account_id, _input.address(email))
    if found is None:
        raise Refused(_unknown())
    return found


# --- steps ----------------------------------------------------------------------------------------


def _accept(
    command: Command,
    row: Invitation,
    person: Person,
    settlement_id: UUID | None,
) -> Accepted:
    seat = _take_seat(command, row, person)
    row.status, row.accepted_by, row.closed_at = "accepted", person.id, command.now
    row.save(update_fields=["status", "accepted_by", "closed_at"])
    _record(command, row, EventType.INVITATION_ACCEPTED)
    people.join(command, person)
    if settlement_id is None:
        command.mail("joined", person.email, subscription_id=row.subscription_id)
    tell_inviters(command, "member_joined", [row])
    return Accepted(
        invitation_id=row.id,
        person_id=person.id,
        already=False,
        assignment_id=seat.assignment_id,
        seat_id=seat.seat_id,
        ends_at=seat.ends_at,
        settlement_id=settlement_id,
    )


def _take_seat(command: Command, row: Invitation, person: Person) -> claims.Claimed:
    """Put the person on the seat that was kept, or on a free one where none is kept any more."""
    subscription = claims.hold_subscription(command, row.subscription_id)
    kept = claims.activate(
        command, subscription=subscription, invitation_id=row.id, person_id=person.id
    )
    if kept is not None:
        return kept
    claimed = claims.claim(
        command,
        subscription=subscription,
        seat_type_id=row.seat_type_id,
        email=person.email,
        person_id=person.id,
        unless_unpaid=True,
        serve=waitlist.serve,
    )
    if claimed is None:
        has_one = refuse(
            RefusalCode.ALREADY_ASSIGNED, options=(WayOut.SEE_ACCESS,), person=person.email
        )
        raise Refused(has_one)
    return claimed


def _person(
    command: Command, row: Invitation, token: str | None, first_name: str, last_name: str
) -> Person:
    """Return who accepts: the person who is signed in, or whoever reads the invited mailbox."""
    by_mail = _came_by_mail(command, row, token)
    signed_in = _signed_in(command, row)
    if signed_in is not None:
        return signed_in
    if command.person_id is not None or not by_mail:
        raise Refused(refuse(RefusalCode.WRONG_PERSON, email=row.email))
    return people.proved(
        row.email,
        first_name=_input.name(first_name, "first_name") or row.first_name,
        last_name=_input.name(last_name, "last_name") or row.last_name,
        language=row.language,
        now=command.now,
    )


def _signed_in(command: Command, row: Invitation) -> Person | None:
    """Return the person who acts if the invited address is their own, proved one (I8)."""
    if command.person_id is None:
        return None
    return Person.objects.filter(
        id=command.person_id, email=row.email, verified_at__isnull=False
    ).first()


def _came_by_mail(command: Command, row: Invitation, token: str | None) -> bool:
    """Tell whether the link proves that its reader owns the mailbox."""
    return token is not None and _purpose(row, token, command.now) is LinkPurpose.MAIL


def _purpose(row: Invitation, token: str, now: datetime) -> LinkPurpose:
    """Return what a link proves; refuse one that is forged, replaced, or over."""
    value = invitation_value(row)
    for generation in range(row.generation, 0, -1):
        found = purpose_of(settings.SECRET_KEY, token, invitation_id=row.id, generation=generation)
        if found is not None:
            _require(rules.refuse_link(value, generation=generation, now=now))
            return found
    raise Refused(_unknown())


def _close(
    command: Command, row: Invitation, status: str, event: EventType, reason: EndReason
) -> None:
    row.status, row.closed_at = status, command.now
    row.save(update_fields=["status", "closed_at"])
    _record(command, row, event)
    held = Assignment.objects.filter(
        account_id=command.account_id, invitation_id=row.id, ended_at=None
    )
    release(command, *held, reason=reason)


def _record(command: Command, row: Invitation, event: EventType) -> None:
    command.record(event, subject_id=row.id, subscription_id=row.subscription_id, email=row.email)


def _find(command: Command, invitation_id: UUID) -> Invitation:
    row = Invitation.objects.filter(account_id=command.account_id, id=invitation_id).first()
    if row is None:
        raise Refused(_unknown())
    return row


def _lock(command: Command, invitation_id: UUID) -> Invitation:
    row = (
        Invitation.objects.select_for_update(no_key=True)
        .filter(account_id=command.account_id, id=invitation_id)
        .first()
    )
    if row is None:
        raise Refused(_unknown())
    return row


def _terms(command: Command, row: Invitation) -> PlanTerms:
    version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=command.account_id, id=row.subscription_id
    )
    return get_plan_terms(version_id)


def _unknown() -> Refusal:
    return refuse(RefusalCode.NOT_FOUND, name="invitation")


def _require(refusal: Refusal | None) -> None:
    if refusal:
        raise Refused(refusal)


def _allowed(decision: Resent | Refusal) -> Resent:
    if isinstance(decision, Refusal):
        raise Refused(decision)
    return decision
