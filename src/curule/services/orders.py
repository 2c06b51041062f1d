"""Orders: a quote taken as it stands, or refused because the world has moved.

Placing an order, its invoice and the intent to collect are one transaction; the gateway is called
after it; what was bought is granted when the policy says: at once, or when the money is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.permissions import Action, Actor
from curule.core.policy import (
    IncreaseCharge,
    OpenReduction,
    RenewalMode,
)
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import (
    Quote,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.services import payments, quoting, reductions
from curule.services._command import Command, Done, run
from curule.services.placing import (
    OrderResult,
    Pays,
    make_room,
    place,
    refuse_old_quote,
)
from curule.services.quoting import SeatsAsked


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
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Buy a new subscription; until its first grant it is `incomplete` (T2)."""

    def body(command: Command) -> OrderResult:
        command.lock_account()
        terms = get_plan_terms(plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        subscription = _new_subscription(
            command,
            terms,
            currency=currency,
            interval=interval,
            label=label,
            auto_renew=auto_renew,
        )
        co_term = _co_term_end(command, subscription)
        quote = quoting.quote_for_purchase(
            command, subscription, terms, seats, trial_days=trial_days, co_term_ends_at=co_term
        )
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.subscribe",
        body=body,
        key=key,
        request={"plan": plan_version_id, "seats": dict(seats), "label": label},
    )


def _new_subscription(
    command: Command,
    terms: PlanTerms,
    *,
    currency: str,
    interval: tuple[str, int],
    label: str,
    auto_renew: bool | None,
) -> Subscription:
    automatic = terms.policy.renewal.mode is RenewalMode.AUTOMATIC
    if auto_renew and not automatic:
        raise Refused(refuse(RefusalCode.AUTO_RENEW_NOT_OFFERED))
    subscription = Subscription.objects.create(
        account_id=command.account_id,
        product_id=terms.product_id,
        plan_version_id=terms.version_id,
        label=label,
        currency=currency,
        interval_unit=interval[0],
        interval_count=interval[1],
        ordered_by=command.person_id,
        time_zone=command.account.time_zone,
        auto_renew=automatic if auto_renew is None else auto_renew,
        created_at=command.now,
    )
    command.record(
        EventType.SUBSCRIPTION_CREATED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        plan=terms.plan_key,
    )
    return subscription


def _co_term_end(command: Command, subscription: Subscription) -> datetime | None:
    """Return the end of the account's other subscription that a co_term anchor takes."""
    return (
        Subscription.objects.filter(
            account_id=command.account_id,
            interval_unit=subscription.interval_unit,
            interval_count=subscription.interval_count,
            status__in=["active", "past_due", "trialing"],
        )
        .exclude(id=subscription.id)
        .order_by("period_ends_at")
        .values_list("period_ends_at", flat=True)
        .first()
    )


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
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Change the number of seats: quote and order in one (A8, G9, T9)."""
    asked = SeatsAsked(
        totals=totals or {},
        differences=differences or {},
        reduction=reduction,
        leave=tuple(leave),
    )

    def body(command: Command) -> OrderResult:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        reductions.refuse_unknown_leavers(command, subscription, asked.leave)
        make_room(command, subscription)
        quote = quoting.quote_for_seats(command, subscription, asked)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.change_seats",
        body=body,
        key=key,
        request=asked.terms() | {"subscription": subscription_id, "method": method_id},
    )


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
    """Move to another plan of the same product (T25)."""

    def body(command: Command) -> OrderResult:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        command.require(Action.CHANGE, get_plan_terms(subscription.plan_version_id).policy)
        make_room(command, subscription)
        quote = quoting.quote_for_plan(command, subscription, plan, seats)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.change_plan",
        body=body,
        key=key,
        request={"subscription": subscription_id, "plan": plan, "seats": dict(seats or {})},
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

    Without `seats` the present numbers are ordered again.
    """

    def body(command: Command) -> OrderResult:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        reductions.refuse_unknown_leavers(command, subscription, leave)
        if terms.policy.increase.charge is not IncreaseCharge.OWN_TERM:
            make_room(command, subscription)
        numbers = quoting.present_numbers(subscription, command.now) if seats is None else seats
        quote = quoting.quote_for_renewal(command, subscription, numbers, leave)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.renew",
        body=body,
        key=key,
        request={"subscription": subscription_id, "seats": seats, "leave": list(leave)},
    )


def accept(
    *,
    actor: Actor,
    account_id: UUID,
    quote_id: UUID,
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Order a stored quote, as it stands.

    Refuses `quote_expired` and `quote_stale`; the world has moved, a new quote is to be asked for.
    """

    def body(command: Command) -> OrderResult:
        command.lock_account()
        quote = Quote.objects.select_for_update().filter(account_id=account_id, id=quote_id).first()
        if quote is None or quote.subscription_id is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="quote"))
        subscription = command.lock_subscription(quote.subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.ANSWER_QUOTE if quote.is_offer else Action.CHANGE, policy)
        refuse_old_quote(command, quote, subscription)
        make_room(command, subscription)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.accept",
        body=body,
        key=key,
        request={"quote": quote_id, "method": method_id},
    )


def _ordered(
    *,
    account_id: UUID,
    actor: Actor,
    now: datetime,
    name: str,
    body: Callable[[Command], OrderResult],
    key: str | None,
    request: Mapping[str, object],
) -> Done[OrderResult]:
    """Run an ordering command, then collect the payment it started, outside its transaction."""
    done = run(
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
