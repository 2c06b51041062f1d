"""Fewer seats: the new number, from when, and who leaves (P18)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.changes import Change
from curule.core.discounts import following_discount
from curule.core.localtime import local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.policy import DecreaseEffective, DecreaseMoney, DecreaseOccupied, OnChange
from curule.core.refusals import Refusal, Refused
from curule.core.standing import net_period_price
from curule.selectors.contracts import ContractRow, list_seated, preview_seats
from curule.services.catching_up import catch_up
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers, orders
from curule.web.answers import done, lead_to, one_time_key
from curule.web.pages import portal
from curule.web.portal.buying.frame import (
    contract_page,
    fewer_refusal,
    open_contract,
    told_about,
)
from curule.web.portal.buying.seat_forms import SeatsForm
from curule.web.portal.seat_words import per_interval, seat_lines, tax_words, type_noun
from curule.web.portal.source_labels import proceeding
from curule.web.refusals import Told, status_of
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def reduce(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Ask for the lower number; save it for the renewal, or lead to the review."""
    contract = open_contract(request, viewer, subscription_id)
    typed = any(name.startswith("seats_") for name in request.GET)
    given = request.POST if request.method == "POST" else request.GET if typed else None
    form = _form(request, contract, given)
    if request.method == "POST":
        if contract.is_behind(viewer.now):
            catch_up(account_id=viewer.account_id, now=viewer.now)
            contract = open_contract(request, viewer, subscription_id)
        return _asked(request, viewer, contract, form)
    refusal = fewer_refusal(viewer, contract)
    refused = told_about(request, viewer, contract, refusal) if refusal else None
    preview = _preview(request, viewer, contract, form) if typed else None
    return _shown(
        request,
        viewer,
        contract,
        form,
        refused=refused,
        off=bool(refusal),
        more={"preview": preview},
    )


def _preview(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, form: SeatsForm
) -> dict[str, Money | str] | None:
    """Return what the numbers would cost, as the prices say it; nothing is kept."""
    if not form.is_valid() or contract.is_behind(viewer.now):
        return None
    standing = contract.standing
    change = preview_seats(contract, form.numbers(), viewer.now)
    if not isinstance(change, Change) or not change.has_effect:
        return None
    coupon = following_discount(standing.redemption)
    before = net_period_price(standing.pools_renewed(), standing.totals, coupon)
    return {
        "now": Money(change.subtotal, contract.currency),
        "before": Money(before, contract.currency),
        "later": Money(change.at_renewal, contract.currency),
        "tax": tax_words(cast("Request", request).reader, standing.tax_behavior),
    }


def _form(request: HttpRequest, contract: ContractRow, given: Any) -> SeatsForm:  # noqa: ANN401 - a QueryDict or None
    reader = cast("Request", request).reader
    lines = seat_lines(reader, contract)
    return SeatsForm(
        given,
        lines=lines,
        reader=reader,
        label="reduce.new_number",
        initial={line.name: line.next_total for line in lines},
    )


def _asked(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, form: SeatsForm
) -> HttpResponse:
    reader = cast("Request", request).reader
    if not form.is_valid():
        return _shown(request, viewer, contract, form, status=422)
    standing = contract.standing
    totals = {
        name: number
        for name, number in form.numbers().items()
        if (pool := standing.pool(name)) is not None and number != pool.next_total
    }
    more = [name for name, number in totals.items() if number > standing.totals[name]]
    if not totals or more:
        field = f"seats_{more[0]}" if more else next(iter(form.fields))
        form.add_error(field, say(reader, "reduce.none"))
        return _shown(request, viewer, contract, form, status=422)
    leave = tuple(request.POST.getlist("leave"))
    if _must_choose(contract, totals) and not leave and "later" not in request.POST:
        return _choosing(request, viewer, contract, form, totals)
    change = preview_seats(contract, totals, viewer.now)
    saves = isinstance(change, Change) and not (change.lines or change.moves or change.restart)
    # Saving would take the place of an order that waits: that is shown first.
    saves = saves and not contract.waiting
    try:
        if saves:
            return _saved(request, viewer, contract, totals, leave)
        return _to_review(viewer, contract, totals, leave)
    except Refused as refused:
        return _refused(request, viewer, contract, form, refused.refusal, totals)


def _saved(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    totals: dict[str, int],
    leave: tuple[str, ...],
) -> HttpResponse:
    """Keep the numbers for the renewal: without an order, and without a payment (A18)."""
    orders.change_seats(
        actor=viewer.actor,
        account_id=viewer.account_id,
        subscription_id=contract.id,
        totals=totals,
        leave=leave,
        now=viewer.now,
        key=one_time_key(request),
    )
    counts = tuple(Count(n, type_noun(contract.terms, name)) for name, n in totals.items())
    ends_on = local_date(contract.standing.term_ends_at, contract.time_zone)
    return done(
        request,
        "subscription",
        viewer.account_id,
        contract.id,
        key="reduce.saved",
        seats=counts,
        day=ends_on,
    )


def _to_review(
    viewer: Viewer, contract: ContractRow, totals: dict[str, int], leave: tuple[str, ...]
) -> HttpResponse:
    quote_id = offers.price(
        actor=viewer.actor,
        account_id=viewer.account_id,
        subscription_id=contract.id,
        asked=SeatsAsked(totals=totals, differences={}, leave=leave),
        now=viewer.now,
    ).value
    return lead_to("review", viewer.account_id, quote_id)


def _must_choose(contract: ContractRow, totals: dict[str, int]) -> bool:
    """Whether there are more people than seats will be, and somebody is to say who leaves."""
    if contract.terms.policy.decrease.occupied is not DecreaseOccupied.CHOOSE:
        return False
    return _excess(contract, totals) > 0


def _excess(contract: ContractRow, totals: dict[str, int]) -> int:
    pools = {name: contract.standing.pool(name) for name in totals}
    return sum(max(pool.taken - totals[name], 0) for name, pool in pools.items() if pool)


def _choosing(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    form: SeatsForm,
    totals: dict[str, int],
    *,
    refused: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    people = [
        (person, type_noun(contract.terms, person.seat_type))
        for person in list_seated(viewer.account_id, contract.id, viewer.now)
        if person.seat_type in totals
    ]
    at_once = contract.terms.policy.decrease.effective is DecreaseEffective.NOW
    more = {
        "people": people,
        "chosen": set(request.POST.getlist("leave")),
        "excess": _excess(contract, totals),
        "can_wait": not at_once,
    }
    return _shown(request, viewer, contract, form, refused=refused, more=more, status=status)


def _refused(  # noqa: PLR0917 - a refusal and what was typed
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    form: SeatsForm,
    refusal: Refusal,
    totals: dict[str, int],
) -> HttpResponse:
    refused = told_about(request, viewer, contract, refusal)
    status = status_of(refusal)
    if _must_choose(contract, totals):
        return _choosing(request, viewer, contract, form, totals, refused=refused, status=status)
    return _shown(request, viewer, contract, form, refused=refused, status=status)


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    form: SeatsForm,
    *,
    refused: Told | None = None,
    off: bool = False,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = cast("Request", request).reader
    policy = contract.terms.policy
    at_once = policy.decrease.effective is DecreaseEffective.NOW or contract.standing.on_trial
    context = {
        "form": form,
        "refused": refused,
        "off": off,
        "lines": seat_lines(reader, contract),
        "at_once": at_once,
        "button": proceeding(policy) if at_once else "reduce.save",
        "restarts": at_once and policy.anchor.on_change is OnChange.RESET_TO_CHANGE,
        "gives_credit": at_once and policy.decrease.money is DecreaseMoney.ACCOUNT_CREDIT,
        "gives_money": at_once and policy.decrease.money is DecreaseMoney.REFUND_TO_METHOD,
        "on": local_date(contract.standing.term_ends_at, contract.time_zone),
        "per": per_interval(reader, contract.standing.interval),
        **(more or {}),
    }
    return contract_page(
        request, viewer, contract, "portal/buying/reduce.html", context, status=status
    )
