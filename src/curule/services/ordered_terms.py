"""Terms that were ordered by hand: they begin when the running one ends (R7)."""

from __future__ import annotations

from datetime import datetime

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.policy import RenewalAssignments
from curule.data.models import Assignment, NextTerm, Order, Quote, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.services import billing, claims, periods, quoting, reductions, reminders
from curule.services._command import Command


def reissue(command: Command, subscription: Subscription) -> None:
    """Let everybody go at a new term: seats are issued again by hand (R8)."""
    for row in Assignment.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, ended_at=None
    ):
        claims.release(command, row, reason="term_ended")


def begin(command: Command, subscription: Subscription, ordered: NextTerm, *, at: datetime) -> None:
    """Begin a term that was ordered by hand, with its number of seats and the people who stay."""
    order = Order.objects.get(account_id=command.account_id, id=ordered.order_id)
    quote = Quote.objects.get(account_id=command.account_id, id=order.quote_id)
    terms = get_plan_terms(subscription.plan_version_id)
    change = quoting.change_of(quote)
    if subscription.status == Status.ENDED:
        change = periods.started_change(subscription, terms, change, at)
    assert change.anchor is not None
    assert change.first_period is not None
    assert change.term_ends_at is not None
    billing.close_used_charges(command, subscription.id, at)
    restarted = subscription.status == Status.ENDED
    periods.set_anchor(subscription, change.anchor)
    subscription.period_starts_at = change.first_period.starts_at
    subscription.period_ends_at = change.first_period.ends_at
    subscription.term_starts_at = at
    subscription.term_ends_at = change.term_ends_at
    subscription.status = Status.ACTIVE
    subscription.ended_at = None
    subscription.end_reason = ""
    reminders.plan_reminder(subscription, terms)
    _bring_to(command, subscription, terms, ordered, at, restarted=restarted)
    billing.open_charges(command, subscription, terms, change.charges, invoice_id=order.invoice_id)
    periods.open_period(
        command,
        subscription,
        min((c.covers.starts_at for c in change.charges), default=at),
        change.first_period.ends_at,
    )
    subscription.version += 1
    subscription.save()
    ordered.status = "applied"
    ordered.closed_at = at
    ordered.save(update_fields=["status", "closed_at"])
    command.record(
        EventType.SUBSCRIPTION_RENEWED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        renews_at=subscription.term_ends_at,
    )


def _bring_to(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    ordered: NextTerm,
    at: datetime,
    *,
    restarted: bool,
) -> None:
    """Bring the seats to the ordered numbers; the chosen leave, or all where seats are reissued."""
    if not restarted and terms.policy.renewal.assignments is RenewalAssignments.REISSUE:
        reissue(command, subscription)
    for name, number in ordered.seats.items():
        reductions.bring_to(
            command,
            subscription,
            terms,
            terms.id_of(name),
            target=number,
            leaves=ordered.leaves,
            at=at,
        )
