"""Terms that are priced before they are ordered: the first of a subscription, or the next one.

The price is a stored quote, as for any other change; `offers.accept` orders it as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.core.changes import Change
from curule.core.permissions import Action, Actor
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.data.models import Quote, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services import _input
from curule.services._command import Command, Done
from curule.services._refusing import unless_refused
from curule.services.catching_up import run_up_to_date
from curule.services.changes import coupons, ordered_terms, quoting, reductions
from curule.services.orders.orders import (
    Bought,
    alignment,
    lock_for_change,
    open_subscription,
    unbegun,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A first purchase as it is asked for."""

    plan_version_id: UUID
    seats: Mapping[str, int]
    currency: str
    interval: tuple[str, int]
    label: str = ""
    coupon: str = ""

    def terms(self) -> dict[str, object]:
        """Return it as a quote keeps it."""
        return coupons.asked(self.coupon) | {
            "plan_version": str(self.plan_version_id),
            "seats": dict(self.seats),
            "currency": self.currency,
            "interval": list(self.interval),
            "label": self.label,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Purchase:
        """Read back what a quote was asked for, as it keeps it."""
        unit, count = kept["interval"]
        return cls(
            plan_version_id=UUID(kept["plan_version"]),
            seats=kept["seats"],
            currency=kept["currency"],
            interval=(unit, count),
            label=kept["label"],
            coupon=kept.get("coupon", ""),
        )


def price_purchase(
    *, actor: Actor, account_id: UUID, purchase: Purchase, now: datetime, key: str | None = None
) -> Done[UUID]:
    """Price a new subscription and keep the quote; no subscription exists yet. Returns its id.

    Refuses `role_not_allowed`, `managed_contract`, the numbers, and a coupon that does not hold.
    """

    def body(command: Command) -> UUID:
        command.lock_account()
        terms = get_plan_terms(purchase.plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        subscription = unbegun(command, _bought(purchase))
        change = unless_refused(command, _decide(command, subscription, purchase))
        return quoting.keep(command, subscription, "purchase", purchase.terms(), change).id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="term_quotes.price_purchase",
        result=UUID,
        body=body,
        key=key,
        request=purchase.terms(),
    )


def price_renewal(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seats: Mapping[str, int] | None = None,
    leave: Sequence[str] = (),
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Price the next term and keep the quote; nothing else happens. Returns its id.

    Refuses as `orders.renew` does.
    """
    leaving = tuple(_input.address(email) for email in leave)

    def body(command: Command) -> UUID:
        subscription = lock_for_change(command, subscription_id)
        reductions.refuse_unknown_leavers(command, subscription, leaving)
        return ordered_terms.quote_for_renewal(command, subscription, seats, leaving).id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="term_quotes.price_renewal",
        result=UUID,
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "seats": None if seats is None else dict(seats),
            "leave": leaving,
        },
    )


def price_again(*, actor: Actor, account_id: UUID, quote: Quote, now: datetime) -> UUID:
    """Price what a quote was asked for once more, at today's price."""
    if quote.subscription_id is None:
        return price_purchase(
            actor=actor, account_id=account_id, purchase=Purchase.of(quote.terms), now=now
        ).value
    return price_renewal(
        actor=actor,
        account_id=account_id,
        subscription_id=quote.subscription_id,
        seats=quote.terms["seats"],
        leave=quote.terms.get("leave", ()),
        now=now,
    ).value


# --- ordering -------------------------------------------------------------------------------------


def begin_purchase(command: Command, quote: Quote) -> Subscription:
    """Write the subscription of a first purchase that is ordered, and put its quote in its name.

    Refuses `quote_stale` where it would be priced otherwise by now, as on another day.
    """
    purchase = Purchase.of(quote.terms)
    bought = _bought(purchase)
    command.require(Action.CHANGE, bought.terms.policy)
    subscription = unbegun(command, bought)
    change = unless_refused(command, _decide(command, subscription, purchase))
    if change != quoting.change_of(quote):
        raise Refused(refuse(RefusalCode.QUOTE_STALE))
    subscription = open_subscription(command, bought)
    quote.subscription_id = subscription.id
    quote.save(update_fields=["subscription_id"])
    return subscription


def decide(command: Command, quote: Quote, subscription: Subscription) -> Change | Refusal:
    """Decide once more on a term that was priced before."""
    if quote.kind == "purchase":
        offer = quoting.offer_of(subscription)
        offer = coupons.offered(command, subscription, quote.terms.get("coupon", ""), offer)
        return quoting.decide_purchase(subscription, quote.terms["seats"], command.now, offer=offer)
    terms = get_plan_terms(subscription.plan_version_id)
    leave = quote.terms["leave"]
    reductions.refuse_unknown_leavers(command, subscription, leave)
    numbers = quote.terms["seats"]
    return ordered_terms.decide_renewal(command, subscription, terms, numbers, leave)[1]


def _bought(purchase: Purchase) -> Bought:
    return Bought(
        terms=get_plan_terms(purchase.plan_version_id),
        currency=purchase.currency,
        interval=purchase.interval,
        label=_input.name(purchase.label, "label")[:60],
        auto_renew=None,
    )


def _decide(command: Command, subscription: Subscription, purchase: Purchase) -> Change | Refusal:
    align = alignment(command, subscription, None)
    offer = quoting.offer_of(subscription)
    offer = coupons.offered(command, subscription, purchase.coupon, offer)
    return quoting.decide_purchase(
        subscription, purchase.seats, command.now, align=align, offer=offer
    )
