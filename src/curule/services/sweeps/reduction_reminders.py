"""Who hears that fewer seats come soon: whoever will lose one, and those who decide on numbers.

Both are told with the last reminder of the term that the plan sends (seven days before where it
sends none), at once where that day was over when the reduction was asked for. Who leaves hears it
once, however often the number is asked for anew. Those who decide get no second mail where the
first says all: the reminder of the renewal of the same instant names the number, so this one comes
only with the names of people who leave; and who has just scheduled the reduction was told then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.lifecycle import Status
from curule.core.permissions import Actor
from curule.data.models import Assignment, ScheduledReduction, Seat, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import seats_in_force
from curule.services._command import Command, run
from curule.services._mailing import buyers, counts
from curule.services.changes import reductions, reminders

MOST_NAMES: Final = 20
"""How many of those who leave a mail names."""


def remind(*, account_id: UUID, reduction_id: UUID, now: datetime) -> None:
    """Mail what is scheduled, once, to whom it concerns; nothing of what was taken back.

    Where no term follows there is no number to begin with, and the end has a mail of its own.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(_subscription_of(account_id, reduction_id))
        rows = list(
            ScheduledReduction.objects.select_for_update()
            .filter(
                account_id=account_id,
                subscription_id=subscription.id,
                status="open",
                remind_at__lte=now,
            )
            .order_by("id")
        )
        if rows and subscription.auto_renew and subscription.status != Status.ENDED:
            _remind_of(command, subscription, rows)
        for row in rows:
            row.remind_at = None
            row.save(update_fields=["remind_at", "told"])
        return bool(rows)

    run(
        account_id=account_id,
        actor=Actor.system("worker"),
        now=now,
        name="reduction_reminders.remind",
        result=bool,
        body=body,
    )


def _subscription_of(account_id: UUID, reduction_id: UUID) -> UUID:
    reductions_here = ScheduledReduction.objects.filter(account_id=account_id)
    return reductions_here.values_list("subscription_id", flat=True).get(id=reduction_id)


def _remind_of(
    command: Command, subscription: Subscription, rows: Sequence[ScheduledReduction]
) -> None:
    terms = get_plan_terms(subscription.plan_version_id)
    names = {sold.id: sold.terms.name for sold in terms.seat_types}
    numbers: dict[str, int] = {}
    leavers: dict[str, Assignment] = {}
    fresh = True
    for row in rows:
        goes, number = reductions.foresee(command, subscription, row)
        people = [each for each in goes if each.person_id is not None]
        _tell_leavers(command, subscription, row, people)
        if number >= _present(command, subscription, row.seat_type_id):
            continue
        numbers[names[row.seat_type_id]] = number
        leavers |= {each.email: each for each in goes}
        fresh = fresh and row.remind_at == row.requested_at
    if numbers and not fresh:
        _tell_deciders(
            command, subscription, terms, rows[0], numbers=numbers, leaving=sorted(leavers)
        )


def _present(command: Command, subscription: Subscription, seat_type_id: UUID) -> int:
    return Seat.objects.filter(
        seats_in_force(command.now),
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
    ).count()


def _tell_leavers(
    command: Command,
    subscription: Subscription,
    row: ScheduledReduction,
    leaving: Iterable[Assignment],
) -> None:
    """Mail each person who will lose a seat and has not heard of it; note who has."""
    for assignment in leaving:
        if str(assignment.id) in row.told:
            continue
        row.told = [*row.told, str(assignment.id)]
        command.mail(
            "leaves_soon",
            assignment.email,
            subscription_id=subscription.id,
            effective_at=row.effective_at,
        )


def _tell_deciders(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    row: ScheduledReduction,
    *,
    numbers: dict[str, int],
    leaving: Sequence[str],
) -> None:
    assert row.remind_at is not None
    said = reminders.names_number(
        command, subscription, terms, at=row.remind_at, ends_at=row.effective_at
    )
    if said and not leaving:
        return
    for person in buyers(command, terms):
        command.mail(
            "reduction_reminder",
            person.email,
            subscription_id=subscription.id,
            target=counts(terms, numbers),
            effective_at=row.effective_at,
            people=_named(leaving) if leaving else None,
        )


def _named(leaving: Sequence[str]) -> str:
    more = len(leaving) - MOST_NAMES
    return ", ".join([*leaving[:MOST_NAMES], *([f"… (+{more})"] if more > 0 else [])])
