"""A priced quote that is looked at: with its plan, what it costs, when it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from babel.numbers import format_decimal
from django.http import Http404, HttpRequest

from curule.core.changes import Change, Usable
from curule.core.differences import Sold
from curule.core.localtime import last_day, local_date
from curule.core.money import Money
from curule.core.periods import BillingPeriod
from curule.core.policy import IncreaseCharge, OnChange
from curule.core.tax import PriceTax
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.contracts import ContractRow, find_contract
from curule.selectors.coupons import find_coupon
from curule.selectors.quotes import QuoteRow, find_quote
from curule.web.portal.seat_words import free_counts, noun_of
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A quote with the plan it is about, and the subscription if there is one yet."""

    quote: QuoteRow
    terms: PlanTerms
    contract: ContractRow | None
    zone: str

    @property
    def change(self) -> Change:
        """What it brings about."""
        return self.quote.change

    def money(self, amount: int) -> Money:
        """Return an amount in the quote's currency."""
        return Money(amount, self.quote.currency)

    @property
    def needs_order(self) -> bool:
        """Whether an order comes of it: what costs and grants nothing now is only saved."""
        if self.quote.kind == "seats":
            return bool(self.change.lines or self.change.moves)
        return not (self.quote.kind == "plan" and self.change.usable is Usable.AT_RENEWAL)


def open_quote(request: HttpRequest, viewer: Viewer, quote_id: UUID) -> Reviewed:
    """Return a priced quote of the account. Raises Http404 for any other."""
    quote = find_quote(viewer.account_id, quote_id)
    if quote is None or quote.status == "requested":
        raise Http404
    contract = None
    if quote.subscription_id is not None:
        contract = find_contract(viewer.account_id, quote.subscription_id, viewer.now)
        assert contract is not None
        terms = contract.terms
    else:
        terms = get_plan_terms(UUID(quote.asked["plan_version"]))
    mine = cast("Request", request)
    mine.reader = replace(mine.reader, noun=noun_of(terms))
    zone = contract.time_zone if contract else viewer.company.time_zone
    return Reviewed(quote=quote, terms=terms, contract=contract, zone=zone)


def amounts(reviewed: Reviewed) -> dict[str, Any]:
    """Return what it costs or gives back."""
    quote = reviewed.quote
    gives_back = quote.total < 0
    return {
        "subtotal": reviewed.money(quote.subtotal),
        "tax": reviewed.money(quote.tax),
        "total": reviewed.money(quote.total),
        "credit_used": reviewed.money(-quote.credit) if quote.credit else None,
        "due_now": reviewed.money(quote.due_now),
        "given_back": reviewed.money(-quote.total) if gives_back else None,
        "back": reviewed.money(quote.given_back) if quote.given_back else None,
        "has_tax_in_it": quote.change.tax_behavior is PriceTax.INCLUSIVE and quote.tax != 0,
        "at_renewal": reviewed.money(quote.at_renewal),
        "on_next_invoice": quote.change.billed.value == "next_invoice",
    }


def sold_before_and_after(reviewed: Reviewed) -> tuple[tuple[Sold, ...], tuple[Sold, ...]]:
    """Return what another plan takes the place of, and what it is; nothing for other quotes."""
    quote, contract = reviewed.quote, reviewed.contract
    if quote.kind != "plan" or contract is None:
        return (), ()
    standing = contract.standing
    target = get_plan_terms(UUID(quote.asked["plan_version"]))
    totals = dict(quote.before or standing.totals)
    before = tuple(
        Sold(seat_type=pool.name, quantity=totals[pool.name], price=pool.price)
        for pool in standing.pools
        if pool.price is not None and totals.get(pool.name)
    )
    for move in quote.change.moves:
        totals[move.seat_type] = totals.get(move.seat_type, 0) + move.add - move.remove
    after = []
    for name, quantity in totals.items():
        price = target.price_of(name, quote.currency, standing.interval)
        if price is not None and quantity:
            after.append(Sold(seat_type=name, quantity=quantity, price=price.price))
    return before, tuple(after)


def tax_rate(reader: Reader, reviewed: Reviewed) -> dict[str, Any]:
    """Return the rate of its tax as the reader writes it."""
    rate = reviewed.contract.tax_rate if reviewed.contract else None
    shown = None if rate is None else format_decimal(rate, locale=LOCALES[reader.language])
    return {"tax_rate": shown}


def when(reviewed: Reviewed) -> dict[str, Any]:
    """Return the period, when what is bought can be used, and what becomes of the billing date."""
    change, contract = reviewed.change, reviewed.contract
    period = _period(change)
    term_ends_at = change.term_ends_at or (contract.term_ends_at if contract else None)
    restarts = change.restart is not None
    fewer = any(move.remove for move in change.moves) and not any(m.add for m in change.moves)
    return {
        "period_first": local_date(period.starts_at, reviewed.zone) if period else None,
        "period_last": last_day(period.ends_at, reviewed.zone) if period else None,
        "usable": f"review.usable.{change.usable.value}",
        "usable_on": local_date(change.usable_at, reviewed.zone) if change.usable_at else None,
        "adds": any(move.add for move in change.moves) or change.usable is Usable.AT_RENEWAL,
        "restarts": restarts,
        "fewer_costs": restarts and fewer and reviewed.quote.total > 0,
        "renews_on": local_date(term_ends_at, reviewed.zone) if term_ends_at else None,
        "last_on": last_day(term_ends_at, reviewed.zone) if term_ends_at else None,
        "new_price": _at_new_price(reviewed, term_ends_at),
        "by_hand": reviewed.terms.policy.renewal.mode.value == "manual",
        "starts_with_payment": _starts_with_payment(reviewed),
        "resets": reviewed.terms.policy.anchor.on_change is OnChange.RESET_TO_CHANGE,
    }


def _starts_with_payment(reviewed: Reviewed) -> bool:
    """Whether a term of its own begins once the order is paid: then no end can be told yet (R3)."""
    contract = reviewed.contract
    has_term = reviewed.quote.kind in {"purchase", "renewal"} or (
        contract is not None and contract.has_own_terms
    )
    return has_term and reviewed.terms.policy.term.starts.value == "on_payment"


def _at_new_price(reviewed: Reviewed, renews_at: datetime | None) -> bool:
    """Whether the renewal, or the term that is ordered, is at a price that was announced."""
    quote, contract = reviewed.quote, reviewed.contract
    if quote.kind == "renewal" and quote.asked.get("plan_version"):
        return True
    if contract is None or quote.kind == "plan":
        return False
    standing = contract.standing
    return standing.pools_renewed(renews_at) is not standing.pools


def free(reviewed: Reviewed) -> dict[str, Any]:
    """Return how many are free before and after an increase."""
    added = {move.seat_type: move.add - move.remove for move in reviewed.change.moves}
    if reviewed.contract is None or reviewed.quote.kind != "seats" or sum(added.values()) <= 0:
        return {"free_before": None, "free_after": None}
    seats = reviewed.contract.row.seats
    before = {name: row.counts.free for name, row in seats.items() if added.get(name)}
    after = {name: free + added[name] for name, free in before.items()}
    return {
        "free_before": free_counts(reviewed.terms, before),
        "free_after": free_counts(reviewed.terms, after),
    }


def _period(change: Change) -> BillingPeriod | None:
    """Return the billing period of a change: a new one, or what its lines cover."""
    if change.first_period is not None:
        return change.first_period
    if change.restart is not None:
        return change.restart.covers
    if not change.lines:
        return None
    covers = [line.covers for line in change.lines]
    return BillingPeriod(min(c.starts_at for c in covers), max(c.ends_at for c in covers))


def coupon(reader: Reader, reviewed: Reviewed) -> dict[str, Any]:
    """Return the code that was given, how long it holds, and whether one can be given at all."""
    quote = reviewed.quote
    if quote.kind != "purchase" or quote.subscription_id is not None:
        return {"takes_coupon": False}
    code = quote.asked.get("coupon", "")
    return {
        "takes_coupon": reviewed.terms.policy.increase.charge is not IncreaseCharge.OWN_TERM,
        "coupon": code,
        "coupon_holds": _how_long(reader, code) if code else "",
    }


def _how_long(reader: Reader, code: str) -> str:
    found = find_coupon(code)
    if found is None:
        return ""
    if found.periods is None:
        return say(reader, "review.coupon_for_good")
    if found.periods == 1:
        return say(reader, "review.coupon_once")
    return say(reader, "review.coupon_periods", count=found.periods)
