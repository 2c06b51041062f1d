"""Renewal: at the boundary of a period the next begins, or the subscription ends (A14, R6).

One invoice per (subscription, period start, kind), by a unique constraint: running a boundary
twice, or on two machines, changes nothing (I17).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.discounts import CouponStep
from curule.core.events import EventType
from curule.core.following import Following
from curule.core.invoicing import due_at
from curule.core.lifecycle import Status
from curule.core.lines import Line, subtotal
from curule.core.periods import BillingPeriod
from curule.core.permissions import Actor
from curule.core.policy import IncreaseCharge, RenewalAssignments
from curule.core.prorated import Priced
from curule.core.purchases import first_invoice
from curule.core.renewal import Turn, price_renewal, turn_at
from curule.data.models import Batch, NextTerm, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import standing_of
from curule.services import endings
from curule.services._command import Command, run
from curule.services.changes import (
    coupons,
    ordered_terms,
    periods,
    price_changes,
    reductions,
    reminders,
)
from curule.services.invoices import billing, charges, pending_lines
from curule.services.invoices.announcing import announce, pays_by_transfer

SYSTEM = Actor.system("worker")


def turn(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Carry a subscription over the boundary that has come; nothing where none has."""

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        if not _is_due(subscription, now):
            return False
        terms = get_plan_terms(subscription.plan_version_id)
        if subscription.status == Status.TRIALING:
            _end_trial(command, subscription, terms)
        elif terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
            _end_batches(command, subscription)
        else:
            _turn(command, subscription, terms)
        command.vacate(subscription_id)  # seats may begin here, or may change hands again
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="renewals.turn",
        result=bool,
        body=body,
    )


def _is_due(subscription: Subscription, now: datetime) -> bool:
    """Whether the boundary is still to be carried out: the commands before may have done it."""
    if subscription.status in {Status.ENDED, Status.INCOMPLETE}:
        return False
    on_trial = subscription.status == Status.TRIALING
    at = subscription.trial_ends_at if on_trial else subscription.period_ends_at
    return at is not None and at <= now


def _turn(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    assert subscription.period_ends_at is not None
    assert subscription.term_ends_at is not None
    ordered = _ordered_term(subscription)
    decided = turn_at(
        boundary=subscription.period_ends_at,
        term_ends_at=subscription.term_ends_at,
        auto_renew=subscription.auto_renew,
        next_term_ordered=ordered is not None,
    )
    if decided is Turn.END:
        endings.end_subscription(command, subscription, reason="term_ended")
    elif decided is Turn.ORDERED_TERM:
        assert ordered is not None
        pending_lines.bill_what_waits(command, subscription, terms)
        ordered_terms.begin_waiting(command, subscription, ordered)
    else:
        new_term = decided is Turn.NEXT_TERM
        if new_term:
            terms = price_changes.apply_due(command, subscription, terms)
        _begin_next_period(command, subscription, terms, new_term=new_term)


def _ordered_term(subscription: Subscription) -> NextTerm | None:
    return NextTerm.objects.filter(
        account_id=subscription.account_id, subscription_id=subscription.id, status="open"
    ).first()


def _end_batches(command: Command, subscription: Subscription) -> None:
    """End a subscription of batches when the last of them has ended (R6)."""
    running = Batch.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        ends_at__gt=command.now,
    ).order_by("-ends_at")
    latest = running.values_list("ends_at", flat=True).first()
    if latest is None:
        endings.end_subscription(command, subscription, reason="term_ended")
        return
    charges.close_used_charges(command, subscription, command.now)
    subscription.period_ends_at = latest
    subscription.term_ends_at = latest
    subscription.save()


# --- the trial ------------------------------------------------------------------------------------


def _end_trial(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    """Start the first paid period and invoice it; a trial that was turned off just ends."""
    ordered = _ordered_term(subscription)
    if ordered is not None:
        ordered_terms.begin_waiting(command, subscription, ordered)
        return
    if not subscription.auto_renew:
        endings.end_subscription(command, subscription, reason="trial_ended")
        return
    subscription.status = Status.ACTIVE
    subscription.trial_ends_at = None
    subscription.term_starts_at = command.now
    standing = standing_of(subscription, command.now)
    priced = first_invoice(standing, standing.totals, command.now)
    if priced.charges:
        coupons.step(command, subscription, CouponStep.MOVES_ON)
    _bill(command, subscription, terms, standing.period, priced)
    starts_at = min((c.covers.starts_at for c in priced.charges), default=command.now)
    periods.open_period(command, subscription, starts_at, standing.period.ends_at)
    reminders.plan_reminder(subscription, terms)
    subscription.version += 1
    subscription.save()
    _record_begun(command, subscription, starts_at)


# --- the next period ------------------------------------------------------------------------------


def _begin_next_period(
    command: Command, subscription: Subscription, terms: PlanTerms, *, new_term: bool
) -> None:
    """Begin the next period with the seats now in force, and invoice it whole."""
    next_one = _move_on(command, subscription, terms, new_term=new_term)
    charges.close_used_charges(command, subscription, command.now)
    standing = standing_of(subscription, command.now)
    priced = price_renewal(standing, standing.totals, next_one.whole, at=command.now)
    if standing.redemption is not None:
        coupons.step(command, subscription, CouponStep.MOVES_ON)
    sold = BillingPeriod(command.now, next_one.whole.ends_at)
    _bill(command, subscription, terms, sold, priced)
    periods.open_period(command, subscription, sold.starts_at, sold.ends_at)
    if new_term and terms.policy.renewal.assignments is RenewalAssignments.REISSUE:
        ordered_terms.reissue(command, subscription)
    subscription.version += 1
    subscription.save()
    _record_begun(command, subscription, sold.starts_at)


def _move_on(
    command: Command, subscription: Subscription, terms: PlanTerms, *, new_term: bool
) -> Following:
    """Move the running period on, and the term with it; a new time zone acts from here on."""
    zone, old_end = command.account.time_zone, subscription.term_ends_at
    next_one = periods.following(subscription, terms, command.now, zone=zone)
    term_ends_at = next_one.term_ends_at if new_term else periods.term_end_in(subscription, zone)
    periods.set_anchor(subscription, next_one.anchor)
    subscription.period_starts_at = next_one.whole.starts_at
    subscription.period_ends_at = next_one.whole.ends_at
    subscription.term_ends_at = term_ends_at
    if new_term:
        subscription.term_starts_at = command.now
        reminders.plan_reminder(subscription, terms)
    elif term_ends_at != old_end:
        reductions.move_with_term(command, subscription, old_end)
        reminders.plan_reminder(subscription, terms, after=command.now)
    return next_one


def _bill(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    whole: BillingPeriod,
    priced: Priced,
) -> None:
    """Issue the invoice of a period, with the lines that waited for it, and use credit on it."""
    lines, waited = _with_waiting(command, subscription, priced.lines)
    by_transfer = pays_by_transfer(command, subscription, terms)
    invoice = billing.issue_invoice(
        command,
        subscription,
        terms,
        billing.Bill(
            kind="renewal",
            lines=lines,
            prices=terms.tax_behavior(subscription.currency),
            due_at=due_at(
                terms.policy.payment,
                command.now,
                command.account.time_zone,
                pays_later=by_transfer,
            ),
            granted=True,
            starts_at=whole.starts_at,
            ends_at=whole.ends_at,
        ),
    )
    if invoice is not None and waited:
        pending_lines.mark_billed(command, subscription, invoice.id)
    invoice_id = invoice.id if invoice else None
    charges.open_charges(command, subscription, terms, priced.charges, invoice_id=invoice_id)
    if invoice is not None:
        billing.use_credit(command, invoice)
        announce(command, subscription, terms, invoice, renewed=True)


def _with_waiting(
    command: Command, subscription: Subscription, lines: tuple[Line, ...]
) -> tuple[tuple[Line, ...], bool]:
    """Return the lines with those that waited, unless these give back more than is charged.

    Then they wait on: an invoice claims something.
    """
    waiting = pending_lines.waiting_lines(command, subscription)
    if not waiting or subtotal(lines) + subtotal(waiting) <= 0:
        return lines, False
    return lines + waiting, True


def _record_begun(command: Command, subscription: Subscription, starts_at: datetime) -> None:
    command.record(
        EventType.SUBSCRIPTION_RENEWED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        renews_at=subscription.term_ends_at,
        period_starts_at=starts_at,
    )


# --- what was scheduled ---------------------------------------------------------------------------


def apply_reductions(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Apply the numbers that were asked for from the renewal on, once their date has come."""

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        reductions.apply_due(command, subscription, now)
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="renewals.apply_reductions",
        result=bool,
        body=body,
    )
