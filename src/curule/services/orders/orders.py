"""Orders: a quote taken as it stands, or refused because the world has moved.

Placing an order, its invoice and the intent to collect are one transaction; the gateway is called
after it; what was bought is granted when the policy says: at once, or when the money is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.permissions import Action, Actor
from curule.core.policy import OpenReduction, RenewalMode
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Seat, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import seats_in_force
from curule.services import _input, waiting_orders
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.changes import coupons, ordered_terms, quoting, reductions
from curule.services.changes.quoting import Alignment, SeatsAsked
from curule.services.orders.placing import OrderResult, Pays, place
from curule.services.payments import payments
from curule.services.seating import lapses, waitlist

__all__ = [
    "OrderResult",
    "TotalReached",
    "change_plan",
    "change_seats",
    "collected",
    "renew",
    "subscribe",
]


# --- the first purchase ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What a new subscription is to be."""

    terms: PlanTerms
    currency: str
    interval: tuple[str, int]
    label: str
    auto_renew: bool | None


def subscribe(
    *,
    actor: Actor,
    account_id: UUID,
    plan_version_id: UUID,
    seats: Mapping[str, int],
    currency: str,
    interval: tuple[str, int],
    label: str = "",
    trial_days: int | None = None,
    auto_renew: bool | None = None,
    co_term_with: UUID | None = None,
    coupon: str = "",
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Buy a new subscription; until its first grant it is `incomplete` (T2).

    With a co_term anchor it is aligned with the subscription `co_term_with`, by default with the
    account's own that ends first. Refuses `role_not_allowed`, `managed_contract`,
    `auto_renew_not_offered`, the numbers, a coupon that does not hold, and what an order refuses.
    """
    bought = Bought(
        terms=get_plan_terms(plan_version_id),
        currency=currency,
        interval=interval,
        label=_input.name(label, "label")[:60],
        auto_renew=auto_renew,
    )

    def body(command: Command) -> OrderResult:
        command.lock_account()
        command.require(Action.CHANGE, bought.terms.policy)
        subscription = open_subscription(command, bought)
        quote = quoting.quote_for_purchase(
            command,
            subscription,
            seats,
            trial_days=trial_days,
            align=alignment(command, subscription, co_term_with),
            coupon=coupon,
        )
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return collected(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.subscribe",
        body=body,
        key=key,
        request={
            "plan": plan_version_id,
            "seats": dict(seats),
            "currency": currency,
            "interval": interval,
            "label": bought.label,
            "trial_days": trial_days,
            "auto_renew": auto_renew,
            "co_term_with": co_term_with,
            "method": method_id,
            "pays": pays,
        }
        | coupons.asked(coupon),
    )


def open_subscription(command: Command, bought: Bought) -> Subscription:
    """Write a new subscription, which waits for its first grant."""
    subscription = unbegun(command, bought)
    subscription.save(force_insert=True)
    command.record(
        EventType.SUBSCRIPTION_CREATED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        plan=bought.terms.plan_key,
    )
    return subscription


def unbegun(command: Command, bought: Bought) -> Subscription:
    """Return a new subscription that is not written yet. Refuses `auto_renew_not_offered`."""
    terms = bought.terms
    automatic = terms.policy.renewal.mode is RenewalMode.AUTOMATIC
    if bought.auto_renew and not automatic:
        raise Refused(refuse(RefusalCode.AUTO_RENEW_NOT_OFFERED))
    unit, count = bought.interval
    return Subscription(
        account_id=command.account_id,
        product_id=terms.product_id,
        plan_version_id=terms.version_id,
        label=bought.label,
        currency=bought.currency,
        interval_unit=unit,
        interval_count=count,
        ordered_by=command.person_id,
        time_zone=command.account.time_zone,
        auto_renew=automatic if bought.auto_renew is None else bought.auto_renew,
        created_at=command.now,
    )


def alignment(command: Command, subscription: Subscription, named: UUID | None) -> Alignment | None:
    """Return where a co_term anchor lies: with the account's subscription that ends first.

    Of those with the same interval, or of the one that is named. Refuses `not_found` for a name
    that is none of them.
    """
    running = Subscription.objects.filter(
        account_id=command.account_id,
        interval_unit=subscription.interval_unit,
        interval_count=subscription.interval_count,
        status__in=["active", "past_due", "suspended", "trialing"],
    ).exclude(id=subscription.id)
    if named is not None:
        running = running.filter(id=named)
    other = running.order_by("term_ends_at", "id").first()
    if other is None:
        if named is not None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
        return None
    assert other.period_ends_at is not None
    return Alignment(ends_at=other.period_ends_at, day=other.anchor_day)


# --- changes --------------------------------------------------------------------------------------


def change_seats(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    totals: Mapping[str, int] | None = None,
    differences: Mapping[str, int] | None = None,
    reduction: OpenReduction | None = None,
    leave: Sequence[str] = (),
    method_id: UUID | None = None,
    pays: Pays | None = None,
    only_more: bool = False,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Change the number of seats: quote and order in one (A8, G9, T9).

    An order that waits for its payment makes room for this one. With `only_more` totals that are
    there by now raise `TotalReached` and change nothing. Refuses `role_not_allowed`,
    `managed_contract`, `leavers_invalid`, `payment_pending`, the numbers as the policy says, and
    what an order refuses.
    """
    asked = SeatsAsked(
        totals=totals or {},
        differences=differences or {},
        reduction=reduction,
        leave=tuple(_input.address(email) for email in leave),
    )

    def body(command: Command) -> OrderResult:
        subscription = lock_for_change(command, subscription_id)
        if only_more:
            _stop_where_reached(command, subscription, asked.totals)
        reductions.refuse_unknown_leavers(command, subscription, asked.leave)
        gone = waiting_orders.make_room(command, subscription)
        quote = quoting.quote_for_seats(command, subscription, asked, gone=gone)
        if quoting.change_of(quote).schedule:
            ordered_terms.refuse_second_term(subscription)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return collected(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.change_seats",
        body=body,
        key=key,
        request=asked.terms()
        | {"subscription": subscription_id, "method": method_id, "pays": pays},
    )


class TotalReached(Exception):
    """Undoes an order of a total that is there already."""


def _stop_where_reached(
    command: Command, subscription: Subscription, totals: Mapping[str, int]
) -> None:
    """Raise `TotalReached` where no type lacks a seat: what others bought is not taken back."""
    terms = get_plan_terms(subscription.plan_version_id)
    in_force = Seat.objects.filter(
        seats_in_force(command.now),
        account_id=command.account_id,
        subscription_id=subscription.id,
    )
    if all(
        in_force.filter(seat_type_id=terms.id_of(name)).count() >= total
        for name, total in totals.items()
    ):
        raise TotalReached


def lock_for_change(command: Command, subscription_id: UUID) -> Subscription:
    """Lock a subscription that is up to date, for somebody who may change what is bought.

    Holds that have lapsed are written down: whoever decides on numbers must not count them.
    """
    command.lock_account()
    subscription = lock_up_to_date(command, subscription_id)
    command.require(Action.CHANGE, get_plan_terms(subscription.plan_version_id).policy)
    lapses.write_lapses(command, subscription_id, serve=waitlist.serve)
    return subscription


def change_plan(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    plan: str,
    seats: Mapping[str, int] | None = None,
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Move to another plan of the same product (T25).

    Refuses as `change_seats` does, `not_found` for an unknown plan, and `term_already_ordered`
    where the next term of the present plan is ordered.
    """

    def body(command: Command) -> OrderResult:
        subscription = lock_for_change(command, subscription_id)
        ordered_terms.refuse_second_term(subscription)
        gone = waiting_orders.make_room(command, subscription)
        quote = quoting.quote_for_plan(command, subscription, plan, seats, gone=gone)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return collected(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.change_plan",
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "plan": plan,
            "seats": dict(seats or {}),
            "method": method_id,
            "pays": pays,
        },
    )


def renew(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seats: Mapping[str, int] | None = None,
    leave: Sequence[str] = (),
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Order the next term by hand (R7); it starts when the running one ends.

    Without `seats` the present numbers are ordered again. Refuses as `change_seats` does,
    `renews_automatically`, `term_already_ordered`, and `below_assigned` for fewer seats than people
    while nobody says who leaves.
    """
    leaving = tuple(_input.address(email) for email in leave)

    def body(command: Command) -> OrderResult:
        subscription = lock_for_change(command, subscription_id)
        reductions.refuse_unknown_leavers(command, subscription, leaving)
        if subscription.status != Status.INCOMPLETE:
            waiting_orders.make_room(command, subscription)
        quote = ordered_terms.quote_for_renewal(command, subscription, seats, leaving)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return collected(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.renew",
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "seats": None if seats is None else dict(seats),
            "leave": leaving,
            "method": method_id,
            "pays": pays,
        },
    )


# --- collecting -----------------------------------------------------------------------------------


def collected(
    *,
    account_id: UUID,
    actor: Actor,
    now: datetime,
    name: str,
    body: Callable[[Command], OrderResult],
    key: str | None,
    request: Mapping[str, object],
) -> Done[OrderResult]:
    """Run an ordering command, then collect the payment it started, outside its transaction.

    The same key again, as after a crash in between, collects under the same payment key.
    """
    done = run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name=name,
        result=OrderResult,
        body=body,
        key=key,
        request=request,
    )
    if done.value.payment_id is None:
        return done
    paid = payments.collect(account_id=account_id, payment_id=done.value.payment_id, now=now)
    result = replace(done.value, payment_status=paid.status, granted=paid.status == "succeeded")
    return Done(result, replayed=done.replayed)
