"""Settling a plan of one's own when its owner joins another account (Z3, Z15, Z17).

The own plan ends at once; what it was still worth moves later, so that joining can be taken back
until then without leaving a document. What undoing puts back is kept with the settlement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.policy import OwnPlan
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.settlement import Choice, OwnAccount, refuse_joining
from curule.data.models import (
    Account,
    Assignment,
    Invitation,
    Invoice,
    Member,
    Period,
    Person,
    ScheduledPlanChange,
    ScheduledReduction,
    Seat,
    Settlement,
    Subscription,
)
from curule.selectors.catalog import PlanTerms
from curule.services._command import Command
from curule.services.changes import periods, reductions
from curule.services.joining._unused_value import unused_value
from curule.services.seating import claims, pools
from curule.services.seating.claims import EndReason
from curule.services.seating.own_plans import find_own_plan


@dataclass(frozen=True, slots=True)
class Own:
    """An own plan: its account and its subscription."""

    account_id: UUID
    subscription_id: UUID


def find_own(command: Command, terms: PlanTerms, person: Person) -> Own | None:
    """Return the own plan that joining is about, where the policy does not keep both."""
    if terms.policy.joining.own_plan is OwnPlan.KEEP_BOTH:
        return None
    found = find_own_plan(person.id, terms.product_id, other_than=command.account_id)
    return None if found is None else Own(found.account_id, found.id)


def lock_own(command: Command, terms: PlanTerms, person: Person) -> Own | None:
    """Return the own plan with both accounts locked, as it is under the locks.

    Who joins two accounts at the same moment brings the plan to one of them.
    """
    own = find_own(command, terms, person)
    while own is not None:
        _lock_both(command, own)
        found = find_own(command, terms, person)
        if found == own:
            return own
        own = found
    return None


def _lock_both(command: Command, own: Own) -> None:
    """Lock both accounts in the order of their ids, then the own subscription."""
    lock_accounts(command.account_id, own.account_id)
    list(
        Subscription.objects.select_for_update().filter(
            account_id=own.account_id, id=own.subscription_id
        )
    )


def lock_accounts(*account_ids: UUID) -> list[Account]:
    """Lock accounts in the order of their ids, as everybody does who needs two."""
    return list(
        Account.objects.select_for_update(no_key=True).filter(id__in=account_ids).order_by("id")
    )


def settle(
    command: Command,
    invitation: Invitation,
    *,
    terms: PlanTerms,
    person: Person,
    own: Own,
    choice: Choice | None,
) -> UUID:
    """End the own plan and write down what it was worth and where that goes; returns its id.

    Refuses `own_plan_not_allowed`, `clocks_differ`, `outstanding_invoices`, `not_sole_member` and
    `own_plan_choice_required`.
    """
    joining = terms.policy.joining
    account = Account.objects.get(id=own.account_id)
    subscription = Subscription.objects.get(account_id=own.account_id, id=own.subscription_id)
    value = 0
    if joining.own_plan is OwnPlan.SETTLE:
        _refuse_other_clock(command, account)
        value = unused_value(subscription, command.now)
    facts = own_account_facts(subscription, person, command.now, value)
    refused = refuse_joining(joining, facts, choice)
    if refused and refused.code is RefusalCode.OUTSTANDING_INVOICES:
        refused = replace(refused, values=_open_invoices(own.account_id, subscription.currency))
    if refused:
        raise Refused(refused)
    assert choice is not None
    own_command = command.beside(account)
    kept = _end_plan(own_command, subscription)
    settlement = Settlement.objects.create(
        own_account_id=own.account_id,
        joined_account_id=command.account_id,
        person_id=person.id,
        invitation_id=invitation.id,
        own_subscription_id=subscription.id,
        choice=choice.value,
        currency=subscription.currency,
        amount_minor=value,
        settled_at=command.now,
        moves_at=command.now + timedelta(hours=joining.undo_hours),
        restore=kept,
    )
    record_both(command, own_command, EventType.JOIN_SETTLED, settlement)
    command.mail(
        "join_settled",
        person.email,
        subscription_id=invitation.subscription_id,
        invitation_id=None,
        moves_at=settlement.moves_at,
        **{choice.value: Money(value, subscription.currency)},
    )
    return settlement.id


def _refuse_other_clock(command: Command, own: Account) -> None:
    if own.clock_id != command.account.clock_id:
        raise Refused(refuse(RefusalCode.CLOCKS_DIFFER))


def own_account_facts(
    subscription: Subscription, person: Person, now: datetime, value: int
) -> OwnAccount:
    """Return what joining asks about the own account: any open invoice, and who else is there."""
    account_id = subscription.account_id
    members = Member.objects.filter(account_id=account_id, left_at=None).exclude(person=person)
    others = set(members.values_list("person__email", flat=True))
    lapsed = Invitation.objects.filter(account_id=account_id, status="open", expires_at__lte=now)
    seated = (
        Assignment.objects.filter(account_id=account_id, ended_at=None)
        .exclude(email=person.email)
        .exclude(state="held", invitation_id__in=lapsed.values("id"))
    )
    others |= set(seated.values_list("email", flat=True))
    return OwnAccount(
        open_invoices=Invoice.objects.filter(account_id=account_id, status="open").count(),
        other_people=len(others),
        value=value,
        currency=subscription.currency,
    )


def _open_invoices(account_id: UUID, currency: str) -> Mapping[str, object]:
    rows = list(Invoice.objects.filter(account_id=account_id, status="open").order_by("issued_at"))
    amount = sum(
        row.total_minor - row.paid_minor - row.credited_minor
        for row in rows
        if row.currency == currency
    )
    return {"amount": Money(amount, currency), "invoices": tuple(row.number or "" for row in rows)}


# --- ending the own plan, and putting it back ---------------------------------------------------


def _end_plan(command: Command, subscription: Subscription) -> dict[str, Any]:
    """End a plan at once and return what undoing puts back."""
    kept = _kept(subscription, command.now)
    reductions.withdraw_all(command, subscription)
    pools.end_all_seats(command, subscription_id=subscription.id, ends_at=command.now)
    held = Assignment.objects.filter(
        account_id=subscription.account_id, subscription_id=subscription.id, ended_at=None
    )
    claims.release(command, *held, reason=EndReason.LEFT_FOR_ACCOUNT)
    Invitation.objects.filter(
        account_id=subscription.account_id, subscription_id=subscription.id, status="open"
    ).update(status="canceled", closed_at=command.now)
    periods.end_running_period(command, subscription, command.now)
    subscription.status = Status.ENDED
    subscription.ended_at = command.now
    subscription.end_reason = "joined"
    subscription.remind_at = None
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.SUBSCRIPTION_ENDED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        reason="joined",
    )
    return kept


def _kept(subscription: Subscription, now: datetime) -> dict[str, Any]:
    of = {"account_id": subscription.account_id, "subscription_id": subscription.id}
    running = Seat.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), **of)
    active = Assignment.objects.filter(**of, ended_at=None, state="active", lapses_at=None)
    open_periods = Period.objects.filter(**of, ends_at__gt=now)
    return {
        "status": subscription.status,
        "remind_at": _written(subscription.remind_at),
        "seats": {str(seat.id): _written(seat.ends_at) for seat in running},
        "people": [
            [str(row.seat_type_id), str(row.seat_id), str(row.person_id), row.email]
            for row in active.order_by("id")
        ],
        "periods": [
            [str(row.pool_id), row.starts_at.isoformat(), row.ends_at.isoformat()]
            for row in open_periods
        ],
        "reductions": [
            [
                str(row.seat_type_id),
                row.target,
                row.effective_at.isoformat(),
                row.leaves,
                _written(row.remind_at),
                row.told,
            ]
            for row in ScheduledReduction.objects.filter(**of, status="open")
        ],
        "plan_changes": [
            [str(row.plan_version_id), row.seats, row.effective_at.isoformat()]
            for row in ScheduledPlanChange.objects.filter(**of, status="open")
        ],
    }


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _read(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def put_back(command: Command, subscription: Subscription, kept: Mapping[str, Any]) -> None:
    """Restore a plan that was ended by joining, with its old end."""
    subscription.status = kept["status"]
    subscription.ended_at = None
    subscription.end_reason = ""
    subscription.remind_at = _read(kept["remind_at"])
    subscription.version += 1
    subscription.save()
    _put_back_seats(command, subscription, kept["seats"])
    _put_back_periods(subscription, kept["periods"])
    _put_back_schedule(command, subscription, kept)
    _put_back_people(command, subscription, kept["people"])
    command.record(
        EventType.SUBSCRIPTION_RESTORED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
    )


def _put_back_seats(
    command: Command, subscription: Subscription, ends: Mapping[str, str | None]
) -> None:
    seats = list(
        Seat.objects.select_for_update().filter(
            account_id=subscription.account_id, id__in=list(ends)
        )
    )
    for seat in seats:
        seat.ends_at = _read(ends[str(seat.id)])
    Seat.objects.bulk_update(seats, ["ends_at"])
    command.record_all(
        EventType.SEAT_ADDED,
        [(seat.id, {"starts_at": seat.starts_at, "ends_at": seat.ends_at}) for seat in seats],
        subscription_id=subscription.id,
    )


def _put_back_periods(subscription: Subscription, kept: Iterable[list[str]]) -> None:
    for pool_id, starts_at, ends_at in kept:
        begun = Period.objects.filter(
            account_id=subscription.account_id,
            pool_id=pool_id,
            starts_at=datetime.fromisoformat(starts_at),
        )
        end = datetime.fromisoformat(ends_at)
        if not begun.update(ends_at=end):
            Period.objects.create(
                account_id=subscription.account_id,
                subscription_id=subscription.id,
                pool_id=UUID(pool_id),
                starts_at=datetime.fromisoformat(starts_at),
                ends_at=end,
            )


def _put_back_schedule(
    command: Command, subscription: Subscription, kept: Mapping[str, Any]
) -> None:
    of = {
        "account_id": subscription.account_id,
        "subscription_id": subscription.id,
        "requested_at": command.now,
        "requested_by": command.person_id,
    }
    for seat_type_id, target, effective_at, leaves, *told in kept["reductions"]:
        remind_at, knowing = told or (None, [])
        ScheduledReduction.objects.create(
            **of,
            seat_type_id=seat_type_id,
            target=target,
            effective_at=datetime.fromisoformat(effective_at),
            leaves=leaves,
            remind_at=_read(remind_at),
            told=knowing,
        )
    for plan_version_id, seats, effective_at in kept["plan_changes"]:
        ScheduledPlanChange.objects.create(
            **of,
            plan_version_id=plan_version_id,
            seats=seats,
            effective_at=datetime.fromisoformat(effective_at),
        )


def _put_back_people(
    command: Command, subscription: Subscription, people: Iterable[list[str]]
) -> None:
    """Put everybody back on their seat, but for seats whose own end has come meanwhile."""
    in_force = set(
        Seat.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=command.now),
            account_id=subscription.account_id,
            subscription_id=subscription.id,
        ).values_list("id", flat=True)
    )
    over = subscription.term_ends_at is not None and subscription.term_ends_at <= command.now
    for seat_type_id, seat_id, person_id, email in people:
        if UUID(seat_id) in in_force and not (over and not subscription.auto_renew):
            claims.claim(
                command,
                subscription=subscription,
                seat_type_id=UUID(seat_type_id),
                email=email,
                person_id=UUID(person_id),
                seat_id=UUID(seat_id),
            )


def record_both(command: Command, other: Command, event: EventType, settlement: Settlement) -> None:
    """Record in both accounts what became of a settlement."""
    for told in (command, other):
        told.record(
            event,
            subject_id=settlement.id,
            person=settlement.person_id,
            choice=settlement.choice,
            amount=settlement.amount_minor,
            currency=settlement.currency,
        )
