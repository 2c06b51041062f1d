"""Another plan, beside the present one: price, limits, what is lost (P24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.changes import Change, Usable
from curule.core.localtime import local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.quantities import maximum_of
from curule.core.refusals import Refusal, Refused
from curule.core.sentences import policy_paragraphs
from curule.core.standing import full_period_price
from curule.selectors.catalog import PlanTerms
from curule.selectors.contracts import ContractRow, PlanChoice, list_plan_choices
from curule.services.orders import offers
from curule.web.answers import lead_to
from curule.web.pages import portal
from curule.web.portal.buying.frame import (
    change_refusal,
    contract_page,
    open_contract,
    told_about,
)
from curule.web.portal.buying.seat_forms import SeatsForm
from curule.web.portal.seat_words import (
    noun_of,
    offered_lines,
    per_interval,
    seat_lines,
    tax_words,
    type_noun,
)
from curule.web.refusals import Told, status_of
from curule.web.seat_names import sold_types, type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer
from curule.wording.messages import translate
from curule.wording.values import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A plan in the comparison; `adds` and `loses` are sentences of its policy and of the other."""

    name: str
    key: str
    price: Money
    per: str
    tax: str
    counts: tuple[Count, ...]
    maxima: tuple[str, ...]
    unit_prices: tuple[tuple[Count, Money], ...]
    adds: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    lost_types: tuple[str, ...] = ()
    is_upgrade: bool = False
    at_renewal: bool = False
    form: SeatsForm | None = None
    refused: Told | None = None
    too_many: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def change_plan(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Compare the plans of the product; POST prices one and leads to the review."""
    contract = open_contract(request, viewer, subscription_id)
    choices = list_plan_choices(contract, viewer.now)
    if request.method == "POST":
        return _chosen(request, viewer, contract, choices)
    refusal = change_refusal(viewer, contract)
    refused = told_about(request, viewer, contract, refusal) if refusal else None
    return _shown(request, viewer, contract, choices, refused=refused, off=bool(refusal))


def _chosen(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, choices: tuple[PlanChoice, ...]
) -> HttpResponse:
    key = request.POST.get("plan", "")
    choice = next((c for c in choices if c.terms.plan_key == key), None)
    form = _form(request, contract, choice, request.POST) if choice else None
    if choice is None or form is None or not form.is_valid():
        return _shown(request, viewer, contract, choices, forms={key: form}, status=422)
    try:
        quote_id = offers.price(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id,
            plan=choice.terms.plan_key,
            plan_seats=form.numbers(),
            now=viewer.now,
        ).value
    except Refused as refused:
        return _shown(
            request,
            viewer,
            contract,
            choices,
            forms={key: form},
            refused=told_about(request, viewer, contract, refused.refusal),
            status=status_of(refused.refusal),
        )
    return lead_to("review", viewer.account_id, quote_id)


def _form(
    request: HttpRequest,
    contract: ContractRow,
    choice: PlanChoice,
    given: Any,  # noqa: ANN401 - a QueryDict or None
) -> SeatsForm:
    reader = cast("Request", request).reader
    lines = offered_lines(reader, choice.terms, contract.currency, choice.offer.pools)
    return SeatsForm(
        given, lines=lines, reader=reader, label="plan.number", initial=_fitting(choice)
    )


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    choices: tuple[PlanChoice, ...],
    *,
    forms: dict[str, SeatsForm | None] | None = None,
    refused: Told | None = None,
    off: bool = False,
    status: int = 200,
) -> HttpResponse:
    columns = [
        _column(request, viewer, contract, choice, (forms or {}).get(choice.terms.plan_key))
        for choice in choices
    ]
    context = {
        "present": _present(request, contract),
        "present_word": say(cast("Request", request).reader, "plan.present"),
        "columns": columns,
        "refused": refused,
        "off": off,
        "on": local_date(contract.standing.term_ends_at, contract.time_zone),
    }
    return contract_page(
        request, viewer, contract, "portal/buying/change_plan.html", context, status=status
    )


def _present(request: HttpRequest, contract: ContractRow) -> Column:
    reader = cast("Request", request).reader
    lines = seat_lines(reader, contract)
    standing = contract.standing
    return Column(
        name=contract.terms.plan_name,
        key=contract.terms.plan_key,
        price=Money(full_period_price(standing.pools, standing.totals), contract.currency),
        per=per_interval(reader, standing.interval),
        tax=tax_words(reader, standing.tax_behavior),
        counts=tuple(line.count for line in lines if line.total),
        maxima=_maxima(request, contract.terms, standing.pools),
        unit_prices=tuple(
            (Count(1, line.noun), line.unit_price) for line in lines if line.unit_price is not None
        ),
    )


def _maxima(request: HttpRequest, terms: PlanTerms, pools: Any) -> tuple[str, ...]:  # noqa: ANN401 - pools
    reader = cast("Request", request).reader
    found = []
    for pool in pools:
        limit = maximum_of(pool)
        if limit is not None and not pool.terms.unlimited:
            count = Count(limit, type_noun(terms, pool.name))
            found.append(written(count, reader))
    return tuple(found)


def _column(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    choice: PlanChoice,
    form: SeatsForm | None,
) -> Column:
    reader = cast("Request", request).reader
    lines = offered_lines(reader, choice.terms, contract.currency, choice.offer.pools)
    decided = choice.decided
    mine = _sentences(request, contract.terms)
    theirs = _sentences(request, choice.terms)
    return Column(
        name=choice.terms.plan_name,
        key=choice.terms.plan_key,
        price=Money(choice.full_price, contract.currency),
        per=per_interval(reader, choice.offer.interval),
        tax=tax_words(reader, choice.offer.tax_behavior),
        counts=tuple(Count(n, type_noun(choice.terms, name)) for name, n in choice.numbers.items()),
        maxima=_maxima(request, choice.terms, choice.offer.pools),
        unit_prices=tuple(
            (Count(1, line.noun), line.unit_price) for line in lines if line.unit_price is not None
        ),
        adds=tuple(text for text in theirs if text not in mine),
        loses=tuple(text for text in mine if text not in theirs),
        lost_types=tuple(
            type_label(reader, contract.terms, n, beside=sold_types(contract.terms), many=True)
            for n in choice.lost_types
        ),
        is_upgrade=choice.is_upgrade,
        at_renewal=isinstance(decided, Change) and decided.usable is Usable.AT_RENEWAL,
        form=form or _form(request, contract, choice, None),
        refused=told_about(request, viewer, contract, decided)
        if isinstance(decided, Refusal)
        else None,
        too_many=_too_many(request, choice),
    )


def _fitting(choice: PlanChoice) -> dict[str, int]:
    """Return the present numbers, none of them above the most that the plan allows."""
    most = {pool.name: maximum_of(pool) for pool in choice.offer.pools}
    return {
        name: number if (limit := most.get(name)) is None else min(number, limit)
        for name, number in choice.numbers.items()
    }


def _too_many(request: HttpRequest, choice: PlanChoice) -> str:
    """Say that the present numbers do not fit in a plan, if they do not."""
    reader = cast("Request", request).reader
    for pool in choice.offer.pools:
        most, present = maximum_of(pool), choice.numbers.get(pool.name, 0)
        if most is not None and present > most and not pool.terms.unlimited:
            seats = Count(present, type_noun(choice.terms, pool.name))
            return say(reader, "plan.too_small", seats=seats, most=most)
    return ""


def _sentences(request: HttpRequest, terms: PlanTerms) -> tuple[str, ...]:
    reader = cast("Request", request).reader
    types = tuple(sold.terms for sold in terms.seat_types)
    return tuple(
        translate(sentence, reader.language, zone=reader.zone, noun=noun_of(terms))
        for paragraph in policy_paragraphs(terms.policy, types, sold_by=terms.price_models)
        for sentence in paragraph.sentences
    )
