"""One subscription: its term, numbers, price, what is scheduled, what its policy allows (P16)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.core.discounts import following_discount
from curule.core.lifecycle import Status
from curule.core.localtime import last_day, local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.permissions import Action
from curule.core.policy import AtMax, RenewalMode
from curule.core.refusals import RefusalCode, Refused
from curule.core.standing import net_period_price
from curule.core.tax import taxed
from curule.selectors.contracts import BatchRow, ContractRow
from curule.selectors.orders import list_orders, list_plans
from curule.services import subscriptions as commands
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.buying.frame import (
    Offered,
    address,
    change_refusal,
    contract_page,
    fewer_refusal,
    is_ending,
    more_refusal,
    open_contract,
    state_word,
    told_about,
    uses_cart,
)
from curule.web.portal.buying.plan_policy import policy_words
from curule.web.portal.seat_words import SeatLine, per_interval, seat_lines, tax_words, type_noun
from curule.web.refusals import Told, status_of
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer
from curule.wording.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The bar of a term: `first` and `last` are days, `left` counts the days that remain."""

    starts_at: datetime
    ends_at: datetime
    first: date
    last: date
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A number that changes on a date: what the next full period costs less, with tax."""

    before: Count
    after: Count
    on: date
    difference: Money | None
    is_more: bool


@require_safe
@portal
def subscription(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Show one subscription with everything that can be done about it."""
    contract = open_contract(request, viewer, subscription_id)
    return _shown(request, viewer, contract)


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    *,
    refused: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = cast("Request", request).reader
    word, tone = state_word(request, contract.row.status, ends=is_ending(contract.row, viewer.now))
    term = _term(contract, viewer.now)
    context = {
        "state": word,
        "tone": tone,
        "term": term,
        "is_over": contract.row.status is Status.ENDED,
        "renews_on": _on(contract, contract.row.renews_at),
        "ends_on": last_day(contract.row.ends_at, contract.time_zone)
        if contract.row.ends_at
        else None,
        "boundary_on": _on(contract, contract.term_ends_at),
        "trial_ends_on": last_day(contract.trial_ends_at, contract.time_zone)
        if contract.row.status is Status.TRIALING and contract.trial_ends_at
        else None,
        "lines": seat_lines(reader, contract),
        "per": per_interval(reader, contract.standing.interval),
        "ahead": _ahead(request, contract),
        "ends_first": _ends_first(contract),
        "new_price": _new_price(reader, contract),
        "next_total": _next_total(contract),
        "next_on": _on(contract, contract.next_invoice.at) if contract.next_invoice else None,
        "batches": [_batch(request, contract, row, viewer.now) for row in contract.batches],
        "may_withdraw": contract.refusal_for(viewer.actor, Action.CANCEL_ORDER) is None,
        "waiting": [
            (
                row,
                Money(row.open, contract.currency),
                [Count(n, type_noun(contract.terms, name)) for name, n in row.added.items()],
            )
            for row in contract.waiting
        ],
        "policy": policy_words(reader, contract.terms),
        "orders": [
            (
                row,
                [
                    (Count(abs(n), type_noun(contract.terms, name)), n > 0)
                    for name, n in row.moves.items()
                ],
                Money(row.total, row.currency),
                address(viewer, "invoice", row.invoice_id) if row.invoice_id else None,
                say(reader, f"order.state.{row.status}"),
            )
            for row in list_orders(viewer.account_id, contract.id)
        ],
        "keep_counts": _counts(reader, contract),
        "uses_cart": uses_cart(contract),
        "refused": refused,
        "told_change": _told(request, viewer, contract),
        **_offered(request, viewer, contract),
    }
    return contract_page(
        request, viewer, contract, "portal/buying/subscription.html", context, status=status
    )


def _told(request: HttpRequest, viewer: Viewer, contract: ContractRow) -> Told | None:
    refusal = change_refusal(viewer, contract)
    if refusal is None:
        return None
    box = told_about(request, viewer, contract, refusal)
    if refusal.code != RefusalCode.ROLE_NOT_ALLOWED:
        return box
    return replace(box, sentence=say(cast("Request", request).reader, "sub.not_yours"))


def _offered(request: HttpRequest, viewer: Viewer, contract: ContractRow) -> dict[str, object]:
    """Return the actions of the page, each with why it is off where it is."""
    reader = cast("Request", request).reader
    basic = change_refusal(viewer, contract)
    more, fewer = more_refusal(viewer, contract), fewer_refusal(viewer, contract)

    def offered(key: str, name: str, refusal: object) -> Offered:
        told = None if refusal is None or basic else told_about(request, viewer, contract, refusal)  # type: ignore[arg-type]
        link = None if refusal else address(viewer, name, contract.id)
        return Offered(label=say(reader, key), address=link, refused=told)

    plans = [
        plan
        for plan in list_plans(contract.terms.product_id)
        if plan.plan_key != contract.terms.plan_key
    ]
    by_hand = contract.terms.policy.renewal.mode is RenewalMode.MANUAL
    renewable = contract.row.status is Status.ENDED or by_hand or not contract.auto_renew
    if contract.has_own_terms:
        fewer = None
    return {
        "add": offered("sub.add", "add_seats", more),
        "reduce": None if contract.has_own_terms else offered("sub.reduce", "reduce", fewer),
        "change_plan": offered("sub.change_plan", "change_plan", basic) if plans else None,
        "renew": offered("sub.renew", "renew", _renew_refusal(contract, viewer))
        if renewable and contract.row.status is not Status.INCOMPLETE
        else None,
        "can_change": basic is None,
        "can_turn": basic is None and not by_hand and contract.row.status is not Status.ENDED,
        "by_hand": by_hand,
        "can_contact": AtMax.CONTACT in contract.terms.policy.quantity.at_max,
        "managed": address(viewer, "managed", contract.id)
        if contract.channel.value != "online"
        else None,
    }


def _renew_refusal(contract: ContractRow, viewer: Viewer) -> object:
    refusal = change_refusal(viewer, contract)
    if refusal is not None and refusal.code.value == "subscription_ended":
        return None
    return refusal


def _on(contract: ContractRow, at: datetime | None) -> date | None:
    return None if at is None else local_date(at, contract.time_zone)


def _term(contract: ContractRow, now: datetime) -> Term | None:
    start, end = contract.term_starts_at, contract.term_ends_at
    if contract.has_own_terms or start is None or end is None or contract.row.status in {
        Status.ENDED, Status.INCOMPLETE
    }:  # fmt: skip
        return None
    begin = min(start, contract.period_starts_at or start)
    return Term(
        starts_at=begin,
        ends_at=end,
        first=local_date(begin, contract.time_zone),
        last=last_day(end, contract.time_zone),
        left=max(
            (local_date(end, contract.time_zone) - local_date(now, contract.time_zone)).days, 0
        ),
    )


def _batch(
    request: HttpRequest, contract: ContractRow, row: BatchRow, now: datetime
) -> dict[str, object]:
    return {
        "row": row,
        "count": Count(row.seats, type_noun(contract.terms, seat_lines(
            cast("Request", request).reader, contract)[0].name)),
        "first": local_date(row.starts_at, contract.time_zone),
        "last": last_day(row.ends_at, contract.time_zone),
        "left": max((local_date(row.ends_at, contract.time_zone) - local_date(
            now, contract.time_zone)).days, 0),
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
    }  # fmt: skip


def _ahead(request: HttpRequest, contract: ContractRow) -> tuple[Ahead, ...]:
    """Return what is scheduled, with what the next full period costs more or less."""
    reader = cast("Request", request).reader
    if contract.has_own_terms:
        return ()
    ahead: list[Ahead] = []
    lines = {line.name: line for line in seat_lines(reader, contract)}
    for name, row in contract.row.seats.items():
        line = lines.get(name)
        if line is None:
            continue
        before = line.total
        for at, after in row.scheduled:
            difference = _difference(contract, name, before, after)
            ahead.append(
                Ahead(
                    before=Count(before, line.noun),
                    after=Count(after, line.noun),
                    on=local_date(at, contract.time_zone),
                    difference=difference,
                    is_more=after > before,
                )
            )
            before = after
    return tuple(ahead)


def _new_price(reader: Reader, contract: ContractRow) -> dict[str, Any] | None:
    """Return what was announced, from which day on, and what of it each seat costs."""
    found = contract.new_price
    if found is None:
        return None
    return {
        "on": _on(contract, found.renews_at),
        "tax": tax_words(reader, contract.standing.tax_behavior),
        "before": found.before,
        "after": found.after,
        "each": [
            (type_label(reader, contract.terms, name, many=True), before, after)
            for name, (before, after) in found.each.items()
        ],
    }


def _ends_first(contract: ContractRow) -> date | None:
    """Return its last day where it ends before what is scheduled can come: nothing renews it."""
    if contract.row.ends_at is None or contract.term_ordered_for or contract.has_own_terms:
        return None
    return last_day(contract.row.ends_at, contract.time_zone)


def _difference(contract: ContractRow, name: str, before: int, after: int) -> Money | None:
    pool = contract.standing.pool(name)
    if pool is None or pool.price is None:
        return None
    standing = contract.standing
    pools, off = standing.pools_renewed(), following_discount(standing.redemption)
    then, now = (net_period_price(pools, {name: number}, off) for number in (after, before))
    change = abs(then - now)
    paid = taxed(change, contract.tax_rate, contract.standing.tax_behavior)
    return Money(paid.gross, contract.currency)


def _next_total(contract: ContractRow) -> dict[str, Money] | None:
    found = contract.next_invoice
    if found is None:
        return None
    return {
        "subtotal": Money(found.taxed.net, contract.currency),
        "tax": Money(found.taxed.tax, contract.currency),
        "total": Money(found.taxed.gross, contract.currency),
    }


# --- what is done here ----------------------------------------------------------------------------


@require_POST
@portal
def keep_seats(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Take back what is scheduled for the renewal."""
    contract = open_contract(request, viewer, subscription_id)
    try:
        commands.keep_seats(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id,
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _again(request, viewer, contract, refused)
    reader = cast("Request", request).reader
    seats = _counts(reader, contract)
    return done(
        request, "subscription", viewer.account_id, contract.id, key="sub.kept", seats=seats
    )


def _counts(reader: object, contract: ContractRow) -> tuple[Count, ...]:
    lines: tuple[SeatLine, ...] = seat_lines(reader, contract)  # type: ignore[arg-type]
    return tuple(line.count for line in lines if line.total)


@require_POST
@portal
def auto_renew(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Turn automatic renewal on or off."""
    contract = open_contract(request, viewer, subscription_id)
    value = request.POST.get("value") == "on"
    try:
        commands.set_auto_renew(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id,
            value=value,
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _again(request, viewer, contract, refused)
    ends_at = contract.term_ends_at or viewer.now
    key = "sub.renewal_turned_on" if value else "sub.renewal_turned_off"
    on = local_date(ends_at, contract.time_zone)
    return done(
        request, "subscription", viewer.account_id, contract.id, key=key, day=on, at=ends_at
    )


def _again(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, refused: Refused
) -> HttpResponse:
    told = told_about(request, viewer, contract, refused.refusal)
    status = status_of(refused.refusal)
    return _shown(request, viewer, contract, refused=told, status=status)
