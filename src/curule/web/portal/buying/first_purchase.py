"""The first purchase of a plan: how many seats, then the review (P17, T2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.intervals import Interval, IntervalUnit
from curule.core.refusals import Refused
from curule.selectors.catalog import PlanTerms
from curule.selectors.orders import find_plan
from curule.services.orders import term_quotes
from curule.web.answers import lead_to
from curule.web.pages import portal
from curule.web.portal.buying.frame import buying_refusals
from curule.web.portal.buying.plan_policy import policy_words
from curule.web.portal.buying.seat_forms import SeatsForm
from curule.web.portal.rendering import page
from curule.web.portal.seat_words import SeatLine, noun_of, offered_lines, per_interval
from curule.web.refusals import Told, status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def buy(request: HttpRequest, viewer: Viewer, version_id: UUID) -> HttpResponse:
    """Show a plan with its price and its policy; POST prices it and leads to the review."""
    terms = find_plan(version_id)
    if terms is None or not terms.prices:
        raise Http404
    mine = cast("Request", request)
    mine.reader = replace(mine.reader, noun=noun_of(terms))
    currency, interval = _chosen(request, terms)
    offer = terms.offer(currency, interval, {})
    lines = offered_lines(mine.reader, terms, currency, offer.pools)
    if request.method == "POST":
        return _asked(request, viewer, terms, lines, currency, interval)
    (refusal,) = buying_refusals(viewer, [terms])
    refused = told(request, refusal) if refusal else None
    form = _form(request, lines, None)
    return _shown(request, viewer, terms, form, lines, refused=refused, off=bool(refusal))


def _chosen(request: HttpRequest, terms: PlanTerms) -> tuple[str, Interval]:
    """Return the currency and the interval that were chosen, else those of the first price."""
    asked = request.POST.get("price") or request.GET.get("price") or ""
    found = {_written(p.price.currency, p.price.interval): p.price for p in terms.prices}
    price = found.get(asked) or terms.prices[0].price
    return price.currency, price.interval


def _written(currency: str, interval: Interval) -> str:
    return f"{currency}-{interval.unit.value}-{interval.count}"


def _form(request: HttpRequest, lines: tuple[SeatLine, ...], given: Any) -> SeatsForm:  # noqa: ANN401 - a QueryDict or None
    reader = cast("Request", request).reader
    first = {lines[0].name: max(lines[0].minimum, lines[0].step)} if len(lines) == 1 else {}
    return SeatsForm(given, lines=lines, reader=reader, label="buy.number", initial=first)


def _asked(  # noqa: PLR0917 - one purchase
    request: HttpRequest,
    viewer: Viewer,
    terms: PlanTerms,
    lines: tuple[SeatLine, ...],
    currency: str,
    interval: Interval,
) -> HttpResponse:
    form = _form(request, lines, request.POST)
    if not form.is_valid():
        return _shown(request, viewer, terms, form, lines, status=422)
    numbers = {name: number for name, number in form.numbers().items() if number}
    if not numbers:
        reader = cast("Request", request).reader
        form.add_error(next(iter(form.fields)), say(reader, "add.none"))
        return _shown(request, viewer, terms, form, lines, status=422)
    unit: IntervalUnit = interval.unit
    try:
        quote_id = term_quotes.price_purchase(
            actor=viewer.actor,
            account_id=viewer.account_id,
            purchase=term_quotes.Purchase(
                plan_version_id=terms.version_id,
                seats=numbers,
                currency=currency,
                interval=(unit.value, interval.count),
            ),
            now=viewer.now,
        ).value
    except Refused as refused:
        box = told(request, refused.refusal)
        status = status_of(refused.refusal)
        return _shown(request, viewer, terms, form, lines, refused=box, status=status)
    return lead_to("review", viewer.account_id, quote_id)


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    terms: PlanTerms,
    form: SeatsForm,
    lines: tuple[SeatLine, ...],
    *,
    refused: Told | None = None,
    off: bool = False,
    status: int = 200,
) -> HttpResponse:
    reader = cast("Request", request).reader
    currency, interval = _chosen(request, terms)
    kinds = {_written(p.price.currency, p.price.interval): p.price for p in terms.prices}
    context = {
        "terms": terms,
        "called": terms.called,
        "form": form,
        "lines": lines,
        "refused": refused,
        "off": off,
        "per": per_interval(reader, interval),
        "price": _written(currency, interval),
        "prices": [
            (key, price.currency, per_interval(reader, price.interval))
            for key, price in kinds.items()
        ],
        "policy": policy_words(reader, terms),
    }
    return page(
        request, viewer, "portal/buying/buy.html", context, noun=noun_of(terms), status=status
    )
