"""Account credit that goes: goodwill taken back, and the customer's own money paid out (V16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.clocks import now_for
from curule.selectors.credit import what_may_go
from curule.services.credits import goodwill, paying_out
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.money_tables import method_name
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.tables import plain_amount
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

_LOOK: Final = "console.credit_out.look"


class _PartForm(ConsoleForm):
    """How much of the credit in a currency, and why; all that may be where nothing is typed."""

    hints = ("amount", "reason")
    beside: Mapping[str, str] = {
        RefusalCode.AMOUNT_INVALID: "amount",
        RefusalCode.ABOVE_WHAT_IS_LEFT: "amount",
        "currency": "currency",
        "reason": "reason",
    }
    currency = forms.ChoiceField()
    amount = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(max_length=LONGEST_REASON)

    minor: int | None = None

    def __init__(
        self,
        reader: Reader,
        most: tuple[Money, ...],
        given: Mapping[str, str] | None = None,
        *,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        """Offer each currency with the most that may go."""
        super().__init__(reader, given, initial=initial)
        words = [say(reader, f"{self.area}most", amount=each) for each in most]
        pairs = zip(most, words, strict=True)
        self.choose("currency", [(each.currency, word) for each, word in pairs])

    def clean(self) -> dict[str, object]:
        """Read the amount in its currency."""
        cleaned = super().clean() or {}
        typed, currency = str(cleaned.get("amount") or "").strip(), cleaned.get("currency")
        if typed and currency:
            self.minor = minor_units(typed, str(currency))
            if not self.minor:
                self.add_error("amount", say(self.reader, "console.record.no_amount"))
        return cleaned


class GoodwillBackForm(_PartForm):
    """Goodwill that is taken back."""

    area = "console.goodwill_back."


class CreditOutForm(_PartForm):
    """Credit that is paid out."""

    area = "console.credit_out."


@require_http_methods(["GET", "HEAD", "POST"])
@console
def take_back(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Take goodwill back, as far as it is not used yet."""
    card = get_card(account_id, viewer)
    given = request.POST if request.method == "POST" else None
    form = GoodwillBackForm(viewer.reader, what_may_go(account_id).goodwill, given)
    lead = "console.goodwill_back.lead"
    if not form.is_valid():
        return form_page(request, viewer, form, account=card, lead=lead, is_final=True)
    currency = form.cleaned_data["currency"]
    try:
        taken = goodwill.take_back(
            actor=viewer.actor,
            account_id=account_id,
            amount=form.minor,
            currency=currency,
            reason=form.cleaned_data["reason"],
            now=now_for(account_id, viewer.now),
            key=one_time_key(request),
        ).value
    except Refused as refused:
        return form_page(
            request, viewer, form, refused=refused, account=card, lead=lead, is_final=True
        )
    return done(
        request,
        "console_statement",
        account_id,
        key="console.goodwill_back.done",
        amount=Money(taken, currency),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@console
def pay_out(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Pay credit out: first shown by which payments it would go back, then done."""
    card = get_card(account_id, viewer)
    given = request.POST if request.method == "POST" else None
    most = what_may_go(account_id).payable
    form = CreditOutForm(viewer.reader, most, given, initial=_asked_for(request, most))
    lead = "console.credit_out.lead"
    if not form.is_valid():
        return form_page(request, viewer, form, account=card, lead=lead, button=_LOOK)
    currency, now = form.cleaned_data["currency"], now_for(account_id, viewer.now)
    try:
        if request.POST.get("act") == "pay":
            paid = paying_out.pay_out(
                actor=viewer.actor,
                account_id=account_id,
                amount=form.minor,
                currency=currency,
                reason=form.cleaned_data["reason"],
                now=now,
                key=one_time_key(request),
            ).value
            return done(
                request, "console_refunds", key="console.credit_out.done", amount=paid.amount
            )
        goes = paying_out.rehearse(
            actor=viewer.actor,
            account_id=account_id,
            amount=form.minor,
            currency=currency,
            now=now,
        )
    except Refused as refused:
        return form_page(
            request, viewer, form, refused=refused, account=card, lead=lead, button=_LOOK
        )
    return form_page(
        request,
        viewer,
        form,
        account=card,
        lead=lead,
        is_final=True,
        kept=(("act", "pay"),),
        effects=_effects(viewer, goes),
    )


def _asked_for(request: HttpRequest, most: tuple[Money, ...]) -> dict[str, str]:
    """Return what a customer asked for (`?currency=&asked=`), as far as it is still there."""
    asked, currency = request.GET.get("asked", ""), request.GET.get("currency", "")
    left = {each.currency: each.amount_minor for each in most}
    if currency not in left or not (asked.isascii() and asked.isdigit() and len(asked) <= 12):
        return {}
    amount = plain_amount(min(int(asked), left[currency]), currency)
    return {"currency": currency, "amount": str(amount)}


def _effects(viewer: StaffViewer, goes: tuple[paying_out.Goes, ...]) -> tuple[str, ...]:
    return tuple(
        say(viewer.reader, "console.credit_out.at_bank", amount=each.amount)
        if each.gateway == "bank_transfer"
        else say(
            viewer.reader,
            "console.credit_out.by",
            amount=each.amount,
            method=each.method or method_name(viewer.reader, each.gateway),
        )
        for each in goes
    )
