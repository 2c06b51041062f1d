"""Review and order: what the stored quote costs, how it is paid, and the order itself (P19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from curule.core.changes import Ask
from curule.core.localtime import local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.permissions import Action
from curule.core.policy import PaymentMethodRule
from curule.core.refusals import Refusal, RefusalCode, Refused
from curule.selectors.catalog import get_plan_terms
from curule.selectors.orders import MethodRow, find_order, find_order_of_quote, list_methods
from curule.selectors.parties import seller_name
from curule.selectors.quotes import QuoteRow, find_quote
from curule.services import payment_methods
from curule.services.accounts import accounts
from curule.services.orders import offers
from curule.services.orders.placing import OrderResult, Pays
from curule.services.payments import card_setups
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.buying import older_quotes, reviewed_quotes
from curule.web.portal.buying.cart import empty_cart
from curule.web.portal.buying.frame import address, buying_refusals, told_about, uses_cart
from curule.web.portal.buying.priced_lines import priced_lines
from curule.web.portal.buying.reviewed_quotes import Reviewed, open_quote
from curule.web.portal.rendering import page
from curule.web.portal.seat_words import noun_of, type_noun
from curule.web.portal.source_labels import saves_and_sends
from curule.web.refusals import Told, status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer
from curule.wording.values import Reader

TRANSFER: Final = "transfer"
"""The choice to pay by bank transfer, after the order."""

_CARDS: Final = ("succeed", "decline")
"""What the test cards of the sandbox do."""


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def review(request: HttpRequest, viewer: Viewer, quote_id: UUID) -> HttpResponse:
    """Show what an order costs and brings about; POST places it as it stands."""
    reviewed = open_quote(request, viewer, quote_id)
    if request.method == "POST" and "again" in request.POST:
        return _asked_again(request, viewer, reviewed)
    if request.method == "POST":
        return _ordered(request, viewer, reviewed)
    if reviewed.quote.status == "accepted":
        return HttpResponseRedirect(_after(viewer, reviewed), status=303)
    return shown(request, viewer, reviewed)


def _after(viewer: Viewer, reviewed: Reviewed) -> str:
    """Return where somebody belongs whose quote was answered: its order, or the subscription."""
    order_id = find_order_of_quote(viewer.account_id, reviewed.quote.id)
    if order_id is not None:
        return reverse("order_placed", args=[viewer.account_id, order_id])
    assert reviewed.quote.subscription_id is not None
    return reverse("subscription", args=[viewer.account_id, reviewed.quote.subscription_id])


def _ordered(request: HttpRequest, viewer: Viewer, reviewed: Reviewed) -> HttpResponse:
    method_id, pays = _payment(request.POST.get("pay", ""), list_methods(viewer.account_id))
    try:
        result = offers.accept(
            actor=viewer.actor,
            account_id=viewer.account_id,
            quote_id=reviewed.quote.id,
            method_id=method_id,
            pays=pays,
            now=viewer.now,
            key=one_time_key(request),
        ).value
    except Refused as refused:
        return _refused(request, viewer, reviewed, refused.refusal)
    empty_cart(request, result.subscription_id)
    return HttpResponseRedirect(_placed(request, viewer, result), status=303)


def _asked_again(request: HttpRequest, viewer: Viewer, reviewed: Reviewed) -> HttpResponse:
    """Price what was chosen instead of a number that means something else by now."""
    contract, quote = reviewed.contract, reviewed.quote
    if contract is None or quote.kind != "seats":
        raise Http404
    asked = older_quotes.asked_again(quote, contract, request.POST["again"])
    if asked is None:
        raise Http404
    try:
        quote_id = offers.price(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id,
            asked=asked,
            now=viewer.now,
            key=one_time_key(request),
        ).value
    except Refused as refused:
        box = _told(request, viewer, reviewed, refused.refusal)
        return shown(request, viewer, reviewed, refused=box, status=status_of(refused.refusal))
    return _beside(viewer, quote_id, quote.id)


def _beside(viewer: Viewer, new_id: object, old_id: UUID) -> HttpResponse:
    """Lead to a new price, shown beside the old one."""
    there = reverse("review", args=[viewer.account_id, new_id])
    return HttpResponseRedirect(f"{there}?was={old_id}", status=303)


def _payment(chosen: str, methods: tuple[MethodRow, ...]) -> tuple[UUID | None, Pays | None]:
    """Return how an order is paid; without a choice the saved method pays, as the policy says."""
    if chosen == TRANSFER:
        return None, "later"
    for method in methods:
        if chosen == str(method.id):
            return method.id, "now"
    return None, None


def _placed(request: HttpRequest, viewer: Viewer, result: OrderResult) -> str:
    if result.order_id is not None:
        return reverse("order_placed", args=[viewer.account_id, result.order_id])
    messages.success(request, say(cast("Request", request).reader, "review.saved"))
    return reverse("subscription", args=[viewer.account_id, result.subscription_id])


def _refused(
    request: HttpRequest, viewer: Viewer, reviewed: Reviewed, refusal: Refusal
) -> HttpResponse:
    """Show the new price beside the old one, the order that exists, or why nothing was ordered."""
    new_quote = refusal.values.get("new_quote")
    if new_quote is not None:
        return _beside(viewer, new_quote, reviewed.quote.id)
    if refusal.code is RefusalCode.QUOTE_NOT_OPEN:
        again = find_quote(viewer.account_id, reviewed.quote.id)
        if again is not None and again.status == "accepted":
            return HttpResponseRedirect(_after(viewer, replace(reviewed, quote=again)), status=303)
    reviewed = open_quote(request, viewer, reviewed.quote.id)
    reader = cast("Request", request).reader
    is_turned = older_quotes.turned(reader, reviewed.quote, reviewed.contract) is not None
    box = None if is_turned else _told(request, viewer, reviewed, refusal)
    return shown(request, viewer, reviewed, refused=box, status=status_of(refusal))


def _told(request: HttpRequest, viewer: Viewer, reviewed: Reviewed, refusal: Refusal) -> Told:
    if reviewed.contract is not None:
        return told_about(request, viewer, reviewed.contract, refusal)
    return told(request, refusal)


# --- what is needed for it ------------------------------------------------------------------------


@require_POST
@portal
def save_method(request: HttpRequest, viewer: Viewer, quote_id: UUID) -> HttpResponse:
    """Add and save a way to pay, before the order (A11)."""
    reviewed = open_quote(request, viewer, quote_id)
    card = request.POST.get("card", "")
    if card not in _CARDS:
        raise Http404
    reader = cast("Request", request).reader
    saved = list_methods(viewer.account_id)
    try:
        method_id = payment_methods.add_method(
            actor=viewer.actor,
            account_id=viewer.account_id,
            name=say(reader, f"review.card.{card}"),
            token=f"sandbox:{card}",
            default="default" in request.POST or not any(method.is_default for method in saved),
            now=viewer.now,
            key=one_time_key(request),
        ).value
    except Refused as refused:
        return _refused(request, viewer, reviewed, refused.refusal)
    messages.success(request, say(reader, "review.method_saved"))
    there = reverse("review", args=[viewer.account_id, quote_id])
    return HttpResponseRedirect(f"{there}?pay={method_id}#pay", status=303)


_OF_TAX_ID: Final = frozenset({RefusalCode.TAX_ID_INVALID, RefusalCode.TAX_ID_REQUIRED})
"""What is wrong with the number itself, and so is said beside its field."""


@require_POST
@portal
def save_tax_id(request: HttpRequest, viewer: Viewer, quote_id: UUID) -> HttpResponse:
    """Give the VAT number that the order asks for (G12)."""
    reviewed = open_quote(request, viewer, quote_id)
    typed = request.POST.get("tax_id", "").strip()
    try:
        accounts.set_tax_id(
            actor=viewer.actor,
            account_id=viewer.account_id,
            tax_id=typed,
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        box = _told(request, viewer, reviewed, refused.refusal)
        return shown(
            request,
            viewer,
            reviewed,
            refused=box,
            is_of_tax_id=refused.refusal.code in _OF_TAX_ID,
            status=status_of(refused.refusal),
            typed_tax_id=typed,
        )
    return done(request, "review", viewer.account_id, quote_id, key="review.tax_id_saved")


# --- the page -------------------------------------------------------------------------------------


def shown(
    request: HttpRequest,
    viewer: Viewer,
    reviewed: Reviewed,
    *,
    refused: Told | None = None,
    status: int = 200,
    typed_tax_id: str | None = None,
    is_of_tax_id: bool = False,
    wrong_coupon: Told | None = None,
    typed_coupon: str = "",
) -> HttpResponse:
    """Show the review of a quote; what was refused stands where it belongs."""
    quote = reviewed.quote
    reader = cast("Request", request).reader
    is_expired = quote.status != "open" or (
        quote.expires_at is not None and viewer.now >= quote.expires_at
    )
    has_changed = older_quotes.has_changed(quote, reviewed.contract)
    is_old = is_expired or has_changed
    asks_tax_id = Ask.TAX_ID in quote.change.asks
    is_beside_field = is_of_tax_id and asks_tax_id and not is_old
    tax_id = viewer.company.tax_id if typed_tax_id is None else typed_tax_id
    order_refused = _order_refusal(viewer, reviewed)
    if order_refused is not None and refused is None:
        refused = _told(request, viewer, reviewed, order_refused)
    context = {
        "reviewed": reviewed,
        "quote": quote,
        "has_papers": quote.is_offer and bool(seller_name()),
        "contract": reviewed.contract,
        "terms": reviewed.terms,
        "refused": None if is_beside_field else refused,
        "wrong_tax_id": refused if is_beside_field else None,
        "is_old": is_old,
        "may_order": order_refused is None,
        "steps": _steps(reader, reviewed),
        "new_plan": _new_plan(quote),
        "moves": _moves(reviewed),
        "has_changed": has_changed,
        "between": older_quotes.orders_between(reader, viewer, quote, reviewed.contract)
        if has_changed
        else [],
        "turned": older_quotes.turned(reader, quote, reviewed.contract) if is_old else None,
        "changes_nothing": quote.kind == "seats" and not quote.change.has_effect,
        "planned": _planned(reviewed),
        "lines": priced_lines(
            reader,
            reviewed.terms,
            quote.change,
            quote.currency,
            reviewed.zone,
            reviewed_quotes.sold_before_and_after(reviewed),
        ),
        "old": older_quotes.compared(request, viewer, quote, reviewed.contract, reviewed.zone),
        "edit": _edit(viewer, reviewed),
        **reviewed_quotes.coupon(reader, reviewed),
        "wrong_coupon": wrong_coupon,
        "typed_coupon": typed_coupon,
        "asks_tax_id": asks_tax_id,
        "tax_id": tax_id,
        **reviewed_quotes.amounts(reviewed),
        **reviewed_quotes.tax_rate(reader, reviewed),
        **reviewed_quotes.when(reviewed),
        **({} if is_old else reviewed_quotes.free(reviewed)),
        **_paying(request, viewer, reviewed),
        **({} if is_old else _replaced(reader, viewer, reviewed)),
    }
    context["title"] = say(reader, f"review.{_order_word(reviewed)}_title")
    context["button"] = _button(reader, reviewed, context)
    return page(
        request,
        viewer,
        "portal/buying/review.html",
        context,
        noun=noun_of(reviewed.terms),
        status=status,
    )


def _order_refusal(viewer: Viewer, reviewed: Reviewed) -> Refusal | None:
    """Return why this person may look at the price, but not order at it."""
    action = Action.ANSWER_QUOTE if reviewed.quote.is_offer else Action.CHANGE
    if reviewed.contract is not None:
        return reviewed.contract.refusal_for(viewer.actor, action)
    return buying_refusals(viewer, [reviewed.terms], action)[0]


def _moves(reviewed: Reviewed) -> list[tuple[Count | None, Count, date | None, bool]]:
    """Return each number before and after, its day if it is later, and if that was planned before.

    What was planned stays so: this order asks for none of it.
    """
    quote, contract = reviewed.quote, reviewed.contract
    totals = contract.standing.totals if contract else {}
    known = [
        *(False for _ in quote.change.moves),
        *(_was_planned(quote, each.seat_type, each.total) for each in quote.change.scheduled),
    ]
    moves = older_quotes.moves_of(quote, reviewed.terms, reviewed.zone, totals)
    return [(*move, is_known) for move, is_known in zip(moves, known, strict=True)]


def _was_planned(quote: QuoteRow, seat_type: str, total: int) -> bool:
    planned = quote.planned.get(seat_type)
    return planned == total and planned != quote.before.get(seat_type)


def _new_plan(quote: QuoteRow) -> str:
    """Return what the plan is called that a quote changes to; nothing for any other."""
    version = quote.asked.get("plan_version")
    return get_plan_terms(UUID(version)).plan_name if quote.kind == "plan" and version else ""


def _steps(reader: Reader, reviewed: Reviewed) -> list[tuple[str, bool]]:
    keys = ["review.step.seats", "review.step.review"]
    if any(move.add for move in reviewed.change.moves):
        keys.append("review.step.assign")
    return [(say(reader, key), key == "review.step.review") for key in keys]


def _planned(reviewed: Reviewed) -> list[tuple[Count, date]]:
    """Return the numbers that were planned for the renewal and would no longer come."""
    contract, quote = reviewed.contract, reviewed.quote
    if contract is None or quote.kind != "seats" or contract.term_ends_at is None:
        return []
    on = local_date(contract.term_ends_at, reviewed.zone)
    given_up = {move.seat_type: move.target for move in quote.change.schedule}
    return [
        (Count(number, type_noun(reviewed.terms, name)), on)
        for name, number in quote.planned.items()
        if name in given_up and given_up[name] != number
    ]


def _replaced(reader: Reader, viewer: Viewer, reviewed: Reviewed) -> dict[str, Any]:
    """Return the order whose place this one takes, and what becomes of its invoice."""
    named = reviewed.quote.replaces
    order = find_order(viewer.account_id, named) if named else None
    if order is None:
        return {}
    return {
        "replaced": order,
        "replaced_numbers": older_quotes.order_numbers(reader, order, reviewed.terms),
        "replaced_on": local_date(order.placed_at, reviewed.zone),
        "replaced_total": Money(order.total, order.currency),
        "replaced_paid": Money(order.paid, order.currency) if order.paid else None,
    }


def _paying(request: HttpRequest, viewer: Viewer, reviewed: Reviewed) -> dict[str, Any]:
    """Return the ways to pay and the one that is chosen."""
    quote = reviewed.quote
    methods = list_methods(viewer.account_id)
    offered = payment_methods.offered(viewer.account_id)
    asked = request.POST.get("pay") or request.GET.get("pay") or ""
    known = {str(method.id) for method in methods} | {TRANSFER}
    rule = reviewed.terms.policy.payment.method
    chosen = asked if asked in known else _usual(reviewed, methods, rule)
    return {
        "methods": methods,
        "chosen": chosen,
        "asks_method": quote.due_now > 0,
        "saved_first": reviewed.terms.policy.payment.other_method_saved_first,
        "due_days": reviewed.terms.policy.payment.due_days,
        "transfer": TRANSFER,
        "cards": _CARDS if payment_methods.SANDBOX in offered else (),
        "hosted": card_setups.hosted(viewer.account_id),
        "quote_id": quote.id,
    }


def _usual(reviewed: Reviewed, methods: tuple[MethodRow, ...], rule: PaymentMethodRule) -> str:
    if rule is PaymentMethodRule.INVOICE:
        return TRANSFER
    preferred = reviewed.contract.method_id if reviewed.contract else None
    for method in methods:
        if method.id == preferred and method.is_saved:
            return str(method.id)
    usual = next((str(m.id) for m in methods if m.is_default), "")
    return usual or TRANSFER


def _button(reader: Reader, reviewed: Reviewed, context: dict[str, Any]) -> str:
    if context["is_old"]:
        return say(reader, "review.show_new_price")
    if not reviewed.needs_order:
        return say(reader, "review.save")
    called = f"review.{_order_word(reviewed)}"
    if context["given_back"] is not None:
        return say(reader, f"{called}_with_credit", amount=context["given_back"])
    if reviewed.quote.due_now > 0:
        return say(reader, f"{called}_and_pay", amount=context["due_now"])
    return say(reader, called)


def _order_word(reviewed: Reviewed) -> str:
    return "submit" if saves_and_sends(reviewed.terms.policy) else "order"


def _edit(viewer: Viewer, reviewed: Reviewed) -> str | None:
    """Return the page on which the order can be changed (G11)."""
    quote, contract = reviewed.quote, reviewed.contract
    if contract is None:
        return address(viewer, "buy", reviewed.terms.version_id)
    if quote.is_offer:
        return address(viewer, "managed", contract.id)
    name = {"plan": "change_plan", "renewal": "renew", "purchase": "renew"}.get(quote.kind)
    if name is None:
        removes = any(move.remove for move in quote.change.moves)
        name = "cart" if uses_cart(contract) else "reduce" if removes else "add_seats"
    return address(viewer, name, contract.id)
