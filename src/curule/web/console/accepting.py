"""An offer that a customer accepted by other means, taken over by the vendor's staff (V12)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.quotes import find_quote
from curule.services.orders import offers
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.pages import console
from curule.web.viewers import StaffViewer
from curule.wording.values import written


class AcceptForm(ConsoleForm):
    """Who of the customer said so, on which day, and how."""

    area = "console.accept."
    hints = ("said_by", "note")
    beside: Mapping[str, str] = {RefusalCode.DATE_INVALID: "said_on", "said_by": "said_by"}
    said_by = forms.CharField(max_length=120)
    said_on = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    note = forms.CharField(max_length=offers.LONGEST_NOTE, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def accept(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, quote_id: UUID
) -> HttpResponse:
    """Order an offer as it stands, for a customer who has said yes."""
    card = get_card(account_id, viewer)
    quote = find_quote(account_id, quote_id)
    if quote is None or not quote.is_offer or quote.subscription_id is None:
        raise Http404
    form = AcceptForm(
        viewer.reader,
        request.POST if request.method == "POST" else None,
        initial={"said_on": local_date(card.now, card.time_zone)},
    )
    due = Money(quote.due_now, quote.currency)
    shown = partial(
        form_page,
        request,
        viewer,
        form,
        account=card,
        lead="console.accept.lead",
        subtitle=written(due, viewer.reader),
    )
    if not form.is_valid():
        return shown()
    try:
        offers.accept_for_customer(
            actor=viewer.actor,
            account_id=account_id,
            quote_id=quote_id,
            said_by=form.cleaned_data["said_by"],
            said_on=form.cleaned_data["said_on"],
            note=form.cleaned_data["note"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(
        request,
        "console_subscription",
        account_id,
        quote.subscription_id,
        key="console.accept.done",
    )
