"""What an order brings about when it is granted: seats, the running period, what is scheduled.

A change was decided and priced by the core and stored with its quote; here it is carried out as it
stands. Under `on_payment` nothing of it exists before the money does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F, Sum

from curule.core.changes import Billed, Change
from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.policy import IncreaseCharge, RenewalAssignments
from curule.core.roles import Role
from curule.data.models import Batch, Charge, Invoice, Order, Person, Quote, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.money import creditable_on
from curule.services._command import Command
from curule.services.changes import (
    coupons,
    ordered_terms,
    periods,
    plan_moves,
    quoting,
    reductions,
    reminders,
)
from curule.services.giving_back import give_back
from curule.services.invoices import billing, charges, pending_lines
from curule.services.people import roles
from curule.services.recovering import leave_behind
from curule.services.seating import claims, pools


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A change that is being carried out, with the order and the invoice it came with, if any."""

    subscription: Subscription
    terms: PlanTerms
    change: Change
    quote: Quote
    order: Order | None = None
    invoice: Invoice | None = None

    @property
    def has_own_term(self) -> bool:
        """Whether what was bought has a term of its own."""
        return self.terms.policy.increase.charge is IncreaseCharge.OWN_TERM

    @property
    def leave(self) -> Sequence[str]:
        """The people who were chosen to leave."""
        chosen: Sequence[str] = self.quote.terms.get("leave") or ()
        return chosen


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
        quote=quote,
        order=order,
        invoice=invoice,
    )
    _CARRY_OUT[quote.kind](command, granted)
    close_order(command, order, "completed")
    if invoice is not None:
        Invoice.objects.filter(account_id=command.account_id, id=invoice.id).update(is_granted=True)


def close_order(
    command: Command, order: Order, status: str, *, reason: str = "", comment: str = ""
) -> None:
    """Complete an order, or cancel it for a reason; a `comment` is kept beside it."""
    order.status = status
    order.closed_at = command.now
    order.granted_at = command.dated_at if status == "completed" else None
    order.save(update_fields=["status", "closed_at", "granted_at"])
    event = EventType.ORDER_COMPLETED if status == "completed" else EventType.ORDER_CANCELED
    why = {name: word for name, word in (("reason", reason), ("comment", comment)) if word}
    command.record(event, subject_id=order.id, subscription_id=order.subscription_id, **why)


def moved_to_now(granted_change: Change, subscription: Subscription, now: datetime) -> Change:
    """Return a change as it will be carried out at `now`: what starts with the payment, moved."""
    terms = get_plan_terms(subscription.plan_version_id)
    return periods.begun_with_payment(subscription, terms, granted_change, now)


# --- the first purchase ---------------------------------------------------------------------------


def _start(command: Command, granted: Granted) -> None:
    """Begin a subscription: its anchor, first period and term, and the seats that were bought.

    Where seats have terms of their own its first order may wait beside one that repeats it: the one
    that is paid later is another batch.
    """
    subscription = granted.subscription
    if subscription.started_at is not None:
        apply_seats(command, granted)
        return
    change = moved_to_now(granted.change, subscription, command.now)
    begin(command, replace(granted, change=change))


def begin(command: Command, granted: Granted) -> None:
    """Begin a subscription as its change says: nothing of it is moved to now."""
    subscription, terms, change = granted.subscription, granted.terms, granted.change
    coupons.step(command, subscription, change.coupon)
    _write_start(command, subscription, change)
    reminders.plan_reminder(subscription, terms)
    subscription.save()
    batch = _open_batch(command, granted) if granted.has_own_term else None
    _add_bought(command, granted, batch)
    _open_charges(command, granted, batch)
    if change.first_period is not None and not change.trial_ends_at:
        starts_at = min((c.covers.starts_at for c in change.charges), default=command.now)
        pool_id = batch.id if batch else None
        periods.open_period(command, subscription, starts_at, change.first_period.ends_at, pool_id)
    command.record(
        EventType.SUBSCRIPTION_STARTED, subject_id=subscription.id, subscription_id=subscription.id
    )
    _welcome_buyer(command, granted)
    if batch is not None:
        reminders.plan_reminder(subscription, terms)
        subscription.save()


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
    subscription.ended_at = None
    subscription.end_reason = ""
    subscription.version += 1


def _welcome_buyer(command: Command, granted: Granted) -> None:
    """Give the first buyer the roles nobody has, and a seat where the policy says (T2)."""
    subscription, policy = granted.subscription, granted.terms.policy
    if subscription.ordered_by is None:
        return
    buyer = Person.objects.get(id=subscription.ordered_by)
    wanted: list[Role] = [] if command.holders.get(Role.OWNER) else [Role.OWNER]
    if not any(command.holders.get(role) for role in policy.who.change_roles):
        wanted += sorted(policy.who.change_roles)
    for role in dict.fromkeys(wanted):
        roles.give(command, person=buyer, role=role)
    takes_seat = policy.assignment.buyer_takes_seat or command.account.kind == "individual"
    seat_type_id = _first_bought(granted)
    if takes_seat and seat_type_id is not None:
        claims.claim(
            command,
            subscription=subscription,
            seat_type_id=seat_type_id,
            person_id=buyer.id,
            email=buyer.email,
        )


def _first_bought(granted: Granted) -> UUID | None:
    """Return the first seat type that was bought and needs no other seat below it."""
    bought = {move.seat_type for move in granted.change.moves if move.add}
    return next(
        (
            sold.id
            for sold in granted.terms.seat_types
            if sold.terms.name in bought and sold.terms.base is None
        ),
        None,
    )


# --- another number -------------------------------------------------------------------------------


def apply_seats(command: Command, granted: Granted) -> None:
    """Carry out a change of the number of seats on a running subscription."""
    subscription, terms = granted.subscription, granted.terms
    batch: Batch | None = None
    if granted.has_own_term and any(move.add for move in granted.change.moves):
        subscription.time_zone = command.account.time_zone
        granted = replace(granted, change=moved_to_now(granted.change, subscription, command.now))
        batch = _open_batch(command, granted)
        _extend_over_batch(command, subscription, terms, batch)
    change = granted.change
    coupons.step(command, subscription, change.coupon)
    charges.move_charges(command, change.credited)
    _open_charges(command, granted, batch)
    keep_unbilled(command, granted)
    for move in change.moves:
        if move.remove:
            reductions.remove_now(
                command,
                subscription,
                terms.id_of(move.seat_type),
                move.remove,
                rule=terms.policy.decrease.occupied,
                leave=granted.leave,
            )
    _add_bought(command, granted, batch)
    if change.restart is not None:
        periods.restart(command, subscription, terms, change, change.restart)
    reductions.schedule(command, subscription, terms, change, granted.leave)
    reductions.cap_ordered_term(command, subscription)
    subscription.version += 1
    subscription.save()


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


def _extend_over_batch(
    command: Command, subscription: Subscription, terms: PlanTerms, batch: Batch
) -> None:
    """A subscription of batches is active while one is in force, until the last of them ends."""
    latest = max(batch.ends_at, subscription.term_ends_at or batch.ends_at)
    if subscription.status == Status.ENDED:
        leave_behind(command, subscription)
        subscription.status = Status.ACTIVE
        subscription.ended_at = None
        subscription.end_reason = ""
        subscription.period_starts_at = batch.starts_at
        subscription.term_starts_at = batch.starts_at
        latest = batch.ends_at
        command.record(
            EventType.SUBSCRIPTION_RENEWED,
            subject_id=subscription.id,
            subscription_id=subscription.id,
            renews_at=latest,
        )
    subscription.term_ends_at = latest
    subscription.period_ends_at = latest
    reminders.plan_reminder(subscription, terms, after=command.now)
    periods.open_period(command, subscription, batch.starts_at, batch.ends_at, batch.id)


# --- money that goes with it ----------------------------------------------------------------------


def _open_charges(command: Command, granted: Granted, batch: Batch | None) -> None:
    charges.open_charges(
        command,
        granted.subscription,
        granted.terms,
        granted.change.charges,
        invoice_id=paid_by(command, granted),
        pool_id=batch.id if batch else None,
    )


def paid_by(command: Command, granted: Granted) -> UUID | None:
    """Return the invoice by which the new charges are paid; None while they wait for the next.

    Where more is given back than charged there is no new one: what was given back has paid them,
    and of what that was paid by, the invoice on which most is left that nothing else stands for.
    So what is given back of the new ones finds its room there. It is asked when the charges that
    are given back were moved, and their credit notes issued.
    """
    if granted.invoice is not None:
        return granted.invoice.id
    if granted.change.billed is Billed.NEXT_INVOICE and granted.change.subtotal > 0:
        return None
    credited = [UUID(moved.charge) for moved in granted.change.credited]
    of_account = Charge.objects.filter(account_id=command.account_id).exclude(invoice_id=None)
    ids = of_account.filter(id__in=credited).values("invoice_id")
    invoices = Invoice.objects.filter(account_id=command.account_id, id__in=ids).order_by("-id")
    free = {invoice.id: _room(invoice) for invoice in invoices}
    return max(free, key=lambda each: free[each], default=None)


def _room(invoice: Invoice) -> int:
    """Return what of an invoice is neither credited nor charged for what still runs, before tax."""
    standing = Charge.objects.filter(
        account_id=invoice.account_id, invoice_id=invoice.id, closed_at=None
    ).aggregate(net=Sum(F("amount_minor") - F("credited_minor")))
    return creditable_on(invoice) - (standing["net"] or 0)


def keep_unbilled(command: Command, granted: Granted) -> None:
    """Keep the lines of a change for the next invoice (increase.bill = next_invoice)."""
    change = granted.change
    if change.billed is Billed.NEXT_INVOICE and change.subtotal > 0:
        pending_lines.keep_lines(command, granted.subscription, granted.terms, change.lines)


# --- another plan, another term -------------------------------------------------------------------


def _move_to_plan(command: Command, granted: Granted) -> None:
    if granted.change.back:
        _give_back_apart(command, granted)
    keep_unbilled(command, granted)
    charges.move_charges(command, granted.change.credited)
    plan_moves.move_to_plan(
        command,
        granted.subscription,
        UUID(granted.quote.terms["plan_version"]),
        granted.change,
        invoice_id=paid_by(command, granted),
        due_now=Money(granted.quote.due_now_minor, granted.quote.currency),
    )


def _give_back_apart(command: Command, granted: Granted) -> None:
    """Give back what was charged at prices of the other kind, by credit notes of its own.

    What waited for an invoice was priced so as well, and is billed before. The credit pays what is
    still open on the invoice of the new plan.
    """
    subscription, terms = granted.subscription, granted.terms
    pending_lines.bill_what_waits(command, subscription, terms)
    give_back(
        command,
        subscription,
        terms,
        granted.change.given_back_apart,
        reason="change",
        money=terms.policy.decrease.money,
    )
    if granted.invoice is not None and granted.invoice.status == "open":
        billing.use_credit(command, granted.invoice)


def _order_next_term(command: Command, granted: Granted) -> None:
    """Keep a term that was ordered by hand until the running one ends, or begin it now."""
    subscription, order = granted.subscription, granted.order
    assert order is not None
    if granted.has_own_term:
        apply_seats(command, granted)
        if granted.terms.policy.renewal.assignments is RenewalAssignments.CARRY_OVER:
            ordered_terms.carry_over(command, subscription, order, granted.leave)
    elif subscription.status == Status.ENDED:
        change = moved_to_now(granted.change, subscription, command.now)
        ordered_terms.begin(command, subscription, order, change, granted.quote)
    else:
        ordered_terms.keep_for_later(command, subscription, order, granted.quote, granted.change)


_CARRY_OUT: Final[Mapping[str, Callable[[Command, Granted], None]]] = {
    "purchase": _start,
    "seats": apply_seats,
    "plan": _move_to_plan,
    "renewal": _order_next_term,
}
"""What granting an order means, by the kind of its quote."""
