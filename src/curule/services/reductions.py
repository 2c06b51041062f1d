"""Fewer seats: at once, or from the renewal on, and who leaves then (A13, A14, I6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from curule.core.changes import Change, ScheduleMove
from curule.core.events import EventType
from curule.core.policy import DecreaseOccupied
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.seats import Hold, Occupant, TooManyPeople, who_leaves
from curule.data.models import (
    Assignment,
    Invitation,
    Order,
    ScheduledPlanChange,
    ScheduledReduction,
    Seat,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import seats_in_force
from curule.services import claims, pools
from curule.services._command import Command


def occupants_of(
    command: Command, subscription_id: UUID, seat_type_id: UUID
) -> dict[str, tuple[Occupant, Assignment]]:
    """Return who has a seat of the type, by assignment id."""
    rows = Assignment.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription_id,
        seat_type_id=seat_type_id,
        ended_at=None,
    )
    return {
        str(row.id): (
            Occupant(
                key=str(row.id),
                hold=Hold(row.state),
                since=row.started_at,
                last_active_at=row.last_active_at,
            ),
            row,
        )
        for row in rows
    }


def leavers(
    command: Command,
    subscription_id: UUID,
    seat_type_id: UUID,
    *,
    seats: int,
    rule: DecreaseOccupied,
    chosen: Collection[str],
) -> list[Assignment]:
    """Return the assignments that end when only `seats` seats are left; `chosen` are addresses."""
    occupants = occupants_of(command, subscription_id, seat_type_id)
    keys = [key for key, (_, row) in occupants.items() if row.email in chosen or key in chosen]
    decided = who_leaves([occupant for occupant, _ in occupants.values()], seats, rule, keys)
    if isinstance(decided, TooManyPeople):
        raise Refused(
            refuse(RefusalCode.BELOW_ASSIGNED, assigned=decided.staying, wanted=decided.seats)
        )
    return [occupants[occupant.key][1] for occupant in decided]


def refuse_unknown_leavers(
    command: Command, subscription: Subscription, leave: Sequence[str]
) -> None:
    """Refuse a choice that names somebody without a seat."""
    if not leave:
        return
    known = set(
        Assignment.objects.filter(
            account_id=command.account_id, subscription_id=subscription.id, ended_at=None
        ).values_list("email", flat=True)
    )
    strangers = tuple(email for email in leave if email not in known)
    if strangers:
        raise Refused(refuse(RefusalCode.LEAVERS_INVALID, people=strangers))


def remove_now(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    leave: Sequence[str],
) -> None:
    """End seats at once: the chosen people leave, then free seats go (decrease.effective = now)."""
    for move in change.moves:
        if not move.remove:
            continue
        seat_type_id = terms.id_of(move.seat_type)
        in_force = _in_force(command, subscription, seat_type_id, command.now)
        goal = in_force - move.remove
        leaving = leavers(
            command,
            subscription.id,
            seat_type_id,
            seats=goal,
            rule=terms.policy.decrease.occupied,
            chosen=leave,
        )
        for assignment in leaving:
            claims.release(command, assignment, reason="reduction")
        free = pools.free_seats(
            command,
            subscription_id=subscription.id,
            seat_type_id=seat_type_id,
            now=command.now,
        )
        if len(free) < move.remove:
            taken = in_force - len(free)
            raise Refused(refuse(RefusalCode.BELOW_ASSIGNED, assigned=taken, wanted=goal))
        pools.end_seats(command, free[: move.remove], command.now)


def _in_force(
    command: Command, subscription: Subscription, seat_type_id: UUID, at: datetime
) -> int:
    return Seat.objects.filter(
        seats_in_force(at),
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
    ).count()


def schedule(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    leave: Sequence[str],
) -> None:
    """Write down the totals from the renewal on, and give their end to the seats that will go."""
    for move in change.schedule:
        seat_type_id = terms.id_of(move.seat_type)
        replaced = withdraw(command, subscription, seat_type_id, outcome="replaced")
        if move.target is None:
            if replaced:
                command.record(
                    EventType.REDUCTION_WITHDRAWN,
                    subject_id=subscription.id,
                    subscription_id=subscription.id,
                    seat_type=move.seat_type,
                )
            continue
        _schedule_one(command, subscription, seat_type_id, move, leave)


def _schedule_one(
    command: Command,
    subscription: Subscription,
    seat_type_id: UUID,
    move: ScheduleMove,
    leave: Sequence[str],
) -> None:
    assert move.target is not None
    assert subscription.term_ends_at is not None
    chosen = [
        row
        for _, row in occupants_of(command, subscription.id, seat_type_id).values()
        if row.email in leave
    ]
    ScheduledReduction.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
        target=move.target,
        effective_at=subscription.term_ends_at,
        leaves=[str(row.id) for row in chosen],
        requested_at=command.now,
        requested_by=command.person_id,
    )
    cap_seats(command, subscription, seat_type_id, move.target, chosen)
    command.record(
        EventType.REDUCTION_SCHEDULED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        seat_type=move.seat_type,
        target=move.target,
        effective_at=subscription.term_ends_at,
    )
    for person in command.people_with(
        *get_plan_terms(subscription.plan_version_id).policy.who.change_roles
    ):
        command.mail(
            "reduction_scheduled",
            person.email,
            subscription_id=subscription.id,
            target=move.target,
            effective_at=subscription.term_ends_at,
        )


def cap_seats(
    command: Command,
    subscription: Subscription,
    seat_type_id: UUID,
    target: int,
    chosen: Sequence[Assignment],
) -> None:
    """Give the renewal as their end to the seats that will go: free ones first, then the chosen."""
    end = subscription.term_ends_at
    assert end is not None
    running = Seat.objects.filter(
        seats_in_force(end),
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
    )
    excess = running.count() - target
    if excess <= 0:
        return
    free = list(
        running.select_for_update()
        .filter(assignment_id=None)
        .order_by("-starts_at", "-id")[:excess]
    )
    left = excess - len(free)
    named = list(
        running.select_for_update().filter(assignment_id__in=[row.id for row in chosen])[:left]
    )
    if free or named:
        pools.end_seats(command, [*free, *named], end)


def withdraw(
    command: Command, subscription: Subscription, seat_type_id: UUID, *, outcome: str
) -> bool:
    """Take back what is scheduled for a seat type: its seats run on."""
    row = ScheduledReduction.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
        status="open",
    ).first()
    if row is None:
        return False
    row.status = outcome
    row.closed_at = command.now
    row.save(update_fields=["status", "closed_at"])
    pools.keep_seats(
        command,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
        ends_at=row.effective_at,
    )
    return True


def withdraw_all(command: Command, subscription: Subscription) -> int:
    """Take back everything that is scheduled for a subscription; return how much it was."""
    rows = ScheduledReduction.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    )
    withdrawn = sum(
        withdraw(command, subscription, row.seat_type_id, outcome="withdrawn") for row in list(rows)
    )
    return withdrawn + ScheduledPlanChange.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).update(status="withdrawn", closed_at=command.now)


def move_with_term(command: Command, subscription: Subscription, old_end: datetime | None) -> None:
    """Move what waits for the renewal, and the ends it gave to seats, when the renewal moves."""
    new_end = subscription.term_ends_at
    if old_end is None or new_end is None or old_end == new_end:
        return
    rows = ScheduledReduction.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    )
    for row in rows:
        seats = list(
            Seat.objects.select_for_update().filter(
                account_id=command.account_id,
                subscription_id=subscription.id,
                seat_type_id=row.seat_type_id,
                ends_at=row.effective_at,
            )
        )
        if seats:
            pools.end_seats(command, seats, new_end)
    rows.update(effective_at=new_end)
    ScheduledPlanChange.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).update(effective_at=new_end)


def apply_due(command: Command, subscription: Subscription, at: datetime) -> None:
    """Apply what was scheduled for `at`, once: the rest of who leaves is decided now."""
    terms = get_plan_terms(subscription.plan_version_id)
    rows = ScheduledReduction.objects.select_for_update().filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        status="open",
        effective_at__lte=at,
    )
    for row in rows:
        total = bring_to(
            command,
            subscription,
            terms,
            row.seat_type_id,
            target=row.target,
            leaves=row.leaves,
            at=at,
        )
        row.status = "applied"
        row.closed_at = at
        row.save(update_fields=["status", "closed_at"])
        command.record(
            EventType.REDUCTION_APPLIED,
            subject_id=subscription.id,
            subscription_id=subscription.id,
            seat_type=terms.name_of(row.seat_type_id),
            target=row.target,
            total=total,
        )


def bring_to(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    seat_type_id: UUID,
    *,
    target: int,
    leaves: Collection[str],
    at: datetime,
) -> int:
    """Bring the seats in force from `at` on to `target`, as near as people allow.

    Returns the total that came of it.
    """
    running = Seat.objects.filter(
        seats_in_force(at),
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
    )
    total = running.count()
    if total < target:
        pools.add_seats(
            command,
            subscription_id=subscription.id,
            seat_type_id=seat_type_id,
            count=target - total,
            starts_at=at,
        )
        return target
    rule = terms.policy.decrease.occupied
    on_running = set(running.exclude(assignment_id=None).values_list("assignment_id", flat=True))
    staying = [
        pair
        for key, pair in occupants_of(command, subscription.id, seat_type_id).items()
        if UUID(key) in on_running
    ]
    keys = [occupant.key for occupant, row in staying if {occupant.key, row.email} & set(leaves)]
    lenient = DecreaseOccupied.DROP_TO_USED if rule is DecreaseOccupied.REFUSE else rule
    decided = who_leaves([occupant for occupant, _ in staying], target, lenient, keys)
    assert not isinstance(decided, TooManyPeople)
    by_key = {occupant.key: assignment for occupant, assignment in staying}
    for occupant in decided:
        claims.release(command, by_key[occupant.key], reason="reduction")
    free = list(running.select_for_update().filter(assignment_id=None).order_by("-starts_at"))
    ending = free[: max(total - target, 0)]
    if ending:
        pools.end_seats(command, ending, at)
    return total - len(ending)


def rename_seat_types(
    command: Command, subscription: Subscription, old: PlanTerms, new: PlanTerms
) -> None:
    """Let seats, people and invitations follow their seat type, by name, to another plan."""
    known = {sold.terms.name: sold.id for sold in new.seat_types}
    for sold in old.seat_types:
        target = known.get(sold.terms.name)
        if target is None:
            continue
        for table in (Seat, Assignment, Invitation):
            table.objects.filter(
                Q(account_id=command.account_id)
                & Q(subscription_id=subscription.id)
                & Q(seat_type_id=sold.id)
            ).update(seat_type_id=target)


def carry_over(command: Command, subscription: Subscription, order: Order) -> None:
    """Seat the people of older batches in the new one (renewal.assignments = carry_over)."""
    new_seats = Seat.objects.filter(account_id=command.account_id, order_id=order.id)
    for seat_type_id in set(new_seats.values_list("seat_type_id", flat=True)):
        people = Assignment.objects.filter(
            account_id=command.account_id,
            subscription_id=subscription.id,
            seat_type_id=seat_type_id,
            state="active",
        ).order_by("-started_at")
        emails = dict.fromkeys(row.email for row in people if row.ended_at is None)
        for email in list(emails)[: new_seats.filter(seat_type_id=seat_type_id).count()]:
            row = next(row for row in people if row.email == email)
            claims.claim(
                command,
                subscription=subscription,
                seat_type_id=seat_type_id,
                person_id=row.person_id,
                email=email,
            )
