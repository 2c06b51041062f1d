"""Subscriptions and contracts of an account, and what else can be bought (P15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.core.lifecycle import Status
from curule.core.localtime import last_day, local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode
from curule.selectors.catalog import PlanTerms
from curule.selectors.contracts import reference_of
from curule.selectors.orders import list_plans
from curule.selectors.subscriptions import SubscriptionRow, list_subscriptions
from curule.web.pages import portal
from curule.web.portal.buying.frame import buying_refusals, is_ending, state_word, without_asking
from curule.web.portal.rendering import page
from curule.web.portal.seat_words import (
    noun_of,
    per_interval,
    tax_words,
    type_noun,
)
from curule.web.refusals import Told, told
from curule.web.seat_names import sold_types
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of the list."""

    id: UUID
    reference: str
    called: str
    counts: tuple[Count, ...]
    state: str
    tone: str
    renews_on: date | None
    ends_on: date | None
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForSale:
    """A plan that is not bought yet: what a seat costs, and who buys it where it is not the reader.

    `ways_out` lead on from there.
    """

    version_id: UUID
    called: str
    prices: tuple[tuple[Count, Money, str, str], ...]
    maximum: Count | None
    bought_by: str = ""
    ways_out: tuple[tuple[str, str], ...] = ()


@require_safe
@portal
def subscriptions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List what is bought, and the plans that can be bought besides."""
    rows = list_subscriptions(viewer.account_id, viewer.now)
    running = {row.terms.product_id for row in rows if row.status is not Status.ENDED}
    pays_in = {row.currency for row in rows}
    plans = tuple(
        plan for plan in list_plans() if plan.product_id not in running and _sells_in(plan, pays_in)
    )
    refusals = buying_refusals(viewer, plans)
    return page(
        request,
        viewer,
        "portal/buying/subscriptions.html",
        {
            "rows": tuple(_listed(request, viewer, row) for row in rows),
            "plans": tuple(
                _for_sale(request, plan, refusal)
                for plan, refusal in zip(plans, refusals, strict=True)
            ),
            "may_buy": None in refusals,
            "buying_refused": _buying_refused(request, viewer, refusals),
        },
    )


def _sells_in(plan: PlanTerms, currencies: set[str]) -> bool:
    """Whether a plan is sold in a currency that the account pays in; in any, before it has paid."""
    priced = {sold.price.currency for sold in plan.prices}
    return not currencies or not priced or bool(priced & currencies)


def _listed(request: HttpRequest, viewer: Viewer, row: SubscriptionRow) -> Listed:
    word, tone = state_word(request, row.status, ends=is_ending(row, viewer.now))
    zone = viewer.company.time_zone
    return Listed(
        id=row.id,
        reference=reference_of(row.id),
        called=row.terms.called,
        counts=tuple(
            Count(seats.counts.total, type_noun(row.terms, name))
            for name, seats in row.seats.items()
            if any(sold.name == name for sold in sold_types(row.terms))
            and (seats.counts.total or len(row.seats) == 1)
        ),
        state=word,
        tone=tone,
        renews_on=local_date(row.renews_at, zone) if row.renews_at else None,
        ends_on=last_day(row.ends_at, zone) if row.ends_at else None,
        is_over=row.status is Status.ENDED,
    )


def _for_sale(request: HttpRequest, plan: PlanTerms, refusal: Refusal | None) -> ForSale:
    mine = cast("Request", request)
    reader = replace(mine.reader, noun=noun_of(plan))
    first = sold_types(plan)[0] if sold_types(plan) else None
    bought_by, ways_out = _bought_by(request, refusal)
    return ForSale(
        version_id=plan.version_id,
        called=plan.called,
        prices=tuple(
            (
                Count(1, type_noun(plan, sold.seat_type)),
                Money(sold.price.unit_amount, sold.price.currency),
                per_interval(reader, sold.price.interval),
                tax_words(reader, sold.price.tax_behavior),
            )
            for sold in plan.prices
            if sold.price.model.value == "flat"
        ),
        maximum=Count(first.max, noun_of(plan)) if first and first.max else None,
        bought_by=bought_by,
        ways_out=ways_out,
    )


def _bought_by(
    request: HttpRequest, refusal: Refusal | None
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return who buys a plan that the reader may not buy, and where to go for it."""
    if refusal is None:
        return "", ()
    box = told(request, without_asking(refusal))
    ways_out = tuple((label, address) for label, address in box.ways_out if address)
    roles, people = refusal.values.get("roles"), refusal.values.get("people")
    if refusal.code != RefusalCode.ROLE_NOT_ALLOWED or not roles or not people:
        return f"{box.sentence} {box.reason}", ways_out
    reader = cast("Request", request).reader
    return say(reader, "subs.bought_by", roles=roles, people=people), ways_out


def _buying_refused(
    request: HttpRequest, viewer: Viewer, refusals: tuple[Refusal | None, ...]
) -> Told | None:
    """Return why this person can buy none of the plans, said once where it is the same of all."""
    first = refusals[0] if refusals else None
    if first is None or any(refusal != first for refusal in refusals):
        return None
    box = told(request, without_asking(first))
    if first.code != RefusalCode.ROLE_NOT_ALLOWED:
        return box
    return replace(box, sentence=say(viewer.reader, "subs.not_yours"))
