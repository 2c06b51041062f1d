"""What an order brings about when it is granted: seats, the running period, what is scheduled.

A change was decided and priced by the core and stored with its quote; here it is carried out as it
stands. Under `on_payment` nothing of it exists before the money does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from curule.core.changes import Billed, Change
from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.policy import IncreaseCharge, PaymentMethodRule, RenewalAssignments
from curule.core.roles import Role
from curule.data.models import (
    Batch,
    Charge,
    Invoice,
    NextTerm,
    Order,
    Person,
    Quote,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import grace_of
from curule.services import (
    billing,
    claims,
    ordered_terms,
    periods,
    plan_moves,
    pools,
    quoting,
    reductions,
    reminders,
    roles,
)
from curule.services._command import Command


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
        subscription = command.lock_subscription(order.subscription_id)
        _grant_paid(command, order, subscription, invoice)
    elif invoice.subscription_id is not None:
        recover(command, command.lock_subscription(invoice.subscription_id))
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
    if quote.kind == "seats" and _has_passed(quoting.change_of(quote), command.now):
        _return_money(command, order, subscription, invoice)
        return
    grant(command, order, quote, subscription, invoice)
    _tell_raiser(command, order, subscription, invoice)


def _tell_raiser(
    command: Command, order: Order, subscription: Subscription, invoice: Invoice
) -> None:
    """Mail that the payment was recorded and what it gave, to who raised the invoice (R4)."""
    raiser = Person.objects.filter(id=order.placed_by).first() if order.placed_by else None
    policy = get_plan_terms(subscription.plan_version_id).policy
    if raiser is not None and policy.payment.method is PaymentMethodRule.INVOICE:
        command.mail(
            "licenses_issued",
            raiser.email,
            subscription_id=subscription.id,
            invoice=invoice.number,
            starts_at=command.now,
            ends_at=subscription.term_ends_at,
        )


def _has_passed(change: Change, now: datetime) -> bool:
    """Whether the period that was priced has ended before the payment came."""
    if change.first_period is not None or change.restart is not None:
        return False
    ends = [charge.period.ends_at for charge in change.charges]
    return bool(ends) and max(ends) <= now


def _return_money(
    command: Command, order: Order, subscription: Subscription, invoice: Invoice
) -> None:
    """Turn what was paid too late into account credit; a new quote is for the customer to ask."""
    terms = get_plan_terms(subscription.plan_version_id)
    billing.credit_whole_invoice(command, invoice, terms, reason="too_late")
    close_order(command, order, "canceled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A change that is being carried out, with the order and the invoice it came with, if any."""

    subscription: Subscription
    terms: PlanTerms
    change: Change
    asked: Mapping[str, Any]
    order: Order | None = None
    invoice: Invoice | None = None

    @property
    def invoice_id(self) -> UUID | None:
        """The invoice on which its charges stand."""
        return self.invoice.id if self.invoice else None

    @property
    def has_own_term(self) -> bool:
        """Whether what was bought has a term of its own."""
        return self.terms.policy.increase.charge is IncreaseCharge.OWN_TERM

    @property
    def leaves(self) -> list[str]:
        """The people who were chosen to leave."""
        return [str(email) for email in self.asked.get("leave") or ()]


def grant(
    command: Command,
    order: Order,
    quote: Quote,
    subscription: Subscription,
    invoice: Invoice | None,
) -> None:
    """Carry out the change of an order, at once, and complete it."""
    granted = Granted(
        subscription=subscription,
        terms=get_plan_terms(subscription.plan_version_id),
        change=quoting.change_of(quote),
        asked=quote.terms,
        order=order,
        invoice=invoice,
    )
    _CARRY_OUT[quote.kind](command, granted)
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


def _start(command: Command, granted: Granted) -> None:
    """Begin a subscription: its anchor, first period and term, and the seats that were bought."""
    subscription, terms = granted.subscription, granted.terms
    change = periods.started_change(subscription, terms, granted.change, command.now)
    granted = replace(granted, change=change)
    _write_start(command, subscription, change)
    reminders.plan_reminder(subscription, terms)
    subscription.save()
    batch = _open_batch(command, granted) if granted.has_own_term else None
    _add_bought(command, granted, batch)
    charges = _open_charges(command, granted, batch)
    if change.first_period is not None and not change.trial_ends_at:
        starts_at = min((c.starts_at for c in charges), default=change.first_period.starts_at)
        pool_id = batch.id if batch else None
        periods.open_period(command, subscription, starts_at, change.first_period.ends_at, pool_id)
    command.record(
        EventType.SUBSCRIPTION_STARTED, subject_id=subscription.id, subscription_id=subscription.id
    )
    _welcome_buyer(command, subscription, terms)


def _write_start(command: Command, subscription: Subscription, change: Change) -> None:
    assert change.anchor is not None
    assert change.first_period is not None
    periods.set_anchor(subscription, change.anchor)
    subscription.period_starts_at = change.first_period.starts_at
    subscription.period_ends_at = change.first_period.ends_at
    subscription.term_starts_at = command.now
    subscription.term_ends_at = change.term_ends_at
    subscription.trial_ends_at = change.trial_ends_at
    subscription.status = Status.TRIALING if change.trial_ends_at else Status.ACTIVE
    subscription.started_at = command.now
    subscription.version += 1


def _open_charges(command: Command, granted: Granted, batch: Batch | None) -> list[Charge]:
    return billing.open_charges(
        command,
        granted.subscription,
        granted.terms,
        granted.change.charges,
        invoice_id=granted.invoice_id,
        pool_id=batch.id if batch else None,
    )


def _open_batch(command: Command, granted: Granted) -> Batch:
    assert granted.change.first_period is not None
    assert granted.order is not None
    return Batch.objects.create(
        account_id=command.account_id,
        subscription_id=granted.subscription.id,
        order_id=granted.order.id,
        starts_at=granted.change.first_period.starts_at,
        ends_at=granted.change.first_period.ends_at,
    )


def _add_bought(command: Command, granted: Granted, batch: Batch | None) -> None:
    for move in granted.change.moves:
        if move.add:
            pools.add_seats(
                command,
                subscription_id=granted.subscription.id,
                seat_type_id=granted.terms.id_of(move.seat_type),
                count=move.add,
                starts_at=command.now,
                ends_at=batch.ends_at if batch else None,
                pool_id=batch.id if batch else None,
                order_id=granted.order.id if granted.order else None,
            )


def _welcome_buyer(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    """Give the buyer of a new account its roles, and a seat where the policy says (T2)."""
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
            person_id=buyer.id,
            email=buyer.email,
        )


def apply_seats(command: Command, granted: Granted) -> None:
    """Carry out a change of the number of seats on a running subscription."""
    subscription, terms = granted.subscription, granted.terms
    batch: Batch | None = None
    if granted.has_own_term and any(move.add for move in granted.change.moves):
        change = periods.started_change(subscription, terms, granted.change, command.now)
        granted = replace(granted, change=change)
        batch = _open_batch(command, granted)
        _extend_over_batch(command, subscription, batch)
    change = granted.change
    billing.move_charges(command, change.credited)
    charges = _open_charges(command, granted, batch)
    if change.billed is Billed.NEXT_INVOICE and change.lines:
        billing.keep_for_next_invoice(command, subscription, terms, change.lines, charges)
    reductions.remove_now(command, subscription, terms, change, granted.leaves)
    _add_bought(command, granted, batch)
    if change.restart is not None:
        periods.restart(command, subscription, terms, change)
    reductions.schedule(command, subscription, terms, change, granted.leaves)
    subscription.version += 1
    subscription.save()


def _extend_over_batch(command: Command, subscription: Subscription, batch: Batch) -> None:
    """A subscription of batches is active while one is in force, until the last of them ends."""
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
    periods.open_period(command, subscription, batch.starts_at, batch.ends_at, batch.id)


def _order_next_term(command: Command, granted: Granted) -> None:
    """Keep a term that was ordered by hand until the running one ends, or begin it now."""
    subscription = granted.subscription
    assert granted.order is not None
    if granted.has_own_term:
        apply_seats(command, granted)
        if granted.terms.policy.renewal.assignments is RenewalAssignments.CARRY_OVER:
            reductions.carry_over(command, subscription, granted.order)
        return
    waits_until = None if subscription.status == Status.ENDED else subscription.term_ends_at
    term = NextTerm.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        order_id=granted.order.id,
        seats=granted.asked.get("seats", {}),
        leaves=granted.asked.get("leave", []),
        starts_at=waits_until or command.now,
    )
    if waits_until is None:
        ordered_terms.begin(command, subscription, term, at=command.now)


def _move_to_plan(command: Command, granted: Granted) -> None:
    plan_moves.move_to_plan(
        command,
        granted.subscription,
        UUID(granted.asked["plan_version"]),
        granted.change,
        granted.invoice,
    )


_CARRY_OUT: Final[Mapping[str, Callable[[Command, Granted], None]]] = {
    "purchase": _start,
    "seats": apply_seats,
    "plan": _move_to_plan,
    "renewal": _order_next_term,
}
"""What granting an order means, by the kind of its quote."""


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
