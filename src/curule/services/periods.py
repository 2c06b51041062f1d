"""The running period and the term of a subscription: opened, ended early, restarted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from curule.core.anchors import Anchor, AnchorKind, anchor_from
from curule.core.changes import Change
from curule.core.events import EventType
from curule.core.periods import BillingPeriod, end_of, period
from curule.core.policy import IncreaseCharge, TermStarts
from curule.core.proration import rest_from
from curule.data.models import (
    Period,
    Subscription,
)
from curule.selectors.catalog import PlanTerms
from curule.selectors.standings import interval_of
from curule.services import reductions, reminders
from curule.services._command import Command


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
