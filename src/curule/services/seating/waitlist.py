"""The waiting list: who found no free seat is invited, the oldest first, when one becomes free.

A command that frees a seat shares the subscription's lock before it ends and looks who waits;
whoever starts to wait takes it alone and looks for a free seat once more. So nobody waits beside a
free seat. Where time alone will free one (a seat that rests, or begins later), who waits carries
the time at which to look again.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from curule.core.events import EventType
from curule.core.refusals import Refused
from curule.data.models import Subscription, WaitlistEntry
from curule.selectors.catalog import get_plan_terms
from curule.services._acts import Command
from curule.services.seating import claims
from curule.services.seating._reassigning import next_vacancy
from curule.services.seating.seating import Given, Invitee, Outcome, Pool, is_served, seat

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
        _plan_look(command, pool)
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
            leave(command, entry, "invited")
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
        leave(command, entry, "invited")
    _plan_look(command, pool)
    return served


def _plan_look(command: Command, pool: Pool) -> None:
    """Let all who still wait carry the time at which a seat becomes free by itself, or none."""
    look_at = next_vacancy(
        pool.terms.policy.assignment.reassign, pool.subscription, pool.sold.id, command
    )
    _waiting(command, pool).exclude(look_again_at=look_at).update(look_again_at=look_at)


def _waiting(command: Command, pool: Pool) -> QuerySet[WaitlistEntry]:
    return WaitlistEntry.objects.filter(
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        seat_type_id=pool.sold.id,
        left_at=None,
    )


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
        _waiting(command, pool)
        .select_for_update()
        .exclude(id__in=passed_over)
        .order_by("added_at", "id")
        .first()
    )


def leave(command: Command, entry: WaitlistEntry, outcome: str) -> None:
    """Take an entry off the list; `outcome` says why."""
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
        leave(command, entry, "withdrawn")
    return {entry.subscription_id for entry in found}


def _lock(command: Command, subscription_id: UUID, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [command.account_id, subscription_id])
