"""More seats: how many, then a quote, then the review (P17)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from curule.core.changes import Change, Usable
from curule.core.money import Money
from curule.core.policy import AtMax, QuantityInput
from curule.selectors.contracts import ContractRow, preview_seats
from curule.services.changes.quoting import SeatsAsked
from curule.web.pages import portal
from curule.web.portal.buying.frame import (
    contract_page,
    more_refusal,
    open_contract,
    told_about,
    uses_cart,
)
from curule.web.portal.buying.pricing_seats import Question, price_seats
from curule.web.portal.buying.seat_forms import SeatsForm, wished_more
from curule.web.portal.seat_words import per_interval, seat_lines, tax_words
from curule.web.portal.source_labels import proceeding
from curule.web.refusals import Told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the numbers would cost, as prices say it; the review shows the exact amounts."""

    now: Money
    later: Money
    tax: str
    waits: bool


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def add_seats(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Ask how many more, price them, and lead to the review."""
    contract = open_contract(request, viewer, subscription_id)
    if uses_cart(contract):
        return _to_cart(request, viewer, contract)
    if request.method == "POST":
        return _priced(request, viewer, contract)
    refusal = more_refusal(viewer, contract)
    refused = told_about(request, viewer, contract, refusal) if refusal else None
    is_typed = any(line.startswith("seats_") for line in request.GET)
    typed = request.GET if is_typed else _wished(request, contract)
    form = _form(request, contract, typed)
    preview = (
        _preview(request, viewer, contract, form) if typed is not None and form.is_valid() else None
    )
    return _shown(
        request, viewer, contract, form, refused=refused, off=bool(refusal), preview=preview
    )


def _to_cart(request: HttpRequest, viewer: Viewer, contract: ContractRow) -> HttpResponse:
    """Lead to the cart, which begins with the same wish."""
    wish = {name: request.GET[name] for name in ("more", "type") if name in request.GET}
    path = reverse("cart", args=[viewer.account_id, contract.id])
    return HttpResponseRedirect(f"{path}?{urlencode(wish)}" if wish else path, status=303)


def _wished(request: HttpRequest, contract: ContractRow) -> dict[str, int] | None:
    """Return what the fields hold for a link that asks for so many more."""
    lines = seat_lines(cast("Request", request).reader, contract)
    wish = wished_more(request.GET, lines)
    if not wish:
        return None
    if asks_difference(contract):
        return {line.field: wish[line.name] for line in lines if line.name in wish}
    return {line.field: line.total + wish.get(line.name, 0) for line in lines}


def asks_difference(contract: ContractRow) -> bool:
    """Whether the page asks how many more (T9), not for the new number (A8)."""
    return contract.terms.policy.quantity.quantity_input is QuantityInput.DELTA


def _form(request: HttpRequest, contract: ContractRow, given: Any) -> SeatsForm:  # noqa: ANN401 - a QueryDict or None
    reader = cast("Request", request).reader
    lines = seat_lines(reader, contract)
    more = asks_difference(contract)
    return SeatsForm(
        given,
        lines=lines,
        reader=reader,
        label="add.how_many_more" if more else "add.new_number",
        initial=({lines[0].name: lines[0].step} if len(lines) == 1 else {})
        if more
        else {line.name: line.total for line in lines},
    )


def _totals(contract: ContractRow, numbers: dict[str, int]) -> dict[str, int]:
    """Return the new totals that are asked for, of the types whose number changes."""
    present = contract.standing.totals
    if asks_difference(contract):
        return {name: present[name] + number for name, number in numbers.items() if number}
    return {name: number for name, number in numbers.items() if number != present[name]}


def _preview(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, form: SeatsForm
) -> Preview | None:
    totals = _totals(contract, form.numbers())
    if not totals or contract.is_behind(viewer.now):
        return None
    change = preview_seats(contract, totals, viewer.now)
    if not isinstance(change, Change):
        return None
    return Preview(
        now=Money(change.subtotal, contract.currency),
        later=Money(change.at_renewal, contract.currency),
        tax=tax_words(cast("Request", request).reader, change.tax_behavior),
        waits=change.usable is Usable.ON_PAYMENT,
    )


def _priced(request: HttpRequest, viewer: Viewer, contract: ContractRow) -> HttpResponse:
    reader = cast("Request", request).reader
    form = _form(request, contract, request.POST)
    if not form.is_valid():
        return _shown(request, viewer, contract, form, status=422)
    numbers = form.numbers()
    totals = _totals(contract, numbers)
    present = contract.standing.totals
    if not totals or any(number < present[name] for name, number in totals.items()):
        key = "add.none" if not totals else "add.fewer"
        form.add_error(next(iter(form.fields)), say(reader, key))
        return _shown(request, viewer, contract, form, status=422)
    more = asks_difference(contract)
    differences = {name: number for name, number in numbers.items() if number} if more else {}
    asked = SeatsAsked(totals={} if more else totals, differences=differences)
    return price_seats(
        request, viewer, contract, asked, totals, partial(_shown, request, viewer, contract, form)
    )


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    form: SeatsForm,
    *,
    refused: Told | None = None,
    off: bool = False,
    preview: Preview | None = None,
    question: Question | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = cast("Request", request).reader
    lines = seat_lines(reader, contract)
    context = {
        "form": form,
        "refused": refused,
        "off": off,
        "preview": preview,
        "question": question,
        "button": proceeding(contract.terms.policy),
        "lines": lines,
        "is_difference": asks_difference(contract),
        "per": per_interval(reader, contract.standing.interval),
        "can_upgrade": AtMax.UPGRADE_PLAN in contract.terms.policy.quantity.at_max,
    }
    return contract_page(
        request, viewer, contract, "portal/buying/add_seats.html", context, status=status
    )
