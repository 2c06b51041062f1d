"""By which tax an account is charged: the rules, or a plain rate, with the reason."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.names import LONGEST_REASON
from curule.core.refusals import Refused
from curule.services.accounts import account_taxes
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer

_RULES, _PLAIN = "rules", "plain"


class TaxForm(ConsoleForm):
    """By the rules or at a plain rate, and why."""

    area = "console.tax."
    hints = ("rate", "reason")
    beside = MappingProxyType({"tax_rate": "rate", "reason": "reason"})
    by = forms.ChoiceField()
    rate = forms.DecimalField(
        min_value=0, max_value=100, max_digits=6, decimal_places=3, required=False, localize=True
    )
    reason = forms.CharField(max_length=LONGEST_REASON)

    def clean(self) -> dict[str, Any]:
        """Want a rate exactly where one is chosen."""
        values = super().clean() or self.cleaned_data
        if values.get("by") == _PLAIN and values.get("rate") is None and "rate" not in self.errors:
            self.add_error("rate", say(self.reader, "console.tax.no_rate"))
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@console
def choose(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Say by which tax an account is charged from now on."""
    card = get_card(account_id, viewer)
    form = TaxForm(
        viewer.reader,
        request.POST if request.method == "POST" else None,
        initial={"by": _PLAIN if card.tax_rate else _RULES, "rate": card.tax_rate},
    )
    form.choose("by", [(by, say(viewer.reader, f"console.tax.by.{by}")) for by in (_RULES, _PLAIN)])
    lead = "console.tax.lead"
    shown = partial(form_page, request, viewer, form, account=card, lead=lead)
    if not form.is_valid():
        return shown()
    values = form.cleaned_data
    try:
        account_taxes.set_tax(
            actor=viewer.actor,
            account_id=account_id,
            rate=values["rate"] if values["by"] == _PLAIN else None,
            reason=values["reason"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(request, "console_account", account_id, key="console.tax.done")
