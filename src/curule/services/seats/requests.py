"""Asking for a seat: who may not take one asks, and somebody who may buy decides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Action, Actor, told_of_request
from curule.core.policy import AssignmentMode, OwnPlan
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.data.models import Member, Person, SeatRequest, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services.orders import orders
from curule.services.seating import claims, waitlist
from curule.services.seating.own_plans import find_own_plan
from curule.services.seating.seating import (
    Given,
    Invitee,
    Pool,
    is_served,
    seat,
    seat_now,
    served_already,
)
from curule.services.seats._full import cost_of, may_change

__all__ = ["approve", "ask_for_seat", "decline", "open_request"]


def ask_for_seat(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seat_type: str | None = None,
    reason: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Ask for a seat for oneself; who decides is told what one more costs. Returns its id.

    Asking again while nobody has decided has no effect. Refuses `not_found`, `seat_type_missing`,
    and `already_assigned` for somebody who has one.
    """

    def body(command: Command) -> UUID:
        command.require(Action.ASK_FOR_SEAT)
        person = _asker(command)
        pool = _pool(command, subscription_id, seat_type)
        if is_served(command, pool, person.email):
            has_one = refuse(
                RefusalCode.ALREADY_ASSIGNED, options=(WayOut.SEE_ACCESS,), person=person.email
            )
            raise Refused(has_one)
        return open_request(command, pool, person, reason=_input.name(reason, "reason"))

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="requests.ask_for_seat",
        result=UUID,
        body=body,
        key=key,
        request={"subscription": subscription_id, "seat_type": seat_type},
    )


def open_request(command: Command, pool: Pool, person: Person, *, reason: str = "") -> UUID:
    """Write down that a person asks for a seat and tell who decides, once."""
    row, is_new = SeatRequest.objects.get_or_create(
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        seat_type_id=pool.sold.id,
        person_id=person.id,
        status="open",
        defaults={"asked_at": command.now, "reason": reason},
    )
    if is_new:
        command.record(
            EventType.SEAT_REQUESTED,
            subject_id=row.id,
            subscription_id=pool.subscription.id,
            email=person.email,
        )
        _tell_deciders(command, pool, person, reason)
    return row.id


def _tell_deciders(command: Command, pool: Pool, person: Person, reason: str) -> None:
    cost = cost_of(command, pool, 1)
    words: dict[str, object] = {"person": person.email}
    if cost is not None:
        words["amount"] = Money(int(str(cost["total"])), str(cost["currency"]))
    if reason:
        words["reason"] = reason
    for decider in told_of_request(pool.terms.policy, command.holders, person):
        command.mail(
            "seat_requested",
            decider.email,
            subscription_id=pool.subscription.id,
            invitation_id=None,
            **words,
        )


def approve(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    email: str,
    seat_type: str | None = None,
    may_buy: bool = True,
    now: datetime,
    key: str | None = None,
) -> Done[Given]:
    """Grant a request: the person gets a free seat, or one more is bought for them first.

    Without `may_buy` nothing is bought: a page that shows no order must not place one.

    Refuses `role_not_allowed`, `request_not_open`, and what buying and giving a seat refuse.
    """
    address = _input.address(email)

    def body(command: Command) -> Given:
        pool = _pool(command, subscription_id, seat_type)
        _require_may_decide(command, pool)
        row, person = _open_row(command, pool, address)
        given = _seat_asker(command, pool, person)
        _decide(command, row, "approved", EventType.SEAT_REQUEST_APPROVED)
        command.mail("request_approved", person.email, subscription_id=pool.subscription.id)
        return given

    def attempt() -> Done[Given]:
        return run(
            account_id=account_id,
            actor=actor,
            now=now,
            name="requests.approve",
            result=Given,
            body=body,
            key=key,
            request={"subscription": subscription_id, "email": address, "seat_type": seat_type},
        )

    try:
        return attempt()
    except Refused as refused:
        if refused.refusal.code is not RefusalCode.NO_FREE_SEAT or not may_buy:
            raise
    _buy_one(
        actor=actor,
        account_id=account_id,
        subscription_id=subscription_id,
        seat_type=seat_type,
        now=now,
        key=key,
    )
    return attempt()


def _buy_one(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seat_type: str | None,
    now: datetime,
    key: str | None,
) -> None:
    """Order one seat more, in the name of who approves; what it costs stood in the request."""
    version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=account_id, id=subscription_id
    )
    sold = claims.seat_type_of(get_plan_terms(version_id), seat_type)
    orders.change_seats(
        actor=actor,
        account_id=account_id,
        subscription_id=subscription_id,
        differences={sold.terms.name: 1},
        now=now,
        key=None if key is None else f"{key[:240]}:seat",
    )


def _seat_asker(command: Command, pool: Pool, person: Person) -> Given:
    """Seat who asked: asking was the explicit act, unless an own plan is still to be settled."""
    if is_served(command, pool, person.email):
        return served_already(pool, person.email)
    policy = pool.terms.policy
    own = (
        None
        if policy.joining.own_plan is OwnPlan.KEEP_BOTH
        else find_own_plan(person.id, pool.terms.product_id, other_than=command.account_id)
    )
    try:
        if own is not None and policy.assignment.mode is AssignmentMode.INVITATION:
            invitee = Invitee(
                email=person.email, first_name=person.first_name, last_name=person.last_name
            )
            return seat(command, pool, invitee, serve=waitlist.serve)
        return seat_now(command, pool, person, serve=waitlist.serve)
    except Refused as refused:
        if refused.refusal.code is RefusalCode.NO_FREE_SEAT and not may_change(command, pool):
            command.require(Action.CHANGE, policy)
        raise


def decline(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    email: str,
    seat_type: str | None = None,
    reason: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Decline a request and tell the person. Refuses `role_not_allowed` and `request_not_open`."""
    address = _input.address(email)

    def body(command: Command) -> UUID:
        pool = _pool(command, subscription_id, seat_type)
        _require_may_decide(command, pool)
        row, person = _open_row(command, pool, address)
        _decide(command, row, "declined", EventType.SEAT_REQUEST_DECLINED)
        said = _input.name(reason, "reason")
        words: dict[str, object] = {"reason": said} if said else {}
        command.mail(
            "request_declined",
            person.email,
            subscription_id=pool.subscription.id,
            invitation_id=None,
            **words,
        )
        return row.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="requests.decline",
        result=UUID,
        body=body,
        key=key,
        request={"subscription": subscription_id, "email": address, "seat_type": seat_type},
    )


def _asker(command: Command) -> Person:
    """Return who asks; to a stranger the account is not there."""
    if command.person_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="account"))
    member = (
        Member.objects.filter(
            account_id=command.account_id,
            person_id=command.person_id,
            person__verified_at__isnull=False,
            left_at=None,
        )
        .select_related("person")
        .first()
    )
    if member is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="account"))
    return member.person


def _pool(command: Command, subscription_id: UUID, seat_type: str | None) -> Pool:
    found = Subscription.objects.filter(account_id=command.account_id, id=subscription_id).first()
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
    terms = get_plan_terms(found.plan_version_id)
    return Pool(subscription=found, terms=terms, sold=claims.seat_type_of(terms, seat_type))


def _require_may_decide(command: Command, pool: Pool) -> None:
    """Refuse who may neither give seats nor buy them."""
    if not may_change(command, pool):
        claims.require_assign(command, pool.terms)


def _open_row(command: Command, pool: Pool, email: str) -> tuple[SeatRequest, Person]:
    person = Person.objects.filter(email=email).first()
    if person is None:
        raise Refused(refuse(RefusalCode.REQUEST_NOT_OPEN))
    row = (
        SeatRequest.objects.select_for_update()
        .filter(
            account_id=command.account_id,
            subscription_id=pool.subscription.id,
            seat_type_id=pool.sold.id,
            person_id=person.id,
            status="open",
        )
        .first()
    )
    if row is None:
        raise Refused(refuse(RefusalCode.REQUEST_NOT_OPEN))
    return row, person


def _decide(command: Command, row: SeatRequest, status: str, event: EventType) -> None:
    row.status, row.decided_at, row.decided_by = status, command.now, command.person_id
    row.save(update_fields=["status", "decided_at", "decided_by"])
    command.record(event, subject_id=row.id, subscription_id=row.subscription_id)
