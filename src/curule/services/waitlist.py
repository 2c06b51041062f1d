"""The waiting list: who found no free seat is invited, the oldest first, when one becomes free.

Whoever frees a seat shares the subscription's lock and looks who waits; whoever starts to wait
takes it alone and looks for a free seat once more. So nobody waits beside a free seat.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from curule.core.events import EventType
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Subscription, WaitlistEntry
from curule.selectors.catalog import get_plan_terms
from curule.services import _input, claims
from curule.services._command import Command, Done, run
from curule.services._seating import Given, Invitee, Outcome, Pool, is_served, seat

SYSTEM: Final = Actor.system("waitlist")

_SHARE: Final = """
SELECT id FROM curule_subscription WHERE account_id = %s AND id = %s FOR SHARE
"""
_ALONE: Final = """
SELECT id FROM curule_subscription WHERE account_id = %s AND id = %s FOR NO KEY UPDATE
"""


def wait_or_seat(command: Command, pool: Pool, invitee: Invitee) -> Given:
    """Put somebody on the list, unless a seat has become free meanwhile or they wait already."""
    _lock(command, pool.subscription.id, _ALONE)
    if claims.reserve(command, subscription=pool.subscription, seat_type_id=pool.sold.id, count=1):
        return seat(command, pool, invitee)
    entry, is_new = WaitlistEntry.objects.get_or_create(
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        seat_type_id=pool.sold.id,
        email=invitee.email,
        left_at=None,
        defaults={
            "first_name": invitee.first_name,
            "last_name": invitee.last_name,
            "added_by": command.person_id,
            "added_at": command.now,
        },
    )
    if is_new:
        command.record(
            EventType.WAITLIST_JOINED,
            subject_id=entry.id,
            subscription_id=pool.subscription.id,
            email=invitee.email,
        )
    return Given(email=invitee.email, outcome=Outcome.WAITING)


def serve(command: Command, subscription_id: UUID) -> tuple[Given, ...]:
    """Give free seats to those who wait, inside a command that freed or added some."""
    _lock(command, subscription_id, _SHARE)
    waiting = WaitlistEntry.objects.filter(
        account_id=command.account_id, subscription_id=subscription_id, left_at=None
    )
    seat_type_ids = sorted(set(waiting.values_list("seat_type_id", flat=True)))
    if not seat_type_ids:
        return ()
    subscription = Subscription.objects.get(account_id=command.account_id, id=subscription_id)
    terms = get_plan_terms(subscription.plan_version_id)
    served: list[Given] = []
    for sold in terms.seat_types:
        if sold.id in seat_type_ids:
            served += _serve(command, Pool(subscription=subscription, terms=terms, sold=sold))
    return tuple(served)


def _serve(command: Command, pool: Pool) -> list[Given]:
    served: list[Given] = []
    passed_over: list[UUID] = []
    while (entry := _oldest(command, pool, passed_over)) is not None:
        if is_served(command, pool, entry.email):
            _leave(command, entry, "invited")
            continue
        free = claims.reserve(
            command, subscription=pool.subscription, seat_type_id=pool.sold.id, count=1
        )
        if not free:
            break
        given = _seat_or_pass_over(command, pool, entry)
        if given is None:
            passed_over.append(entry.id)
            continue
        served.append(given)
        _leave(command, entry, "invited")
    return served


def _seat_or_pass_over(command: Command, pool: Pool, entry: WaitlistEntry) -> Given | None:
    """Return None where this person cannot be seated now; what freed the seat goes on anyway."""
    invitee = Invitee(email=entry.email, first_name=entry.first_name, last_name=entry.last_name)
    try:
        with transaction.atomic():
            return seat(command, pool, invitee, waited=True)
    except Refused:
        return None


def _oldest(command: Command, pool: Pool, passed_over: list[UUID]) -> WaitlistEntry | None:
    """Lock who has waited longest; while another command serves them, wait to see who is left.

    Passing over them would seat somebody younger if that command then finds no seat.
    """
    return (
        WaitlistEntry.objects.select_for_update()
        .filter(
            account_id=command.account_id,
            subscription_id=pool.subscription.id,
            seat_type_id=pool.sold.id,
            left_at=None,
        )
        .exclude(id__in=passed_over)
        .order_by("added_at", "id")
        .first()
    )


def _leave(command: Command, entry: WaitlistEntry, outcome: str) -> None:
    entry.left_at, entry.outcome = command.now, outcome
    entry.save(update_fields=["left_at", "outcome"])
    command.record(
        EventType.WAITLIST_LEFT,
        subject_id=entry.id,
        subscription_id=entry.subscription_id,
        email=entry.email,
        outcome=outcome,
    )


def leave_all(command: Command, email: str) -> set[UUID]:
    """Take somebody off every list of the account; return the subscriptions they waited for."""
    entries = WaitlistEntry.objects.select_for_update().filter(
        account_id=command.account_id, email=email, left_at=None
    )
    found = list(entries.order_by("id"))
    for entry in found:
        _leave(command, entry, "withdrawn")
    return {entry.subscription_id for entry in found}


def _lock(command: Command, subscription_id: UUID, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [command.account_id, subscription_id])


def withdraw(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    email: str,
    seat_type: str | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Take somebody off the list. Refuses `role_not_allowed` and `not_found`."""
    address = _input.address(email)

    def body(command: Command) -> bool:
        subscription = claims.hold_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        claims.require_assign(command, terms, own_address=address)
        entry = (
            WaitlistEntry.objects.select_for_update()
            .filter(
                account_id=command.account_id,
                subscription_id=subscription_id,
                seat_type_id=claims.seat_type_of(terms, seat_type).id,
                email=address,
                left_at=None,
            )
            .first()
        )
        if entry is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="waitlist_entry"))
        _leave(command, entry, "withdrawn")
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="waitlist.withdraw",
        result=bool,
        body=body,
        key=key,
        request={"subscription": subscription_id, "email": address, "seat_type": seat_type},
    )


def invite_from_waitlist(
    *, account_id: UUID, subscription_id: UUID, now: datetime
) -> tuple[Given, ...]:
    """Give the free seats of a subscription to those who wait; called as time passes."""

    def body(command: Command) -> tuple[Given, ...]:
        claims.write_lapses(command, subscription_id)
        return serve(command, subscription_id)

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="waitlist.invite",
        result=tuple[Given, ...],
        body=body,
    ).value
