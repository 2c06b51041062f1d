"""Fewer seats: at once, or from the renewal on, and who leaves then (A13, A14, I6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from curule.core.changes import Change, ScheduleMove
from curule.core.events import EventType
from curule.core.policy import DecreaseOccupied
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.renewal import reduction_reminder
from curule.core.seats import Hold, Occupant, TooManyPeople, who_leaves
from curule.data.models import (
    Assignment,
    NextTerm,
    ScheduledPlanChange,
    ScheduledReduction,
    Seat,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms, get_seat_type_name
from curule.selectors.standings import seats_in_force
from curule.services._command import Command
from curule.services._mailing import buyers
from curule.services.seating import claims, pools


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


def _occupants(
    command: Command, subscription_id: UUID, seat_type_id: UUID
) -> list[tuple[Occupant, Assignment]]:
    """Return who has a seat of the type, as the choice of who leaves needs it."""
    rows = Assignment.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription_id,
        seat_type_id=seat_type_id,
        ended_at=None,
    )
    return [
        (
            Occupant(
                key=str(row.id),
                hold=Hold(row.state),
                since=row.started_at,
                last_active_at=row.last_active_at,
            ),
            row,
        )
        for row in rows.order_by("id")
    ]


def _leaving(
    pairs: Sequence[tuple[Occupant, Assignment]],
    seats: int,
    rule: DecreaseOccupied,
    chosen: Collection[str],
) -> list[Assignment]:
    """Return whose assignments end when only `seats` seats are left.

    `chosen` are addresses or ids of assignments. Refuses `below_assigned`.
    """
    by_key = {occupant.key: row for occupant, row in pairs}
    keys = [key for key, row in by_key.items() if key in chosen or row.email in chosen]
    decided = who_leaves([occupant for occupant, _row in pairs], seats, rule, keys)
    if isinstance(decided, TooManyPeople):
        raise Refused(
            refuse(RefusalCode.BELOW_ASSIGNED, assigned=decided.staying, wanted=decided.seats)
        )
    return [by_key[occupant.key] for occupant in decided]


def _running(
    command: Command, subscription: Subscription, seat_type_id: UUID, at: datetime
) -> QuerySet[Seat]:
    return Seat.objects.filter(
        seats_in_force(at),
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
    )


# --- at once --------------------------------------------------------------------------------------


def remove_now(
    command: Command,
    subscription: Subscription,
    seat_type_id: UUID,
    number: int,
    *,
    rule: DecreaseOccupied,
    leave: Collection[str] = (),
) -> None:
    """End so many seats of a type at once: the chosen people leave, then free seats go.

    Refuses `below_assigned`.
    """
    in_force = _running(command, subscription, seat_type_id, command.now).count()
    goal = in_force - number
    pairs = _occupants(command, subscription.id, seat_type_id)
    claims.release(command, *_leaving(pairs, goal, rule, leave), reason="reduction")
    free = pools.free_seats(
        command, subscription_id=subscription.id, seat_type_id=seat_type_id, now=command.now
    )
    if len(free) < number:
        taken = in_force - len(free)
        raise Refused(refuse(RefusalCode.BELOW_ASSIGNED, assigned=taken, wanted=goal))
    pools.end_seats(command, free[:number], command.now)


# --- from the renewal on --------------------------------------------------------------------------


def schedule(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    leave: Sequence[str],
) -> None:
    """Write down the totals from the renewal on, and give their end to the seats that will go.

    Where seats were added beside a reduction that stays, whoever was chosen to leave still does.
    """
    added = {move.seat_type for move in change.moves if move.add}
    for move in change.schedule:
        seat_type_id = terms.id_of(move.seat_type)
        row = _open_reduction(command, subscription, seat_type_id)
        before = row.leaves if row is not None and move.seat_type in added else ()
        told = row.told if row is not None else []
        replaced = withdraw(command, subscription, seat_type_id, outcome="replaced")
        if move.target is not None:
            _schedule_one(command, subscription, seat_type_id, move, (leave, before), told=told)
        elif replaced:
            _record_withdrawn(command, subscription, move.seat_type)


def _open_reduction(
    command: Command, subscription: Subscription, seat_type_id: UUID
) -> ScheduledReduction | None:
    return ScheduledReduction.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
        status="open",
    ).first()


def _schedule_one(
    command: Command,
    subscription: Subscription,
    seat_type_id: UUID,
    move: ScheduleMove,
    choices: Iterable[Collection[str]],
    *,
    told: Sequence[str],
) -> None:
    """Schedule one seat type; of the `choices` of who leaves the first that names anybody holds.

    `told` are the assignments whose holders know already that they leave on the same day.
    """
    assert move.target is not None
    assert subscription.term_ends_at is not None
    rows = [row for _occupant, row in _occupants(command, subscription.id, seat_type_id)]
    named = ([row for row in rows if {row.email, str(row.id)} & set(keys)] for keys in choices)
    chosen = next((each for each in named if each), [])
    ScheduledReduction.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
        target=move.target,
        effective_at=subscription.term_ends_at,
        leaves=[str(row.id) for row in chosen],
        remind_at=plan_reminder(subscription, command.now),
        told=list(told),
        requested_at=command.now,
        requested_by=command.person_id,
    )
    present = _running(command, subscription, seat_type_id, command.now).count()
    cap_seats(command, subscription, seat_type_id, move.target, [row.email for row in chosen])
    command.record(
        EventType.REDUCTION_SCHEDULED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        seat_type=move.seat_type,
        target=move.target,
        effective_at=subscription.term_ends_at,
    )
    if move.target < present:
        _tell(command, subscription, "reduction_scheduled", move.target, subscription.term_ends_at)


def plan_reminder(subscription: Subscription, asked_at: datetime) -> datetime:
    """Return when those whom a reduction at the term's end concerns are reminded of it."""
    assert subscription.term_ends_at is not None
    return reduction_reminder(
        requested_at=asked_at,
        effective_at=subscription.term_ends_at,
        days_before=get_plan_terms(subscription.plan_version_id).policy.renewal.reminder_days,
        zone=subscription.time_zone,
    )


def _tell(
    command: Command, subscription: Subscription, template: str, target: int, at: datetime
) -> None:
    terms = get_plan_terms(subscription.plan_version_id)
    for person in buyers(command, terms):
        command.mail(
            template,
            person.email,
            subscription_id=subscription.id,
            target=target,
            effective_at=at,
        )


def cap_seats(
    command: Command,
    subscription: Subscription,
    seat_type_id: UUID,
    target: int,
    leave: Collection[str],
) -> None:
    """Give the term's end to the seats that will go: free ones first, then the chosen people's."""
    end = subscription.term_ends_at
    assert end is not None
    running = _running(command, subscription, seat_type_id, end)
    excess = running.count() - target
    if excess <= 0:
        return
    locked = running.select_for_update()
    free = list(locked.filter(assignment_id=None).order_by("-starts_at", "-id")[:excess])
    chosen = Assignment.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
        ended_at=None,
        email__in=list(leave),
    )
    named = list(locked.filter(assignment_id__in=chosen.values("id")).order_by("-starts_at", "-id"))
    pools.end_seats(command, [*free, *named[: excess - len(free)]], end)


def cap_ordered_term(command: Command, subscription: Subscription) -> None:
    """Give the term's end to what an ordered next term does not go on with."""
    ordered = NextTerm.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).first()
    if ordered is None:
        return
    terms = get_plan_terms(subscription.plan_version_id)
    for name, number in ordered.seats.items():
        cap_seats(command, subscription, terms.id_of(name), number, ordered.leaves)


def withdraw(
    command: Command, subscription: Subscription, seat_type_id: UUID, *, outcome: str
) -> bool:
    """Take back what is scheduled for a seat type: its seats run on."""
    row = _open_reduction(command, subscription, seat_type_id)
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
    withdrawn = withdraw_reductions(command, subscription)
    return withdrawn + ScheduledPlanChange.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).update(status="withdrawn", closed_at=command.now)


def withdraw_reductions(command: Command, subscription: Subscription) -> int:
    """Take back the numbers that are scheduled; return how many there were."""
    rows = ScheduledReduction.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    )
    withdrawn = 0
    for row in list(rows.order_by("id")):
        withdraw(command, subscription, row.seat_type_id, outcome="withdrawn")
        _record_withdrawn(command, subscription, get_seat_type_name(row.seat_type_id))
        withdrawn += 1
    return withdrawn


def _record_withdrawn(command: Command, subscription: Subscription, seat_type: str) -> None:
    command.record(
        EventType.REDUCTION_WITHDRAWN,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        seat_type=seat_type,
    )


def move_with_term(command: Command, subscription: Subscription, old_end: datetime | None) -> None:
    """Move what waits for the term's end, and the ends it gave to seats, when that end moves."""
    new_end = subscription.term_ends_at
    if old_end is None or new_end is None or old_end == new_end:
        return
    of = Q(account_id=command.account_id, subscription_id=subscription.id)
    reductions = ScheduledReduction.objects.filter(of, status="open")
    ordered = NextTerm.objects.filter(of, status="open")
    moving = Seat.objects.select_for_update().filter(of, ends_at=old_end)
    if not ordered.exists():
        moving = moving.filter(seat_type_id__in=reductions.values("seat_type_id"))
    pools.end_seats(command, moving.order_by("id"), new_end)
    # Who was told of another day is told again.
    reductions.update(
        effective_at=new_end, remind_at=plan_reminder(subscription, command.now), told=[]
    )
    ordered.update(starts_at=new_end)
    ScheduledPlanChange.objects.filter(of, status="open").update(effective_at=new_end)


# --- on the date ----------------------------------------------------------------------------------


def apply_due(command: Command, subscription: Subscription, at: datetime) -> None:
    """Apply what was scheduled for `at`, once: the rest of who leaves is decided now.

    Where no term follows there is no number to begin with, and it is taken back.
    """
    if not subscription.auto_renew:
        withdraw_reductions(command, subscription)
        return
    terms = get_plan_terms(subscription.plan_version_id)
    rows = ScheduledReduction.objects.select_for_update().filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        status="open",
        effective_at__lte=at,
    )
    for row in rows.order_by("id"):
        # What will go has its end already; where fewer run, seats come instead.
        before = _running(command, subscription, row.seat_type_id, at).count()
        total = bring_to(
            command,
            subscription,
            row.seat_type_id,
            target=row.target,
            rule=terms.policy.decrease.occupied,
            leaves=row.leaves,
        )
        row.status = "applied"
        row.closed_at = at
        row.save(update_fields=["status", "closed_at"])
        command.record(
            EventType.REDUCTION_APPLIED,
            subject_id=subscription.id,
            subscription_id=subscription.id,
            seat_type=get_seat_type_name(row.seat_type_id),
            target=row.target,
            total=total,
        )
        if before >= row.target:
            _tell(command, subscription, "reduction_applied", total, at)


def bring_to(
    command: Command,
    subscription: Subscription,
    seat_type_id: UUID,
    *,
    target: int,
    rule: DecreaseOccupied,
    leaves: Collection[str],
) -> int:
    """Bring the seats in force from now on to `target`, as near as people allow.

    Returns the total that came of it.
    """
    running = _running(command, subscription, seat_type_id, command.now)
    total = running.count()
    if total < target:
        pools.add_seats(
            command,
            subscription_id=subscription.id,
            seat_type_id=seat_type_id,
            count=target - total,
            starts_at=command.now,
        )
        return target
    goes, _rest = _going(command, subscription, running, seat_type_id, (target, rule, leaves))
    claims.release(command, *goes, reason="reduction")
    free = running.select_for_update().filter(assignment_id=None).order_by("-starts_at", "-id")
    ending = list(free[: total - target])
    pools.end_seats(command, ending, command.now)
    return total - len(ending)


def _going(
    command: Command,
    subscription: Subscription,
    running: QuerySet[Seat],
    seat_type_id: UUID,
    decided: tuple[int, DecreaseOccupied, Collection[str]],
) -> tuple[list[Assignment], int]:
    """Return who leaves the seats that run on, and how many people stay on them."""
    target, rule, leaves = decided
    on_running = set(running.exclude(assignment_id=None).values_list("assignment_id", flat=True))
    pairs = _occupants(command, subscription.id, seat_type_id)
    staying = [(occupant, row) for occupant, row in pairs if row.id in on_running]
    # A date that has come is not refused: nobody leaves, and the seats in use are billed.
    lenient = DecreaseOccupied.DROP_TO_USED if rule is DecreaseOccupied.REFUSE else rule
    goes = _leaving(staying, target, lenient, leaves)
    return goes, len(staying) - len(goes)


def foresee(
    command: Command, subscription: Subscription, row: ScheduledReduction
) -> tuple[list[Assignment], int]:
    """Return who will leave by a reduction, as things stand now, and the number that comes of it.

    Those are who was chosen and, where the policy lets time decide, who would have to go today.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    running = _running(command, subscription, row.seat_type_id, row.effective_at)
    decided = (row.target, terms.policy.decrease.occupied, row.leaves)
    goes, stay = _going(command, subscription, running, row.seat_type_id, decided)
    ending = Seat.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=row.seat_type_id,
        ends_at=row.effective_at,
    ).exclude(assignment_id=None)
    chosen = Assignment.objects.filter(
        account_id=command.account_id, id__in=ending.values("assignment_id")
    )
    return [*chosen.order_by("id"), *goes], max(row.target, stay)
