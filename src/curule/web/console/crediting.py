"""Giving money back by hand: a credit note by line, credit by goodwill, an invoice sent again."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from curule.core.money import UnknownCurrency
from curule.core.names import LONGEST_REASON
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import crediting as rows
from curule.selectors.console import money as money_rows
from curule.services.credits import crediting, goodwill
from curule.services.credits.crediting import Credited
from curule.services.invoices import announcing
from curule.services.payments.transfers import LARGEST_AMOUNT
from curule.web.answers import done, one_time_key
from curule.web.console import mail_tables
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.rendering import page
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.refusals import Told, status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader


class CreditNoteForm(ConsoleForm):
    """How much of each line is given back, where it goes, and why."""

    area = "console.credit."
    hints = ("reason",)
    to = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.CharField(max_length=LONGEST_REASON)

    def __init__(
        self,
        reader: Reader,
        found: rows.Creditable,
        given: Mapping[str, str] | None = None,
        *,
        was_sent: bool = False,
    ) -> None:
        """Offer a field for each line that has something left.

        A form that `was_sent` is read as it was then: of what was left nothing may be left now.
        """
        super().__init__(reader, given, initial={"to": "credit"})
        self.was_sent = was_sent
        self.choose("to", [(each, say(reader, f"console.credit.to.{each}")) for each in _TO])
        self.fields["to"].widget.attrs.pop("class", None)
        self.amounts: dict[UUID, int] = {}
        self.lines = [(line, self._amount(line)) for line in found.lines]

    def _amount(self, line: rows.CreditableLine) -> forms.BoundField | None:
        if not line.left.amount_minor and not self.was_sent:
            return None
        name = f"amount_{line.id}"
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control"}
        self.fields[name] = forms.CharField(
            required=False,
            max_length=20,
            label=say(self.reader, "console.credit.amount", left=line.left),
            widget=forms.TextInput(attrs=attrs),
        )
        return self[name]

    def clean(self) -> dict[str, object]:
        """Read each amount in the currency; none is above what is left of its line."""
        cleaned = super().clean() or {}
        for line, field in self.lines:
            typed = str(cleaned.get(field.name) or "").strip() if field else ""
            if field is None or not typed:
                continue
            minor = minor_units(typed, line.amount.currency)
            if not minor:
                self.add_error(field.name, say(self.reader, "console.record.no_amount"))
            elif minor > line.left.amount_minor and not self.was_sent:
                most = say(self.reader, "console.credit.at_most", amount=line.left)
                self.add_error(field.name, most)
            else:
                self.amounts[line.id] = minor
        if not self.amounts and not self.errors:
            self.add_error(None, say(self.reader, "console.credit.nothing"))
        return cleaned

    @property
    def refunds(self) -> bool:
        """Whether what was paid goes back the way it came."""
        return bool(self.cleaned_data["to"] == "refund")


_TO = ("credit", "refund")


@require_http_methods(["GET", "HEAD", "POST"])
@console
def credit_note(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, invoice_id: UUID
) -> HttpResponse:
    """Choose what of an invoice is given back, see the credit note, issue it."""
    line = money_rows.find_invoice_line(account_id, invoice_id, viewer.now)
    issues = request.method == "POST" and request.POST.get("act") != "look"
    key = one_time_key(request) if issues else None
    was_sent = rows.was_sent(account_id, key)
    found = rows.creditable(account_id, invoice_id, was_sent=was_sent)
    if line is None or found is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = CreditNoteForm(viewer.reader, found, given, was_sent=was_sent)
    context = {"line": line, "found": found, "form": form}
    if not form.is_valid():
        return _draw(request, viewer, line, context, status=422 if form.errors else 200)
    now = now_for(account_id, viewer.now)
    try:
        if issues:
            issued = crediting.credit_lines(
                actor=viewer.actor,
                account_id=account_id,
                invoice_id=invoice_id,
                amounts=form.amounts,
                refunds_money=form.refunds,
                reason=form.cleaned_data["reason"],
                now=now,
                key=key,
            )
            return done(
                request,
                "console_invoice",
                account_id,
                invoice_id,
                key="console.credit.done",
                amount=rows.total_of(account_id, issued.value),
            )
        will = crediting.rehearse_credit(
            actor=viewer.actor,
            account_id=account_id,
            invoice_id=invoice_id,
            amounts=form.amounts,
            refunds_money=form.refunds,
            now=now,
        )
    except Refused as refused:
        box = told(request, refused.refusal)
        return _draw(request, viewer, line, context, refused=box, status=status_of(refused.refusal))
    shown = {**context, "will": will, "mails": _mails(viewer.reader, will)}
    shown["button"] = say(viewer.reader, "console.credit.button", amount=will.total)
    return _draw(request, viewer, line, shown)


def _draw(
    request: HttpRequest,
    viewer: StaffViewer,
    line: money_rows.InvoiceLine,
    context: Mapping[str, object],
    *,
    refused: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {**context, "refused": refused}
    template = "console/credit_note.html"
    return page(request, viewer, template, shown, zone=line.time_zone, status=status)


def _mails(reader: Reader, will: Credited) -> tuple[str, ...]:
    return tuple(
        say(reader, "console.effect.mail", to=to, mail=mail_tables.template_name(reader, kind))
        for kind, to in will.mails
    )


# --- by goodwill ----------------------------------------------------------------------------------


class GoodwillForm(ConsoleForm):
    """Credit that nothing was charged for."""

    area = "console.goodwill."
    hints = ("reason",)
    beside: Mapping[str, str] = {RefusalCode.AMOUNT_INVALID: "amount", "currency": "currency"}
    amount = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.CharField(max_length=3, min_length=3)
    reason = forms.CharField(max_length=200)

    minor = 0

    def clean(self) -> dict[str, object]:
        """Read the amount in its currency."""
        cleaned = super().clean() or {}
        currency, typed = str(cleaned.get("currency", "")).upper(), cleaned.get("amount")
        if typed is None or not currency:
            return cleaned
        try:
            minor = minor_units(str(typed), currency)
        except UnknownCurrency:
            self.add_error("currency", say(self.reader, "console.record.no_currency"))
            return cleaned
        if not minor or minor > LARGEST_AMOUNT:
            self.add_error("amount", say(self.reader, "console.record.no_amount"))
        else:
            self.minor = minor
        return {**cleaned, "currency": currency}


@require_http_methods(["GET", "HEAD", "POST"])
@console
def goodwill_credit(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Give an account credit that its next invoices are paid with."""
    card = get_card(account_id, viewer)
    given = request.POST if request.method == "POST" else None
    form = GoodwillForm(viewer.reader, given, initial={"currency": "EUR"})
    lead = "console.goodwill.lead"
    if not form.is_valid():
        return form_page(request, viewer, form, account=card, lead=lead)
    try:
        goodwill.issue_credit(
            actor=viewer.actor,
            account_id=account_id,
            amount=form.minor,
            currency=form.cleaned_data["currency"],
            reason=form.cleaned_data["reason"],
            now=now_for(account_id, viewer.now),
            key=one_time_key(request),
        )
    except Refused as refused:
        return form_page(request, viewer, form, refused=refused, account=card, lead=lead)
    return done(request, "console_statement", account_id, key="console.goodwill.done")


@require_POST
@console
def send_invoice(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, invoice_id: UUID
) -> HttpResponse:
    """Mail an invoice once more."""
    sent = announcing.send_again(
        actor=viewer.actor,
        account_id=account_id,
        invoice_id=invoice_id,
        now=now_for(account_id, viewer.now),
        key=one_time_key(request),
    )
    return done(
        request,
        "console_invoice",
        account_id,
        invoice_id,
        key="console.credit.sent",
        count=sent.value,
    )
