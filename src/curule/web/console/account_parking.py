"""An account that met a safety bound: its release, with the reason, and the most of one invoice."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.bounds import Bound
from curule.core.names import LONGEST_REASON
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.parking import capped_currencies, find_parked
from curule.services.accounts import parking
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.crossings import crossing_text
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer


class ReleaseForm(ConsoleForm):
    """Why the account may go on."""

    area = "console.release."
    hints = ("reason",)
    beside = MappingProxyType({"reason": "reason"})
    reason = forms.CharField(max_length=LONGEST_REASON)


class CapForm(ConsoleForm):
    """How much one invoice may come to in a currency; nothing for no most."""

    area = "console.cap."
    hints = ("most",)
    beside = MappingProxyType({RefusalCode.AMOUNT_INVALID: "most", "currency": "currency"})
    currency = forms.ChoiceField()
    most = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency."""
        values = super().clean() or self.cleaned_data
        typed, currency = values.get("most"), values.get("currency")
        values["most_minor"] = minor_units(typed, currency) if typed and currency else None
        if typed and currency and not values["most_minor"]:
            self.add_error("most", say(self.reader, "console.cap.no_amount"))
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@console
def release(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Let an account that is parked be charged again."""
    card = get_card(account_id, viewer)
    parked = find_parked([account_id]).get(account_id)
    if parked is None:
        return done(
            request, "console_account", account_id, key="console.release.not_parked", tone="warn"
        )
    form = ReleaseForm(viewer.reader, request.POST if request.method == "POST" else None)
    is_amount = parked.crossing.bound is Bound.AMOUNT
    shown = partial(
        form_page,
        request,
        viewer,
        form,
        account=card,
        lead="console.release.lead_amount" if is_amount else "console.release.lead",
        explained=crossing_text(viewer.reader, parked.crossing),
    )
    if not form.is_valid():
        return shown()
    try:
        parking.release(
            actor=viewer.actor,
            account_id=account_id,
            reason=form.cleaned_data["reason"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(request, "console_account", account_id, key="console.release.done")


@require_http_methods(["GET", "HEAD", "POST"])
@console
def cap(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Agree how much one invoice may come to at most."""
    card = get_card(account_id, viewer)
    form = CapForm(viewer.reader, request.POST if request.method == "POST" else None)
    form.choose("currency", [(each, each) for each in capped_currencies(account_id)])
    shown = partial(form_page, request, viewer, form, account=card, lead="console.cap.lead")
    if not form.is_valid():
        return shown()
    values = form.cleaned_data
    try:
        parking.set_cap(
            actor=viewer.actor,
            account_id=account_id,
            currency=values["currency"],
            most=values["most_minor"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(request, "console_account", account_id, key="console.cap.done")
