"""Quotes for accounts that the vendor manages: asked for, offered, accepted or declined (G5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from curule.core.changes import Change
from curule.core.events import EventType
from curule.core.lifecycle import days_later
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Quote
from curule.selectors.catalog import get_plan_terms
from curule.services import placing, quoting
from curule.services._command import Command, Done, run
from curule.services.quoting import SeatsAsked

OFFER_DAYS = 30
"""How long an offer stands where nothing else is said."""


def ask_for_quote(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seats: Mapping[str, int],
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Ask the vendor for a quote; nothing is priced yet."""

    def body(command: Command) -> UUID:
        subscription = command.lock_subscription(subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.ASK_FOR_QUOTE, policy)
        asked = SeatsAsked(totals=seats, differences={})
        quote = quoting.keep(command, subscription, "seats", asked.terms(), Change())
        Quote.objects.filter(account_id=account_id, id=quote.id).update(
            status="requested", expires_at=None
        )
        command.record(
            EventType.QUOTE_REQUESTED,
            subject_id=quote.id,
            subscription_id=subscription_id,
            seats=dict(seats),
        )
        return quote.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.ask",
        result=UUID,
        body=body,
        key=key,
        request={"seats": dict(seats)},
    )


def offer_quote(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seats: Mapping[str, int],
    days: int | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Offer a priced change that stands for `days` (30); an older offer is superseded."""

    def body(command: Command) -> UUID:
        command.lock_account()
        command.require(Action.OFFER_QUOTE)
        subscription = command.lock_subscription(subscription_id)
        Quote.objects.filter(
            account_id=account_id,
            subscription_id=subscription_id,
            is_offer=True,
            status="open",
        ).update(status="superseded", closed_at=now)
        Quote.objects.filter(
            account_id=account_id, subscription_id=subscription_id, status="requested"
        ).update(status="superseded", closed_at=now)
        asked = SeatsAsked(totals=seats, differences={})
        quote = quoting.quote_for_seats(command, subscription, asked)
        quote.is_offer = True
        quote.expires_at = days_later(now, days or OFFER_DAYS, subscription.time_zone)
        quote.save(update_fields=["is_offer", "expires_at"])
        command.record(
            EventType.QUOTE_OFFERED, subject_id=quote.id, subscription_id=subscription_id
        )
        policy = get_plan_terms(subscription.plan_version_id).policy
        for person in command.people_with(*sorted(policy.who.change_roles)):
            command.mail(
                "quote_offered",
                person.email,
                subscription_id=subscription_id,
                due_now=Money(quote.due_now_minor, quote.currency),
                expires_at=quote.expires_at,
            )
        return quote.id

    request = {"seats": dict(seats), "days": days}
    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.offer",
        result=UUID,
        body=body,
        key=key,
        request=request,
    )


def find_offer(account_id: UUID, subscription_id: UUID) -> Quote:
    """Return the open offer of a subscription, or the newest one. Refuses `not_found`."""
    offers = Quote.objects.filter(
        account_id=account_id, subscription_id=subscription_id, is_offer=True
    ).order_by("-id")
    offer = offers.filter(status="open").first() or offers.first()
    if offer is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="quote"))
    return offer


def decline_quote(
    *,
    actor: Actor,
    account_id: UUID,
    quote_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Decline an offer. Refuses `quote_not_open`."""

    def body(command: Command) -> UUID:
        command.lock_account()
        quote = Quote.objects.select_for_update().filter(account_id=account_id, id=quote_id).first()
        if quote is None or quote.subscription_id is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="quote"))
        subscription = command.lock_subscription(quote.subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.ANSWER_QUOTE, policy)
        if quote.status != "open":
            raise Refused(refuse(RefusalCode.QUOTE_NOT_OPEN))
        placing.close_quote(command, quote, "declined")
        command.record(
            EventType.QUOTE_DECLINED, subject_id=quote.id, subscription_id=subscription.id
        )
        return quote.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.decline",
        result=UUID,
        body=body,
        key=key,
        request={"quote": quote_id},
    )


def price(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    asked: SeatsAsked | None = None,
    plan: str | None = None,
    plan_seats: Mapping[str, int] | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Price a change and keep the quote; nothing else happens (T10, G10)."""

    def body(command: Command) -> UUID:
        subscription = command.lock_subscription(subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.CHANGE, policy)
        if plan is not None:
            return quoting.quote_for_plan(command, subscription, plan, plan_seats).id
        assert asked is not None
        return quoting.quote_for_seats(command, subscription, asked).id

    request = {"asked": asked.terms() if asked else None, "plan": plan}
    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.price",
        result=UUID,
        body=body,
        key=key,
        request=request,
    )
