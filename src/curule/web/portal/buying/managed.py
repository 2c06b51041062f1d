"""Managed accounts: their adviser, their quotes, what self-service leaves to the vendor (P25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from curule.core.messages import Count
from curule.core.money import Money
from curule.core.permissions import Action
from curule.core.refusals import Refused
from curule.selectors.contracts import ContractRow
from curule.selectors.parties import seller_name
from curule.selectors.quotes import QuoteRow, find_quote, list_offers
from curule.services.orders import offers
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.buying.frame import (
    contract_page,
    open_contract,
    told_about,
)
from curule.web.portal.buying.seat_forms import SeatsForm
from curule.web.portal.seat_words import per_interval, seat_lines, type_noun
from curule.web.refusals import Told, status_of
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer
from curule.wording.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A question to the vendor, or the vendor's offer."""

    id: UUID
    state: str
    tone: str
    is_open: bool
    counts: tuple[Count, ...]
    due_now: Money | None
    at_renewal: Money | None
    asked_at: datetime
    expires_at: datetime | None


_TONES = {"open": "accent", "requested": "accent", "accepted": "ok", "expired": "warn"}


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def managed(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Show who looks after the account and what was offered; POST asks for a quote."""
    contract = open_contract(request, viewer, subscription_id)
    form = _form(request, contract, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, viewer, contract, form)
    reader = cast("Request", request).reader
    numbers = form.numbers() if form.is_valid() else {}
    if not numbers or numbers == {
        line.name: line.next_total for line in seat_lines(reader, contract)
    }:
        form.add_error(next(iter(form.fields)), say(reader, "managed.none"))
        return _shown(request, viewer, contract, form, status=422)
    try:
        offers.ask_for_quote(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id,
            seats=numbers,
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        told = told_about(request, viewer, contract, refused.refusal)
        status = status_of(refused.refusal)
        return _shown(request, viewer, contract, form, refused=told, status=status)
    return done(request, "managed", viewer.account_id, contract.id, key="managed.asked")


@require_POST
@portal
def decline_quote(request: HttpRequest, viewer: Viewer, quote_id: UUID) -> HttpResponse:
    """Decline an offer of the vendor."""
    quote = find_quote(viewer.account_id, quote_id)
    if quote is None or quote.subscription_id is None or not quote.is_offer:
        raise Http404
    contract = open_contract(request, viewer, quote.subscription_id)
    try:
        offers.decline_quote(
            actor=viewer.actor,
            account_id=viewer.account_id,
            quote_id=quote_id,
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        told = told_about(request, viewer, contract, refused.refusal)
        status = status_of(refused.refusal)
        form = _form(request, contract, None)
        return _shown(request, viewer, contract, form, refused=told, status=status)
    return done(request, "managed", viewer.account_id, contract.id, key="managed.declined")


def _form(request: HttpRequest, contract: ContractRow, given: Any) -> SeatsForm:  # noqa: ANN401 - a QueryDict or None
    reader = cast("Request", request).reader
    lines = seat_lines(reader, contract)
    return SeatsForm(
        given,
        lines=lines,
        reader=reader,
        label="managed.number",
        initial={line.name: line.next_total for line in lines},
    )


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    form: SeatsForm,
    *,
    refused: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = cast("Request", request).reader
    asking = contract.refusal_for(viewer.actor, Action.ASK_FOR_QUOTE)
    answering = contract.refusal_for(viewer.actor, Action.ANSWER_QUOTE)
    rows = list_offers(viewer.account_id, contract.id)
    context = {
        "form": form,
        "per": per_interval(reader, contract.standing.interval),
        "refused": refused,
        "can_ask": asking is None,
        "asking": told_about(request, viewer, contract, asking) if asking else None,
        "can_answer": answering is None,
        "offers": [_offer(reader, viewer, contract, row) for row in rows],
        "has_papers": bool(seller_name()),
    }
    return contract_page(
        request, viewer, contract, "portal/buying/managed.html", context, status=status
    )


def _offer(reader: Reader, viewer: Viewer, contract: ContractRow, row: QuoteRow) -> Offer:
    late = row.status == "open" and row.expires_at is not None and viewer.now >= row.expires_at
    status = "expired" if late else row.status
    totals: dict[str, int] = row.asked.get("totals", {})
    priced = row.status != "requested"
    return Offer(
        id=row.id,
        state=say(reader, f"managed.state.{status}"),
        tone=_TONES.get(status, ""),
        is_open=status == "open",
        counts=tuple(Count(n, type_noun(contract.terms, name)) for name, n in totals.items()),
        due_now=Money(row.due_now, row.currency) if priced else None,
        at_renewal=Money(row.at_renewal, row.currency) if priced else None,
        asked_at=row.created_at,
        expires_at=row.expires_at,
    )
