"""What an order brings about when it is granted: seats, the running period, what is scheduled.

A change was decided and priced by the core and stored with its quote; here it is carried out as it
stands. Under `on_payment` nothing of it exists before the money does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec

from curule.core.anchors import Anchor, AnchorKind, anchor_from
from curule.core.changes import Change
from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.periods import BillingPeriod, end_of, period
from curule.core.policy import IncreaseCharge, RenewalAssignments, TermStarts
from curule.core.proration import rest_from
from curule.core.roles import Role
from curule.data.models import (
    Batch,
    Invoice,
    NextTerm,
    Order,
    Period,
    Person,
    Quote,
    ScheduledPlanChange,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import grace_of, interval_of
from curule.services import billing, pools, reductions, reminders
from curule.services._command import Command


def lock_subscription(command: Command, subscription_id: UUID) -> Subscription:
    """Take the lock under which quantity, plan, term and status change. Raises `DoesNotExist`."""
    return Subscription.objects.select_for_update().get(
        account_id=command.account_id, id=subscription_id
    )


def change_of(quote: Quote) -> Change:
    """Return the change that a quote stored."""
    return msgspec.convert(quote.change, Change)


def method_of(invoice: Invoice) -> UUID | None:
    """Return the method first used for the subscription of an invoice (A10)."""
    if invoice.subscription_id is None:
        return None
    return Subscription.objects.values_list("method_id", flat=True).get(
        account_id=invoice.account_id, id=invoice.subscription_id
    )


def on_invoice_paid(command: Command, invoice: Invoice) -> None:
    """Grant the order that waited for this invoice, and lift what its being unpaid had caused."""
    order = Order.objects.filter(
        account_id=command.account_id, invoice_id=invoice.id, status="awaiting_payment"
    ).first()
    if order is not None:
        subscription = lock_subscription(command, order.subscription_id)
        _grant_paid(command, order, subscription, invoice)
    elif invoice.subscription_id is not None:
        recover(command, lock_subscription(command, invoice.subscription_id))
        _mail_payers(command, "payment_received", invoice)


def _mail_payers(command: Command, template: str, invoice: Invoice) -> None:
    for person in command.people_with(Role.BILLING_CONTACT, Role.OWNER)[:1]:
        command.mail(
            template,
            person.email,
            subscription_id=invoice.subscription_id,
            invoice_id=str(invoice.id),
        )


def _grant_paid(
    command: Command, order: Order, subscription: Subscription, invoice: Invoice
) -> None:
    quote = Quote.objects.get(account_id=command.account_id, id=order.quote_id)
    change = change_of(quote)
    if quote.kind == "seats" and _has_passed(change, subscription, command.now):
        _return_money(command, order, subscription, invoice)
        return
    if quote.kind == "seats" and subscription.version != quote.subscription_version:
        _return_money(command, order, subscription, invoice)
        return
    grant(command, order, quote, subscription, invoice)


def _has_passed(change: Change, subscription: Subscription, now: datetime) -> bool:
    """Whether the period that was priced has ended before the payment came."""
    if change.first_period is not None or change.restart is not None:
        return False
    del subscription
    ends = [charge.period.ends_at for charge in change.charges]
    return bool(ends) and max(ends) <= now


def _return_money(
    command: Command, order: Order, subscription: Subscription, invoice: Invoice
) -> None:
    """Turn what was paid too late into account credit; a new quote is for the customer to ask."""
    terms = get_plan_terms(subscription.plan_version_id)
    billing.credit_whole_invoice(command, invoice, terms, reason="too_late")
    close_order(command, order, "canceled")


def grant(
    command: Command,
    order: Order,
    quote: Quote,
    subscription: Subscription,
    invoice: Invoice | None,
) -> None:
    """Carry out the change of an order, at once, and complete it."""
    change = change_of(quote)
    terms = get_plan_terms(subscription.plan_version_id)
    if quote.kind == "purchase":
        _start(command, order, subscription, terms, change, invoice)
    elif quote.kind == "renewal":
        _order_next_term(command, order, subscription, quote, change, invoice)
    elif quote.kind == "plan":
        move_to_plan(command, subscription, UUID(quote.terms["plan_version"]), change, invoice)
    else:
        apply_seats(command, order, subscription, change, invoice, quote.terms)
    close_order(command, order, "completed")
    if invoice is not None:
        Invoice.objects.filter(account_id=command.account_id, id=invoice.id).update(is_granted=True)


def close_order(command: Command, order: Order, status: str) -> None:
    """Complete or cancel an order."""
    order.status = status
    order.closed_at = command.now
    order.granted_at = command.now if status == "completed" else None
    order.save(update_fields=["status", "closed_at", "granted_at"])
    event = EventType.ORDER_COMPLETED if status == "completed" else EventType.ORDER_CANCELED
    command.record(event, subject_id=order.id, subscription_id=order.subscription_id)


def _start(
    command: Command,
    order: Order,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    invoice: Invoice | None,
) -> None:
    """Begin a subscription: its anchor, first period and term, and the seats that were bought."""
    change = started_change(subscription, terms, change, command.now)
    assert change.anchor is not None
    assert change.first_period is not None
    set_anchor(subscription, change.anchor)
    own_term = terms.policy.increase.charge is IncreaseCharge.OWN_TERM
    subscription.period_starts_at = change.first_period.starts_at
    subscription.period_ends_at = change.first_period.ends_at
    subscription.term_starts_at = command.now
    subscription.term_ends_at = change.term_ends_at
    subscription.trial_ends_at = change.trial_ends_at
    subscription.status = Status.TRIALING if change.trial_ends_at else Status.ACTIVE
    subscription.started_at = command.now
    subscription.version += 1
    reminders.plan_reminder(subscription, terms)
    subscription.save()
    batch = _open_batch(command, order, subscription, change) if own_term else None
    _add_bought(command, order, subscription, terms, change, batch)
    charges = billing.open_charges(
        command,
        subscription,
        terms,
        change.charges,
        invoice_id=invoice.id if invoice else None,
        pool_id=batch.id if batch else None,
    )
    if not change.trial_ends_at:
        starts_at = min((c.starts_at for c in charges), default=change.first_period.starts_at)
        open_period(
            command,
            subscription,
            starts_at,
            change.first_period.ends_at,
            batch.id if batch else None,
        )
    command.record(
        EventType.SUBSCRIPTION_STARTED, subject_id=subscription.id, subscription_id=subscription.id
    )
    _welcome_buyer(command, subscription, terms)


def started_change(
    subscription: Subscription, terms: PlanTerms, change: Change, now: datetime
) -> Change:
    """Move a first period to the payment, where the term starts with it (R3); the amounts stand."""
    policy = terms.policy
    movable = (
        policy.term.starts is TermStarts.ON_PAYMENT
        and policy.anchor.at.kind is AnchorKind.START
        and change.trial_ends_at is None
    )
    if not movable:
        return change
    unit = policy.proration.unit
    anchor = anchor_from(now, subscription.time_zone, unit)
    interval = interval_of(subscription)
    first = period(anchor, interval, 0)
    ends_at = end_of(policy.term.length, anchor, interval, first.starts_at)
    if policy.increase.charge is IncreaseCharge.OWN_TERM:
        first = BillingPeriod(first.starts_at, ends_at)
        charges = change.charges
    else:
        whole = rest_from(unit, first, first.starts_at, anchor)
        charges = tuple(
            replace(charge, period=first, covers=first, part=whole) for charge in change.charges
        )
    return replace(change, anchor=anchor, first_period=first, term_ends_at=ends_at, charges=charges)


def set_anchor(subscription: Subscription, anchor: Anchor) -> None:
    """Write boundary zero on a subscription."""
    subscription.time_zone = anchor.zone
    subscription.anchor_on = anchor.on
    subscription.anchor_day = anchor.day
    subscription.anchor_time = anchor.at
    subscription.anchor_fold = anchor.fold


def open_period(
    command: Command,
    subscription: Subscription,
    starts_at: datetime,
    ends_at: datetime,
    pool_id: UUID | None = None,
) -> None:
    """Write down a period that is invoiced as a whole; the database refuses an overlap (I16)."""
    Period.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        pool_id=pool_id or subscription.id,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def end_running_period(command: Command, subscription: Subscription, ends_at: datetime) -> None:
    """End the running period early; one that would be empty is taken out."""
    running = Period.objects.filter(
        account_id=command.account_id, pool_id=subscription.id, ends_at__gt=ends_at
    )
    running.filter(starts_at__gte=ends_at).delete()
    running.update(ends_at=ends_at)


def _open_batch(
    command: Command, order: Order, subscription: Subscription, change: Change
) -> Batch:
    assert change.first_period is not None
    return Batch.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        order_id=order.id,
        starts_at=change.first_period.starts_at,
        ends_at=change.first_period.ends_at,
    )


def _add_bought(
    command: Command,
    order: Order,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    batch: Batch | None,
) -> None:
    for move in change.moves:
        if move.add:
            pools.add_seats(
                command,
                subscription_id=subscription.id,
                seat_type_id=terms.id_of(move.seat_type),
                count=move.add,
                starts_at=command.now,
                ends_at=batch.ends_at if batch else None,
                pool_id=batch.id if batch else None,
                order_id=order.id,
            )


def _welcome_buyer(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    """Give the buyer of a new account its roles, and a seat where the policy says (T2)."""
    from curule.services import claims, roles  # noqa: PLC0415

    if subscription.ordered_by is None:
        return
    buyer = Person.objects.get(id=subscription.ordered_by)
    if not command.holders.get(Role.OWNER):
        wanted = (Role.OWNER, *sorted(terms.policy.who.change_roles))
        for role in dict.fromkeys(wanted):
            roles.give(command, person=buyer, role=role)
    if terms.policy.assignment.buyer_takes_seat or command.account.kind == "individual":
        sold = next((s for s in terms.seat_types if not s.terms.base), terms.seat_types[0])
        claims.claim(
            command,
            subscription=subscription,
            seat_type_id=sold.id,
            person=buyer,
            email=buyer.email,
        )


def apply_seats(
    command: Command,
    order: Order | None,
    subscription: Subscription,
    change: Change,
    invoice: Invoice | None,
    asked: dict[str, object],
) -> None:
    """Carry out a change of the number of seats on a running subscription."""
    terms = get_plan_terms(subscription.plan_version_id)
    own_term = terms.policy.increase.charge is IncreaseCharge.OWN_TERM
    batch: Batch | None = None
    if own_term and order is not None and any(move.add for move in change.moves):
        change = started_change(subscription, terms, change, command.now)
        batch = _open_batch(command, order, subscription, change)
        _extend_over_batch(command, subscription, batch)
    billing.move_charges(command, change.credited)
    charges = billing.open_charges(
        command,
        subscription,
        terms,
        change.charges,
        invoice_id=invoice.id if invoice else None,
        pool_id=batch.id if batch else None,
    )
    if change.billed.value == "next_invoice" and change.lines:
        billing.keep_for_next_invoice(command, subscription, terms, change.lines, charges)
    leaves = [str(email) for email in _listed(asked.get("leave"))]
    reductions.remove_now(command, subscription, terms, change, leaves)
    if order is not None:
        _add_bought(command, order, subscription, terms, change, batch)
    if change.restart is not None:
        restart(command, subscription, terms, change)
    reductions.schedule(command, subscription, terms, change, leaves)
    subscription.version += 1
    subscription.save()


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _extend_over_batch(command: Command, subscription: Subscription, batch: Batch) -> None:
    """A subscription of batches is active while one is in force, and until the last of them ends."""
    latest = max(batch.ends_at, subscription.term_ends_at or batch.ends_at)
    if subscription.status == Status.ENDED:
        subscription.status = Status.ACTIVE
        subscription.ended_at = None
        subscription.end_reason = ""
        subscription.term_starts_at = batch.starts_at
        latest = batch.ends_at
        command.record(
            EventType.SUBSCRIPTION_RENEWED,
            subject_id=subscription.id,
            subscription_id=subscription.id,
        )
    subscription.term_ends_at = latest
    subscription.period_ends_at = latest
    reminders.plan_reminder(subscription, get_plan_terms(subscription.plan_version_id))
    open_period(command, subscription, batch.starts_at, batch.ends_at, batch.id)


def restart(command: Command, subscription: Subscription, terms: PlanTerms, change: Change) -> None:
    """End the running period and begin the next one today (G15); all seat types restart."""
    assert change.restart is not None
    new = change.restart.period
    end_running_period(command, subscription, new.starts_at)
    set_anchor(subscription, change.restart.anchor)
    old_end = subscription.term_ends_at
    subscription.period_starts_at = new.starts_at
    subscription.period_ends_at = new.ends_at
    subscription.term_starts_at = command.now
    subscription.term_ends_at = change.term_ends_at or end_of(
        terms.policy.term.length, change.restart.anchor, interval_of(subscription), new.starts_at
    )
    reminders.plan_reminder(subscription, terms)
    open_period(command, subscription, new.starts_at, new.ends_at)
    reductions.move_with_term(command, subscription, old_end)
    command.record(
        EventType.SUBSCRIPTION_RESTARTED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        renews_at=subscription.term_ends_at,
    )


def _order_next_term(
    command: Command,
    order: Order,
    subscription: Subscription,
    quote: Quote,
    change: Change,
    invoice: Invoice | None,
) -> None:
    """Keep a term that was ordered by hand until the running one ends, or begin it now."""
    terms = get_plan_terms(subscription.plan_version_id)
    if terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
        apply_seats(command, order, subscription, change, invoice, quote.terms)
        if terms.policy.renewal.assignments is RenewalAssignments.CARRY_OVER:
            reductions.carry_over(command, subscription, order)
        return
    waits = subscription.status != Status.ENDED and subscription.term_ends_at is not None
    term = NextTerm.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        order_id=order.id,
        seats=quote.terms.get("seats", {}),
        leaves=quote.terms.get("leave", []),
        starts_at=(subscription.term_ends_at if waits else None) or command.now,
    )
    if not waits:
        from curule.services import renewals  # noqa: PLC0415

        renewals.begin_ordered_term(command, subscription, term, at=command.now)


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
        restart(command, subscription, new, change)
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


def recover(command: Command, subscription: Subscription) -> None:
    """Lift `past_due` and `suspended` when no invoice for something granted is unpaid any more."""
    if subscription.status not in {Status.PAST_DUE, Status.SUSPENDED}:
        return
    grace = grace_of(subscription, command.now)
    if grace.status in {Status.ACTIVE, Status.PAST_DUE} and grace.status != subscription.status:
        Subscription.objects.filter(account_id=command.account_id, id=subscription.id).update(
            status=grace.status
        )
        command.record(
            EventType.SUBSCRIPTION_RECOVERED,
            subject_id=subscription.id,
            subscription_id=subscription.id,
        )
