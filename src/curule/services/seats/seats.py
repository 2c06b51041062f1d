"""Giving seats to people, taking them back, and giving them back once more.

Unassigning frees a seat and changes no price; it is never held up by unpaid invoices. The number
of seats is bought and reduced elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.core.seats import Hold
from curule.data.models import Assignment, Person, Subscription
from curule.data.statements import fetch_rows
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.seats import find_nth_seat
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services._refusing import refuse_ended, refuse_incomplete
from curule.services.seating import claims, lapses
from curule.services.seating.claims import EndReason
from curule.services.seating.people import find_verified
from curule.services.seating.seating import Given, Invitee, Outcome, Pool, read_invitee
from curule.services.seats._auto_buying import SeatsMissing, buy
from curule.services.seats._full import IfFull
from curule.services.seats._giving import Bought, Wish, give_all, give_one

__all__ = [
    "Given",
    "IfFull",
    "Invitee",
    "Outcome",
    "Unassigned",
    "assign",
    "bind",
    "close_ended",
    "open_pool",
    "restore",
    "unassign",
]

UNDO: Final = timedelta(minutes=10)
"""How long an unassigned seat can be given back in place, if it is still free."""

SYSTEM: Final = Actor.system("worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassigned:
    """The assignments that ended, add-ons included; the seats stay paid for."""

    assignment_ids: tuple[UUID, ...]
    undo_until: datetime


def assign(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    people: Sequence[Invitee],
    seat_type: str | None = None,
    if_full: str | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[tuple[Given, ...]]:
    """Give seats to people: at once, or by invitation, as the policy says (T14, Z8, R14, G2).

    `seat_type` is by default the plan's first. With more people than free seats nothing is sent
    until the caller has chosen (`if_full`: refuse, first, wait); one person alone gets what
    `quantity.when_full` says. The result is in the order of `people`.

    Refuses `role_not_allowed`, `address_invalid`, `names_required`, `user_not_registered`,
    `already_assigned`, `no_free_seat`, and what `claims.claim` does.
    """
    wanted = tuple(people)
    chosen = _chosen(if_full)

    def body(command: Command, bought: Bought | None) -> tuple[Given, ...]:
        pool = open_pool(command, subscription_id, seat_type)
        invitees = [read_invitee(command, pool, each) for each in wanted]
        return give_all(command, pool, invitees, Wish(chosen, bought))

    return run_buying(
        account_id=account_id,
        actor=actor,
        now=now,
        name="seats.assign",
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "people": [[each.email, each.first_name, each.last_name] for each in wanted],
            "seat_type": seat_type,
            "if_full": if_full,
        },
    )


def bind(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    email: str,
    seat_type: str | None = None,
    seat_id: UUID | None = None,
    seat_number: int | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[tuple[Given, ...]]:
    """Give one registered person a seat, or a certain one: by id, or the n-th of its type (R14).

    Refuses `user_not_registered` for an address without a user account (R9), and what `assign`
    does; of a given seat also `seat_occupied`, `seat_not_in_force` and `not_found`.
    """
    address = _input.address(email)

    def body(command: Command, bought: Bought | None) -> tuple[Given, ...]:
        pool = open_pool(command, subscription_id, seat_type)
        if find_verified(address) is None:
            raise Refused(refuse(RefusalCode.USER_NOT_REGISTERED, email=address))
        invitee = read_invitee(command, pool, Invitee(email=address))
        chosen = _seat_id(pool, command, seat_id, seat_number)
        return (give_one(command, pool, invitee, Wish(bought=bought), seat_id=chosen),)

    return run_buying(
        account_id=account_id,
        actor=actor,
        now=now,
        name="seats.bind",
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "email": address,
            "seat_type": seat_type,
            "seat": seat_id or seat_number,
        },
    )


def unassign(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    email: str,
    seat_type: str | None = None,
    seat_id: UUID | None = None,
    seat_number: int | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[Unassigned]:
    """Free the seat of a person, or the one kept for them; nothing about the price changes (T23).

    Add-ons that stand on it are freed too. Everybody may leave their own seat. Refuses
    `role_not_allowed`, `not_assigned`, and `seat_type_missing` where it is not clear which.
    """
    address = _input.address(email)

    def body(command: Command) -> Unassigned:
        subscription = claims.hold_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        claims.require_assign(command, terms, own_address=address)
        lapses.write_lapses(command, subscription.id)
        rows = _assignments(command, subscription, address)
        if seat_type is not None:
            rows = rows.filter(seat_type_id=claims.seat_type_of(terms, seat_type).id)
        if seat_id is not None or seat_number is not None:
            pool = _pool(subscription, terms, seat_type)
            chosen = _seat_id(pool, command, seat_id, seat_number)
            rows = rows.filter(seat_id=chosen) if chosen else rows.none()
        ended = claims.release(
            command, _the_one(list(rows), terms, address), reason=EndReason.UNASSIGNED
        )
        return Unassigned(
            assignment_ids=tuple(row.id for row in ended), undo_until=command.now + UNDO
        )

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="seats.unassign",
        result=Unassigned,
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "email": address,
            "seat_type": seat_type,
            "seat": seat_id or seat_number,
        },
    )


def restore(
    *,
    actor: Actor,
    account_id: UUID,
    assignment_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[tuple[Given, ...]]:
    """Undo an unassignment within ten minutes, if the seat is still free; add-ons come back too.

    Refuses `role_not_allowed`, `not_found`, `undo_window_closed`, `seat_occupied`, and
    `invitation_canceled` for a seat that was only kept for somebody.
    """

    def body(command: Command) -> tuple[Given, ...]:
        ended = _ended_together(command, assignment_id)
        first = ended[0]
        subscription = claims.hold_subscription(command, first.subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        claims.require_assign(command, terms)
        assert first.ended_at is not None
        if command.now > first.ended_at + UNDO:
            closed_at = first.ended_at + UNDO
            ways_out = (WayOut.INVITE_AGAIN, WayOut.CONTACT)
            raise Refused(
                refuse(RefusalCode.UNDO_WINDOW_CLOSED, options=ways_out, closed_at=closed_at)
            )
        return tuple(_put_back(command, subscription, row) for row in ended)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="seats.restore",
        result=tuple[Given, ...],
        body=body,
        key=key,
        request={"assignment": assignment_id},
    )


def close_ended(*, account_id: UUID, subscription_id: UUID, now: datetime) -> int:
    """Close the assignments of seats that are in force no more; called as time passes."""

    def body(command: Command) -> int:
        return len(close_on_ended_seats(command, subscription_id=subscription_id))

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="seats.close_ended",
        result=int,
        body=body,
    ).value


def close_on_ended_seats(command: Command, *, subscription_id: UUID) -> tuple[Assignment, ...]:
    """Close the assignments of ended seats, inside a command."""
    return lapses.close_ended_seats(command, subscription_id)


# --- buying what is missing ----------------------------------------------------------------------

_Body = Callable[[Command, Bought | None], tuple[Given, ...]]


def run_buying(
    *,
    account_id: UUID,
    actor: Actor,
    now: datetime,
    name: str,
    body: _Body,
    key: str | None,
    request: Mapping[str, object],
) -> Done[tuple[Given, ...]]:
    """Run a command that may find that seats are to be bought first; then it is run once more.

    Somebody else may take what was bought before it comes back. Then more is bought, as long as the
    policy and the limits allow it.
    """

    def attempt(bought: Bought | None) -> Done[tuple[Given, ...]]:
        return run(
            account_id=account_id,
            actor=actor,
            now=now,
            name=name,
            result=tuple[Given, ...],
            body=lambda command: body(command, bought),
            key=key,
            request=request,
        )

    bought: Bought | None = None
    while True:
        try:
            return attempt(bought)
        except SeatsMissing as missing:
            order = buy(missing.purchase, now=now, key=key)
            bought = Bought.after(bought, missing.purchase, order)


# --- which seats, which people ------------------------------------------------------------------


def _chosen(if_full: str | None) -> IfFull | None:
    if if_full is None:
        return None
    try:
        return IfFull(if_full)
    except ValueError:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="if_full")) from None


def open_pool(command: Command, subscription_id: UUID, seat_type: str | None) -> Pool:
    """Return the seats to give away, for an actor who may.

    Before the first payment there are none, and after the end nobody is invited or put on a list.
    """
    found = fetch_rows(
        Subscription,
        "account_id = %(account)s AND id = %(subscription)s",
        {"account": command.account_id, "subscription": subscription_id},
    )
    if not found:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
    terms = get_plan_terms(found[0].plan_version_id)
    claims.require_assign(command, terms)
    refuse_incomplete(found[0])
    refuse_ended(found[0])
    return _pool(found[0], terms, seat_type)


def _pool(subscription: Subscription, terms: PlanTerms, seat_type: str | None) -> Pool:
    sold = claims.seat_type_of(terms, seat_type)
    return Pool(subscription=subscription, terms=terms, sold=sold)


def _seat_id(
    pool: Pool, command: Command, seat_id: UUID | None, seat_number: int | None
) -> UUID | None:
    if seat_id is not None or seat_number is None:
        return seat_id
    found = find_nth_seat(
        command.account_id,
        pool.subscription.id,
        pool.sold.id,
        number=seat_number,
        now=command.now,
    )
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="seat"))
    return found


def _assignments(command: Command, subscription: Subscription, email: str) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        email=email,
        ended_at=None,
    ).order_by("id")


def _the_one(rows: list[Assignment], terms: PlanTerms, email: str) -> Assignment:
    """Return the seat that is meant: the only one, or the base that all the others stand on."""
    if not rows:
        raise Refused(refuse(RefusalCode.NOT_ASSIGNED, person=email))
    types = {sold.id: sold.terms for sold in terms.seat_types}
    bases = [row for row in rows if types[row.seat_type_id].base is None]
    candidates = rows if len(rows) == 1 else bases
    if len(candidates) != 1:
        known = tuple(types[row.seat_type_id].name for row in rows)
        raise Refused(refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type="–", known=known))
    return candidates[0]


def _ended_together(command: Command, assignment_id: UUID) -> list[Assignment]:
    """Return an unassigned row and the add-ons that went with it, the base first."""
    of_account = Assignment.objects.filter(account_id=command.account_id)
    first = of_account.filter(
        id=assignment_id,
        ended_at__isnull=False,
        end_reason=EndReason.UNASSIGNED,
        lapses_at=None,  # what was only lent is borrowed again, not put back
    ).first()
    if first is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="assignment"))
    add_ons = of_account.filter(
        subscription_id=first.subscription_id,
        email=first.email,
        ended_at=first.ended_at,
        end_reason=EndReason.BASE_LEFT,
        state=Hold.ACTIVE,
    )
    return [first, *add_ons.order_by("id")]


def _put_back(command: Command, subscription: Subscription, row: Assignment) -> Given:
    if row.state == Hold.HELD or row.person_id is None:
        raise Refused(refuse(RefusalCode.INVITATION_CANCELED))
    claimed = claims.claim(
        command,
        subscription=subscription,
        seat_type_id=row.seat_type_id,
        email=row.email,
        person_id=row.person_id,
        seat_id=row.seat_id,
        unless_unpaid=True,
    )
    if claimed is None:
        return Given(email=row.email, outcome=Outcome.UNCHANGED)
    person = Person.objects.get(id=row.person_id)
    command.mail(
        "seat_assigned", person.email, subscription_id=subscription.id, by=command.actor.name
    )
    return Given(
        email=row.email,
        outcome=Outcome.SEATED,
        assignment_id=claimed.assignment_id,
        seat_id=claimed.seat_id,
        ends_at=claimed.ends_at,
    )
