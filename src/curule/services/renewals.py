"""Renewal: at the boundary of a period the next begins, or the subscription ends (A14, R6).

One invoice per (subscription, period start, kind), by a unique constraint: running a boundary
twice, or on two machines, changes nothing (I17).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.periods import BillingPeriod, boundary, end_of, period_at
from curule.core.permissions import Actor
from curule.core.plan_changes import seats_on
from curule.core.policy import (
    IncreaseCharge,
    PaymentMethodRule,
    RenewalAssignments,
    RenewalMode,
)
from curule.core.prorated import Priced
from curule.core.purchases import first_invoice
from curule.core.renewal import Turn, price_renewal, turn_at
from curule.core.roles import Role
from curule.data.models import (
    Batch,
    Invoice,
    NextTerm,
    ScheduledPlanChange,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.money import open_amount
from curule.selectors.standings import account_maxima, anchor_of, interval_of, standing_of
from curule.services import (
    billing,
    endings,
    ordered_terms,
    periods,
    plan_moves,
    quoting,
    reductions,
    reminders,
)
from curule.services._command import Command, run

SYSTEM = Actor.system("worker")


def turn(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Carry a subscription over the boundary that has come; nothing where none has."""

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        if not _is_due(subscription, now):
            return False
        _turn(command, subscription)
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
    if subscription.status in {Status.ENDED, Status.INCOMPLETE}:
        return False
    if subscription.status == Status.TRIALING:
        return subscription.trial_ends_at is not None and subscription.trial_ends_at <= now
    return subscription.period_ends_at is not None and subscription.period_ends_at <= now


def _turn(command: Command, subscription: Subscription) -> None:
    terms = get_plan_terms(subscription.plan_version_id)
    if subscription.status == Status.TRIALING:
        _end_trial(command, subscription, terms)
        return
    at = subscription.period_ends_at
    assert at is not None
    assert subscription.term_ends_at is not None
    if terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
        _end_batches(command, subscription, at)
        return
    ordered = NextTerm.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).first()
    decided = turn_at(
        boundary=at,
        term_ends_at=subscription.term_ends_at,
        auto_renew=subscription.auto_renew,
        next_term_ordered=ordered is not None,
    )
    if decided is Turn.END:
        endings.end_subscription(command, subscription, at=at, reason="term_ended")
    elif decided is Turn.ORDERED_TERM:
        assert ordered is not None
        ordered_terms.begin(command, subscription, ordered, at=at)
    else:
        _begin_next_period(command, subscription, terms, at, new_term=decided is Turn.NEXT_TERM)


def _end_batches(command: Command, subscription: Subscription, at: datetime) -> None:
    """End a subscription of batches when the last of them has ended (R6)."""
    running = Batch.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, ends_at__gt=at
    ).order_by("-ends_at")
    latest = running.values_list("ends_at", flat=True).first()
    if latest is None:
        endings.end_subscription(command, subscription, at=at, reason="term_ended")
        return
    subscription.period_ends_at = latest
    subscription.term_ends_at = latest
    subscription.save()


def _end_trial(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    """Start the first paid period and invoice it; a trial that was turned off just ends."""
    at = subscription.trial_ends_at
    assert at is not None
    if not subscription.auto_renew:
        endings.end_subscription(command, subscription, at=at, reason="trial_ended")
        return
    subscription.status = Status.ACTIVE
    standing = standing_of(subscription, at)
    totals = {pool.name: pool.seats for pool in standing.pools if not pool.terms.unlimited}
    priced = first_invoice(standing, totals, at)
    subscription.trial_ends_at = None
    subscription.term_starts_at = at
    _bill(command, subscription, terms, standing.period, priced)
    starts_at = min((c.covers.starts_at for c in priced.charges), default=standing.period.starts_at)
    periods.open_period(command, subscription, starts_at, standing.period.ends_at)
    reminders.plan_reminder(subscription, terms)
    subscription.version += 1
    subscription.save()


def _begin_next_period(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    at: datetime,
    *,
    new_term: bool,
) -> None:
    """Begin the period after `at` with the seats then in force, and invoice it whole."""
    whole = _next_period(command, subscription, at)
    billing.close_used_charges(command, subscription.id, at)
    subscription.period_starts_at = whole.starts_at
    subscription.period_ends_at = whole.ends_at
    if new_term:
        anchor = anchor_of(subscription)
        assert anchor is not None
        subscription.term_starts_at = at
        subscription.term_ends_at = _term_end(subscription, terms, whole)
        reminders.plan_reminder(subscription, terms)
    standing = standing_of(subscription, at)
    totals = {pool.name: pool.seats for pool in standing.pools}
    priced = price_renewal(standing, totals, whole)
    _bill(command, subscription, terms, whole, priced)
    periods.open_period(command, subscription, at, whole.ends_at)
    if new_term and terms.policy.renewal.assignments is RenewalAssignments.REISSUE:
        ordered_terms.reissue(command, subscription)
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.SUBSCRIPTION_RENEWED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        renews_at=subscription.term_ends_at,
        period_starts_at=whole.starts_at,
    )


def _term_end(subscription: Subscription, terms: PlanTerms, whole: BillingPeriod) -> datetime:
    anchor = anchor_of(subscription)
    assert anchor is not None
    inside = whole.starts_at + timedelta(microseconds=0)
    return max(
        end_of(terms.policy.term.length, anchor, interval_of(subscription), inside), whole.ends_at
    )


def _next_period(command: Command, subscription: Subscription, at: datetime) -> BillingPeriod:
    """Return the period that begins at `at`; a new time zone of the account acts from here on."""
    anchor = anchor_of(subscription)
    assert anchor is not None
    interval = interval_of(subscription)
    index, following = period_at(anchor, interval, at)
    if command.account.time_zone == subscription.time_zone:
        return following
    anchor = replace(anchor, zone=command.account.time_zone)
    subscription.time_zone = anchor.zone
    return BillingPeriod(at, boundary(anchor, interval, index + 1))


def _bill(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    whole: BillingPeriod,
    priced: Priced,
) -> Invoice | None:
    """Issue the invoice of a period, waiting lines included, and use credit on it."""
    waiting, waiting_lines = billing.take_pending_lines(command, subscription, terms)
    invoice = billing.issue_invoice(
        command,
        subscription,
        terms,
        billing.Bill(
            kind="renewal",
            lines=priced.lines + waiting_lines,
            due_at=billing.due_date(terms.policy, command.now, pays_later=False),
            granted=True,
            starts_at=whole.starts_at,
            ends_at=whole.ends_at,
        ),
    )
    billing.open_charges(
        command, subscription, terms, priced.charges, invoice_id=invoice.id if invoice else None
    )
    if invoice is None:
        return None
    billing.bill_pending_lines(command, waiting, invoice.id)
    billing.use_credit(command, invoice)
    _announce(command, subscription, terms, invoice)
    return invoice


def _announce(
    command: Command, subscription: Subscription, terms: PlanTerms, invoice: Invoice
) -> None:
    """Plan the first attempt to collect, and mail the invoice to who pays."""
    by_invoice = terms.policy.payment.method is PaymentMethodRule.INVOICE
    if open_amount(invoice) and not by_invoice:
        invoice.next_attempt_at = command.now
        invoice.save(update_fields=["next_attempt_at"])
    for person in command.people_with(Role.BILLING_CONTACT, Role.OWNER)[:1]:
        command.mail(
            "invoice_issued" if by_invoice else "subscription_renewed",
            person.email,
            subscription_id=subscription.id,
            invoice_id=str(invoice.id),
            total=Money(invoice.total_minor, invoice.currency),
            due_at=invoice.due_at,
        )


def apply_plan_change(*, account_id: UUID, change_id: UUID, now: datetime) -> None:
    """Move a subscription to the plan that was chosen for its renewal, just before it renews."""

    def body(command: Command) -> bool:
        command.lock_account()
        row = ScheduledPlanChange.objects.select_for_update().get(
            account_id=account_id, id=change_id
        )
        if row.status != "open" or row.effective_at > now:
            return False
        subscription = command.lock_subscription(row.subscription_id)
        row.status = "applied"
        row.closed_at = now
        row.save(update_fields=["status", "closed_at"])
        _move_at_renewal(command, subscription, row)
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="renewals.apply_plan_change",
        result=bool,
        body=body,
    )


def _move_at_renewal(
    command: Command, subscription: Subscription, row: ScheduledPlanChange
) -> None:
    from curule.core.changes import Change, SeatMove  # noqa: PLC0415

    target = get_plan_terms(row.plan_version_id)
    interval = quoting.target_interval(subscription, target)
    maxima = account_maxima(command.account_id, target.product_id)
    offer = target.offer(subscription.currency, interval, maxima)
    standing = standing_of(subscription, command.now)
    numbers = seats_on(standing, offer, row.seats)
    moves: list[SeatMove] = []
    for pool in standing.pools:
        if pool.terms.unlimited:
            continue
        wanted = max(numbers.get(pool.name, 0), pool.taken)
        difference = wanted - pool.seats
        if difference:
            moves.append(
                SeatMove(seat_type=pool.name, add=max(difference, 0), remove=max(-difference, 0))
            )
    plan_moves.move_to_plan(
        command, subscription, row.plan_version_id, Change(moves=tuple(moves)), None
    )


def apply_reduction(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Apply the reductions of a subscription that have come due."""

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        reductions.apply_due(command, subscription, now)
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="renewals.apply_reduction",
        result=bool,
        body=body,
    )


def remind(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Mail a reminder of the term's end, once, and plan the next one."""

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        if subscription.remind_at is None or subscription.remind_at > now:
            return False
        terms = get_plan_terms(subscription.plan_version_id)
        manual = terms.policy.renewal.mode is RenewalMode.MANUAL or not subscription.auto_renew
        for person in command.people_with(*sorted(terms.policy.who.change_roles)):
            command.mail(
                "term_ending" if manual else "renewal_reminder",
                person.email,
                subscription_id=subscription.id,
                ends_at=subscription.term_ends_at,
            )
        reminders.plan_reminder(subscription, terms, after=subscription.remind_at)
        subscription.save(update_fields=["remind_at"])
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="renewals.remind",
        result=bool,
        body=body,
    )
