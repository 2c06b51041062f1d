"""A card that is added on the payment service's own page (P20)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.services.payments import card_setups
from curule.services.payments.card_setups import SetupState
from curule.web.answers import done
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.money.leaving import here, leave_for
from curule.web.viewers import Viewer

_SAID: Final = {
    SetupState.SAVED: "card.saved",
    SetupState.OPEN: "card.not_finished",
    SetupState.OVER: "card.not_finished",
    SetupState.UNAVAILABLE: "card.unavailable",
}


@require_POST
@portal
def add_card(request: HttpRequest, viewer: Viewer, gateway_name: str) -> HttpResponse:
    """Leave for the page on which a card is typed in."""
    quote = as_uuid(request.POST.get("quote", ""))
    ordering = f"?quote={quote}" if quote else ""
    started = card_setups.begin(
        actor=viewer.actor,
        account_id=viewer.account_id,
        gateway_name=gateway_name,
        default="default" in request.POST or request.POST.get("first") == "1",
        return_to=lambda setup_id: f"{here('card_back', viewer.account_id, setup_id)}{ordering}",
        cancel_url=here("review", viewer.account_id, quote)
        if quote
        else here("payment_methods", viewer.account_id),
        now=viewer.now,
    ).value
    if not started.url:
        return _back(request, viewer, quote, SetupState.UNAVAILABLE)
    return leave_for(request, viewer, started.setup_id, started.url)


@require_safe
@portal
def card_back(request: HttpRequest, viewer: Viewer, setup_id: UUID) -> HttpResponse:
    """Find out what became of the card; whoever was ordering goes on with that."""
    state = card_setups.settle(account_id=viewer.account_id, setup_id=setup_id, now=viewer.now)
    return _back(request, viewer, as_uuid(request.GET.get("quote", "")), state)


def _back(
    request: HttpRequest, viewer: Viewer, quote: UUID | None, state: SetupState
) -> HttpResponse:
    tone = "ok" if state is SetupState.SAVED else "warn"
    if quote is not None:
        return done(request, "review", viewer.account_id, quote, key=_SAID[state], tone=tone)
    return done(request, "payment_methods", viewer.account_id, key=_SAID[state], tone=tone)
