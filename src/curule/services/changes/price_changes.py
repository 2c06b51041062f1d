"""Price changes with notice, on one subscription: announced, taken back, and applied (T25).

A renewal looks for them itself, in the transaction in which it bills: so none is applied before
its date, and none is forgotten where the end of a term has moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from curule.core.changes import Change
from curule.core.discounts import CouponStep, step_on_other_plan
from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.price_changes import misfit
from curule.core.purchases import Offer
from curule.core.standing import Standing
from curule.data.models import PriceChange, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.coupons import with_running_coupon
from curule.selectors.price_changes import Reached
from curule.selectors.standings import account_maxima, interval_of, standing_of
from curule.services._command import Command
from curule.services._mailing import buyers
from curule.services.changes import plan_moves

CAUSE = "price_change"


def open_change(subscription: Subscription) -> PriceChange | None:
    """Return what is announced to a subscription and has not come yet, or None."""
    return PriceChange.objects.filter(
        account_id=subscription.account_id, subscription_id=subscription.id, status="open"
    ).first()


def announce(
    command: Command,
    subscription: Subscription,
    target: PlanTerms,
    reached: Reached,
    notice_days: int,
) -> None:
    """Promise the prices of a newer version, and tell it; an older promise gives way."""
    assert reached.renews_at is not None
    assert reached.before is not None
    assert reached.after is not None
    plan_moves.close_price_change(command, subscription)
    row = PriceChange.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        from_version_id=subscription.plan_version_id,
        plan_version_id=target.version_id,
        notice_days=notice_days,
        not_before=reached.not_before,
        renews_at=reached.renews_at,
        currency=subscription.currency,
        amount_before_minor=reached.before.amount_minor,
        amount_after_minor=reached.after.amount_minor,
        announced_at=command.now,
        announced_by=command.person_id,
    )
    _touch(subscription)
    command.record(
        EventType.PRICE_CHANGE_ANNOUNCED,
        subject_id=row.id,
        subscription_id=subscription.id,
        renews_at=reached.renews_at,
        not_before=reached.not_before,
        before=reached.before.amount_minor,
        after=reached.after.amount_minor,
        currency=subscription.currency,
    )
    _mail(
        command,
        subscription,
        "price_change_announced",
        plan=target.plan_name,
        effective_at=reached.renews_at,
        price_before=reached.before,
        price_after=reached.after,
    )


def withdraw(command: Command, subscription: Subscription, row: PriceChange) -> None:
    """Take an announcement back, and tell it: the subscription renews at its present price."""
    _close(command, row, "withdrawn")
    _touch(subscription)
    command.record(
        EventType.PRICE_CHANGE_WITHDRAWN,
        subject_id=row.id,
        subscription_id=subscription.id,
        cause="vendor",
    )
    terms = get_plan_terms(subscription.plan_version_id)
    _mail(command, subscription, "price_change_withdrawn", plan=terms.plan_name)


def _touch(subscription: Subscription) -> None:
    """Let what was priced before be priced again: it named another renewal."""
    subscription.version += 1
    subscription.save(update_fields=["version"])


def _close(command: Command, row: PriceChange, status: str) -> None:
    row.status, row.closed_at = status, command.now
    row.save(update_fields=["status", "closed_at"])


def _mail(command: Command, subscription: Subscription, template: str, **words: object) -> None:
    """Write to those who decide on numbers: it is they who can still change something."""
    for person in buyers(command, get_plan_terms(subscription.plan_version_id)):
        command.mail(
            template, person.email, subscription_id=subscription.id, invitation_id=None, **words
        )


# --- at the renewal -------------------------------------------------------------------------------


def apply_due(command: Command, subscription: Subscription, terms: PlanTerms) -> PlanTerms:
    """Bring a subscription that renews now to the version that was announced to it.

    Returns the terms that it renews by. Before the promised date nothing happens, and nothing where
    the version has no place for its seats: then it keeps its own.
    """
    row = open_change(subscription)
    if row is None or command.now < row.not_before:
        return terms
    standing, target = standing_of(subscription, command.now), get_plan_terms(row.plan_version_id)
    offer = _offer(subscription, standing, target)
    reason = misfit(standing, offer)
    if reason is not None:
        _close(command, row, "withdrawn")
        command.record(
            EventType.PRICE_CHANGE_WITHDRAWN,
            subject_id=row.id,
            subscription_id=subscription.id,
            cause=reason.value,
        )
        return terms
    _close(command, row, "applied")
    _move(command, subscription, target, _step(standing, offer))
    return target


def _offer(subscription: Subscription, standing: Standing, target: PlanTerms) -> Offer:
    maxima = account_maxima(subscription.account_id, target.product_id)
    offer = target.offer(subscription.currency, standing.interval, maxima)
    return with_running_coupon(subscription, standing, target, offer)


def _step(standing: Standing, offer: Offer) -> CouponStep | None:
    """Say whether the coupon goes on; its next period begins after that."""
    return step_on_other_plan(
        standing.redemption,
        holds=offer.redemption is not None,
        same_interval=True,
        new_period=False,
    )


def _move(
    command: Command, subscription: Subscription, target: PlanTerms, step: CouponStep | None
) -> None:
    plan_moves.move_to_plan(
        command,
        subscription,
        target.version_id,
        Change(coupon=step),
        invoice_id=None,
        cause=CAUSE,
    )


# --- a term ordered by hand -----------------------------------------------------------------------


def terms_from(
    subscription: Subscription, starts_at: datetime, numbers: Mapping[str, int]
) -> PlanTerms:
    """Return the terms by which a term is sold that begins then: those announced for its date.

    The first paid term after a trial is no renewal. A version that lacks a seat type that is wanted
    is not sold.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    row = None if subscription.status == Status.TRIALING else open_change(subscription)
    if row is None or starts_at < row.not_before:
        return terms
    target = get_plan_terms(row.plan_version_id)
    interval = interval_of(subscription)
    wanted = [name for name, number in numbers.items() if number]
    priced = [target.price_of(name, subscription.currency, interval) for name in wanted]
    return target if all(price is not None for price in priced) else terms


def begin_ordered(command: Command, subscription: Subscription, version_id: UUID) -> None:
    """Bring a subscription to the version by which the term was ordered that begins now.

    What was ordered holds, also where the announcement was taken back since, or the running term
    ended earlier than the promised date: then it was the order that decided, not the promise.
    """
    row = open_change(subscription)
    if row is not None and row.plan_version_id == version_id:
        _close(command, row, "applied" if command.now >= row.not_before else "replaced")
    standing, target = standing_of(subscription, command.now), get_plan_terms(version_id)
    step = _step(standing, _offer(subscription, standing, target))
    _move(command, subscription, target, step)
