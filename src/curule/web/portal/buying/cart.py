"""The cart: several numbers of one subscription in one order, up and down (G8, G9, G11)."""

from __future__ import annotations

from functools import partial
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.quantities import refuse_number
from curule.core.refusals import Refusal
from curule.selectors.contracts import ContractRow
from curule.services.changes.quoting import SeatsAsked
from curule.web.answers import lead_to
from curule.web.pages import portal
from curule.web.portal.buying.frame import (
    change_refusal,
    contract_page,
    open_contract,
    told_about,
)
from curule.web.portal.buying.pricing_seats import Question, price_seats
from curule.web.portal.buying.seat_forms import SeatsForm, wished_more
from curule.web.portal.seat_words import per_interval, seat_lines
from curule.web.refusals import Told, status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer

_KEPT_AS = "cart"


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def cart(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Put numbers into the cart, change them, and lead to the review."""
    contract = open_contract(request, viewer, subscription_id)
    if request.method == "POST":
        return _acted(request, viewer, contract)
    refusal = change_refusal(viewer, contract)
    refused = told_about(request, viewer, contract, refusal) if refusal else None
    form = _form(request, contract, None)
    return _shown(request, viewer, contract, form, refused=refused, off=bool(refusal))


def empty_cart(request: HttpRequest, subscription_id: UUID) -> None:
    """Forget what was in the cart: it is ordered."""
    kept: dict[str, dict[str, int]] = request.session.get(_KEPT_AS, {})
    if kept.pop(str(subscription_id), None) is not None:
        request.session[_KEPT_AS] = kept


def _in_cart(request: HttpRequest, contract: ContractRow) -> dict[str, int]:
    """Return the numbers in the cart that still change something."""
    kept: dict[str, dict[str, int]] = request.session.get(_KEPT_AS, {})
    found = kept.get(str(contract.id), {})
    known = {
        pool.name: pool.next_total for pool in contract.standing.pools if not pool.terms.unlimited
    }
    return {name: n for name, n in found.items() if name in known and n != known[name]}


def _keep(request: HttpRequest, contract: ContractRow, numbers: dict[str, int]) -> None:
    kept: dict[str, dict[str, int]] = request.session.get(_KEPT_AS, {})
    kept[str(contract.id)] = numbers
    request.session[_KEPT_AS] = kept


def _form(request: HttpRequest, contract: ContractRow, given: Any) -> SeatsForm:  # noqa: ANN401 - a QueryDict or None
    reader = cast("Request", request).reader
    lines = seat_lines(reader, contract)
    present = {line.name: line.next_total for line in lines}
    wish = wished_more(request.GET, lines)
    wished = {line.name: line.total + wish[line.name] for line in lines if line.name in wish}
    return SeatsForm(
        given,
        lines=lines,
        reader=reader,
        label="cart.new_number",
        initial=present | _in_cart(request, contract) | wished,
    )


def _acted(request: HttpRequest, viewer: Viewer, contract: ContractRow) -> HttpResponse:
    here = lead_to("cart", viewer.account_id, contract.id)
    action = request.POST.get("action", "put")
    if action == "empty":
        _keep(request, contract, {})
        return here
    if action == "order" and not any(name.startswith("seats_") for name in request.POST):
        return _to_review(request, viewer, contract, _form(request, contract, None))
    form = _form(request, contract, request.POST)
    reader = cast("Request", request).reader
    refusal = _wrong_numbers(request, contract, form)
    if refusal is not None or not form.is_valid():
        refused = told_about(request, viewer, contract, refusal) if refusal else None
        status = status_of(refusal) if refusal else 422
        return _shown(request, viewer, contract, form, refused=refused, status=status)
    # A field that the form did not hold keeps what is in the cart.
    _keep(request, contract, _in_cart(request, contract) | form.numbers())
    if not _in_cart(request, contract):
        form.add_error(None, say(reader, "cart.unchanged"))
        return _shown(request, viewer, contract, form, status=422)
    return _to_review(request, viewer, contract, form) if action == "order" else here


def _wrong_numbers(request: HttpRequest, contract: ContractRow, form: SeatsForm) -> Refusal | None:
    """Say beside its own field what is wrong with each number; return the first refused one."""
    reader = cast("Request", request).reader
    if not form.is_valid():
        return None
    first: Refusal | None = None
    for line in seat_lines(reader, contract):
        number = form.cleaned_data.get(line.field)
        if number is None:
            if line.field in request.POST:
                form.add_error(line.field, say(reader, "seats.no_number"))
            continue
        pool = contract.standing.pool(line.name)
        if pool is None or number == pool.next_total:
            continue
        refusal = refuse_number(pool, number, contract.standing)
        if refusal is not None:
            form.add_error(line.field, told(request, refusal).sentence)
            first = first or refusal
    return first


def _to_review(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, form: SeatsForm
) -> HttpResponse:
    numbers = _in_cart(request, contract)
    if not numbers:
        return _shown(request, viewer, contract, form, status=422)
    asked = SeatsAsked(totals=numbers, differences={})
    return price_seats(
        request, viewer, contract, asked, numbers, partial(_shown, request, viewer, contract, form)
    )


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    form: SeatsForm,
    *,
    refused: Told | None = None,
    off: bool = False,
    question: Question | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = cast("Request", request).reader
    numbers = _in_cart(request, contract)
    lines = seat_lines(reader, contract)
    context = {
        "form": form,
        "refused": refused,
        "off": off,
        "question": question,
        "lines": lines,
        "in_cart": [(line, numbers[line.name]) for line in lines if line.name in numbers],
        "per": per_interval(reader, contract.standing.interval),
    }
    return contract_page(
        request, viewer, contract, "portal/buying/cart.html", context, status=status
    )
