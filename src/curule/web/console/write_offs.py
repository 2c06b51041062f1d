"""Giving up a claim, by the vendor's finance."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.refusals import Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import money as rows
from curule.services.credits import writing_off
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.pages import console
from curule.web.viewers import StaffViewer
from curule.wording.values import written


class WriteOffForm(ConsoleForm):
    """Why a claim is given up."""

    area = "console.write_off."
    hints = ("reason",)
    reason = forms.CharField(max_length=LONGEST_REASON)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def write_off(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, invoice_id: UUID
) -> HttpResponse:
    """Write off what is open on an invoice."""
    card = get_card(account_id, viewer)
    line = rows.find_invoice_line(account_id, invoice_id, viewer.now)
    if line is None:
        raise Http404
    form = WriteOffForm(viewer.reader, request.POST if request.method == "POST" else None)
    subtitle = f"{line.number} · {written(line.open, viewer.reader)}"
    lead = "console.write_off.lead"
    shown = partial(
        form_page, request, viewer, form, account=card, lead=lead, subtitle=subtitle, is_final=True
    )
    if not form.is_valid():
        return shown()
    try:
        given_up = writing_off.write_off(
            actor=viewer.actor,
            account_id=account_id,
            invoice_id=invoice_id,
            reason=form.cleaned_data["reason"],
            now=now_for(account_id, viewer.now),
            key=one_time_key(request),
        ).value
    except Refused as refused:
        return shown(refused=refused)
    return done(
        request,
        "console_invoice",
        account_id,
        invoice_id,
        key="console.write_off.done",
        amount=Money(given_up, line.open.currency),
    )
