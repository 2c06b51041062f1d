"""The running period and the term of a subscription: opened, ended early, moved, restarted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from curule.core.anchors import Anchor, AnchorKind, anchor_from
from curule.core.changes import Change, Restart
from curule.core.events import EventType
from curule.core.following import Following, end_in
from curule.core.following import following as period_following
from curule.core.lifecycle import Status
from curule.core.own_terms import begun_at, own_term_from
from curule.core.periods import end_of, period
from curule.core.policy import IncreaseCharge, TermStarts
from curule.core.spans import whole_span
from curule.data.models import Period, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.standings import anchor_of, interval_of
from curule.services._command import Command
from curule.services.changes import reductions, reminders

# --- what a payment or the end of a term moves ----------------------------------------------------


def begun_with_payment(
    subscription: Subscription, terms: PlanTerms, change: Change, now: datetime
) -> Change:
    """Move a first period to the payment, where the term starts with it (R3); the amounts stand.

    Fixed boundaries stay where they are.
    """
    policy = terms.policy
    starts_with_it = policy.term.starts is TermStarts.ON_PAYMENT
    if not starts_with_it or change.trial_ends_at is not None:
        return change
    return begun(subscription, terms, change, now)


def begun(
    subscription: Subscription, terms: PlanTerms, change: Change, starts_at: datetime
) -> Change:
    """Move a first period to another start, as a whole; the amounts stand."""
    policy = terms.policy
    if policy.anchor.at.kind is not AnchorKind.START or change.first_period is None:
        return change
    unit, interval = policy.proration.unit, interval_of(subscription)
    anchor = anchor_from(starts_at, subscription.time_zone, unit)
    if policy.increase.charge is IncreaseCharge.OWN_TERM:
        first = own_term_from(
            starts_at, interval, policy.term.length, zone=subscription.time_zone, unit=unit
        )
        ends_at = first.ends_at
    else:
        first = period(anchor, interval, 0)
        ends_at = end_of(policy.term.length, anchor, interval, first.starts_at)
    return replace(
        change,
        anchor=anchor,
        first_period=first,
        term_ends_at=ends_at,
        charges=begun_at(change.charges, anchor, interval, unit),
    )


def following(
    subscription: Subscription, terms: PlanTerms, at: datetime, *, zone: str
) -> Following:
    """Return the period that begins at the boundary `at`; a new time zone acts from here on."""
    anchor = anchor_of(subscription)
    assert anchor is not None
    interval = interval_of(subscription)
    return period_following(anchor, interval, terms.policy.term.length, at, zone=zone)


def begun_after(
    subscription: Subscription, terms: PlanTerms, change: Change, at: datetime, *, zone: str
) -> Change:
    """Move an ordered term to where the running one really ends; the amounts stand."""
    assert change.first_period is not None
    if change.first_period.starts_at == at:
        return change
    next_one = following(subscription, terms, at, zone=zone)
    span = whole_span(next_one.whole, next_one.anchor, terms.policy.proration.unit)
    return replace(
        change,
        anchor=next_one.anchor,
        first_period=next_one.whole,
        term_ends_at=next_one.term_ends_at,
        charges=tuple(
            replace(charge, period=span.period, covers=span.covered, part=span.held)
            for charge in change.charges
        ),
    )


def term_end_in(subscription: Subscription, zone: str) -> datetime | None:
    """Return when the running term ends once a new time zone acts on it."""
    anchor, ends_at = anchor_of(subscription), subscription.term_ends_at
    if anchor is None or ends_at is None:
        return ends_at
    return end_in(anchor, interval_of(subscription), ends_at, zone=zone)


# --- writing --------------------------------------------------------------------------------------


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
    """Write down a period that is invoiced as a whole; the database refuses an overlap (I16).

    Where a subscription that has ended goes on the same day, it begins where the last one ended.
    """
    pool = pool_id or subscription.id
    last = Period.objects.filter(account_id=command.account_id, pool_id=pool).aggregate(
        ends_at=Max("ends_at")
    )["ends_at"]
    begins_at = starts_at if last is None else max(starts_at, last)
    if begins_at < ends_at:
        Period.objects.create(
            account_id=command.account_id,
            subscription_id=subscription.id,
            pool_id=pool,
            starts_at=begins_at,
            ends_at=ends_at,
        )


def end_running_period(command: Command, subscription: Subscription, ends_at: datetime) -> None:
    """End the running periods early, of every batch too; one that would be empty is taken out."""
    running = Period.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, ends_at__gt=ends_at
    )
    running.filter(starts_at__gte=ends_at).delete()
    running.update(ends_at=ends_at)


def restart(
    command: Command, subscription: Subscription, terms: PlanTerms, change: Change, new: Restart
) -> None:
    """Put a new period in the place of the running one (G15); all seat types restart.

    On trial nothing runs yet: then it is the first period that changes.
    """
    old_end = subscription.term_ends_at
    set_anchor(subscription, new.anchor)
    subscription.period_starts_at = new.period.starts_at
    subscription.period_ends_at = new.period.ends_at
    subscription.term_ends_at = change.term_ends_at or end_of(
        terms.policy.term.length, new.anchor, interval_of(subscription), new.period.starts_at
    )
    if subscription.status != Status.TRIALING:
        subscription.term_starts_at = command.now
        end_running_period(command, subscription, new.covers.starts_at)
        open_period(command, subscription, new.covers.starts_at, new.covers.ends_at)
    reminders.plan_reminder(subscription, terms)
    reductions.move_with_term(command, subscription, old_end)
    command.record(
        EventType.SUBSCRIPTION_RESTARTED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        renews_at=subscription.term_ends_at,
    )
