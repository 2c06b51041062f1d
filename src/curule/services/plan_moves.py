"""A subscription on another plan version: at once, or from its renewal on (T25)."""

from __future__ import annotations

from uuid import UUID

from curule.core.changes import Change
from curule.core.events import EventType
from curule.data.models import (
    Invoice,
    Quote,
    ScheduledPlanChange,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import interval_of
from curule.services import billing, periods, pools, reductions
from curule.services._command import Command


def move_to_plan(
    command: Command,
    subscription: Subscription,
    plan_version_id: UUID,
    change: Change,
    invoice: Invoice | None,
) -> None:
    """Move a subscription to another plan version; people stay, seat types match by name."""
    old, new = get_plan_terms(subscription.plan_version_id), get_plan_terms(plan_version_id)
    billing.move_charges(command, change.credited)
    reductions.withdraw_all(command, subscription)
    reductions.rename_seat_types(command, subscription, old, new)
    interval = _interval_on(subscription, new)
    subscription.plan_version_id = plan_version_id
    subscription.interval_unit, subscription.interval_count = interval
    billing.open_charges(
        command,
        subscription,
        new,
        change.charges,
        invoice_id=invoice.id if invoice else None,
    )
    reductions.remove_now(command, subscription, new, change, [])
    for move in change.moves:
        if move.add:
            pools.add_seats(
                command,
                subscription_id=subscription.id,
                seat_type_id=new.id_of(move.seat_type),
                count=move.add,
                starts_at=command.now,
            )
    if change.restart is not None:
        periods.restart(command, subscription, new, change)
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.PLAN_CHANGED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        before=old.plan_key,
        after=new.plan_key,
    )
    for person in command.people_with(*new.policy.who.change_roles):
        command.mail(
            "plan_changed", person.email, subscription_id=subscription.id, plan=new.plan_name
        )


def _interval_on(subscription: Subscription, new: PlanTerms) -> tuple[str, int]:
    """Return the interval of the target's prices: the present one where it has it, else its own."""
    present = interval_of(subscription)
    priced = [sold for sold in new.prices if sold.price.currency == subscription.currency]
    if any(sold.price.interval == present for sold in priced):
        return present.unit.value, present.count
    first = priced[0].price.interval
    return first.unit.value, first.count


def schedule_plan_change(command: Command, subscription: Subscription, quote: Quote) -> None:
    """Keep a change of plan for the renewal."""
    assert subscription.term_ends_at is not None
    ScheduledPlanChange.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).update(status="replaced", closed_at=command.now)
    ScheduledPlanChange.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        plan_version_id=UUID(quote.terms["plan_version"]),
        seats=quote.terms.get("seats", {}),
        effective_at=subscription.term_ends_at,
        requested_at=command.now,
        requested_by=command.person_id,
    )
    command.record(
        EventType.PLAN_CHANGE_SCHEDULED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        effective_at=subscription.term_ends_at,
    )
