"""Payments: the list, one of them, and a bank transfer recorded by hand (V13)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.localtime import last_day, local_date
from curule.core.money import Money, UnknownCurrency
from curule.core.refusals import Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import accounts as account_rows
from curule.selectors.console import money as rows
from curule.selectors.console.disputes import list_disputes
from curule.selectors.console.matching import Suggestion, suggest
from curule.services.payments import transfers
from curule.services.payments.rehearsing import Consequences, consequences_of, rehearse_transfer
from curule.web.answers import done, one_time_key
from curule.web.console import mail_tables, money_tables
from curule.web.console.forms import ConsoleForm
from curule.web.console.lists import MONEY_TABS, chosen_state, list_page, tabs
from curule.web.console.navigation import may_open
from curule.web.console.rendering import page, page_number, state
from curule.web.ids import as_uuid
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.refusals import Told, status_of, told
from curule.web.seat_names import name_label
from curule.web.tables import plain_amount
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader


@require_safe
@console
def payments(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the payments that match."""
    by_state = chosen_state(request, viewer, "console.payment.state.", rows.PAYMENT_STATES)
    found = rows.list_payment_lines(viewer.now, state=by_state.value, number=page_number(request))
    actions = []
    if may_open(viewer, "console_payment_record"):
        actions.append(
            (say(viewer.reader, "console.record.title"), reverse("console_payment_record"))
        )
        actions.append((say(viewer.reader, "console.bank.import"), reverse("console_bank_import")))
    return list_page(
        request,
        viewer,
        title="console.payments.title",
        table=money_tables.payments(viewer.reader, found.rows),
        paged=found,
        filters=(by_state,),
        actions=actions,
        tabs=tabs(viewer, MONEY_TABS, "console_payments"),
    )


@require_safe
@console
def payment(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, payment_id: UUID
) -> HttpResponse:
    """Show one payment, and what it brought about."""
    line = rows.find_payment_line(account_id, payment_id)
    if line is None:
        raise Http404
    found = consequences_of(account_id, payment_id)
    return page(
        request,
        viewer,
        "console/payment.html",
        zone=line.time_zone,
        context={
            "line": line,
            "failure": money_tables.failure(viewer.reader, line.failure),
            **_kept_of(line),
            "method": money_tables.method_name(viewer.reader, line.method),
            "state": state(viewer.reader, "console.payment.state.", line.state),
            "disputes": [
                (dispute, state(viewer.reader, "console.disputes.state.", dispute.state))
                for dispute in list_disputes(account_id, payment_id)
            ],
            "effects": effects_in_words(viewer.reader, found) if line.state == "succeeded" else (),
            "can_reverse": line.method == "bank_transfer" and line.state == "succeeded",
            "elsewhere": _elsewhere(line),
        },
    )


def _kept_of(line: rows.PaymentLine) -> dict[str, object]:
    """Return the day of the bank, apart from the rest of what it said.

    Before payments had a day of their own, it was kept with the rest alone.
    """
    first, _, rest = line.reference.partition(" · ")
    with suppress(ValueError):
        return {"paid_on": line.paid_on or date.fromisoformat(first), "reference": rest}
    return {"paid_on": line.paid_on, "reference": line.reference}


def _elsewhere(line: rows.PaymentLine) -> str:
    """Return where the money of a transfer that was taken back can be recorded anew."""
    if line.method != "bank_transfer" or line.state != "reversed":
        return ""
    asked = {"account": str(line.account_id), "payment": str(line.id)}
    return f"{reverse('console_payment_record')}?{urlencode(asked)}"


# --- a bank transfer, by hand ---------------------------------------------------------------------


class TransferForm(ConsoleForm):
    """What stands on the bank's statement."""

    area = "console.record."
    paid_on = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    amount = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.CharField(
        max_length=3, min_length=3, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    payer = forms.CharField(max_length=60, required=False)
    reference = forms.CharField(max_length=60, required=False)

    minor = 0
    today: date | None = None

    def clean_paid_on(self) -> object:
        """Refuse a day that has not come."""
        day = self.cleaned_data["paid_on"]
        if self.today is not None and day > self.today:
            raise forms.ValidationError(say(self.reader, "console.record.in_future"))
        return day

    def clean(self) -> dict[str, object]:
        """Read the amount in its currency."""
        cleaned = super().clean() or {}
        currency = str(cleaned.get("currency", "")).upper()
        amount = cleaned.get("amount")
        if amount is not None and currency:
            try:
                minor = minor_units(str(amount), currency)
            except UnknownCurrency:
                self.add_error("currency", say(self.reader, "console.record.no_currency"))
                return cleaned
            if not minor or minor > transfers.LARGEST_AMOUNT:
                self.add_error("amount", say(self.reader, "console.record.no_amount"))
            else:
                self.minor = minor
        cleaned["currency"] = currency
        return cleaned

    @property
    def money(self) -> Money:
        """The amount that came."""
        return Money(self.minor, self.cleaned_data["currency"])

    @property
    def statement(self) -> str:
        """The line of the statement as it is kept with the payment."""
        parts = (
            self.cleaned_data["paid_on"].isoformat(),
            self.cleaned_data["payer"],
            self.cleaned_data["reference"],
        )
        return " · ".join(part for part in parts if part)


_CREDIT: Final = "credit:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """Where the money goes: an invoice, an account whose oldest open one it is, or its credit."""

    account_id: UUID
    account: str
    invoice_id: UUID | None
    value: str
    on_account: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@console
def record(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Find the invoice of a transfer, show what recording it brings about, record it."""
    given = request.POST if request.method == "POST" else request.GET
    if "amount" not in given:
        empty = TransferForm(viewer.reader, initial=_initial(request, viewer))
        return _draw(request, viewer, empty)
    form = TransferForm(viewer.reader, given)
    form.today = local_date(viewer.now, viewer.reader.zone)
    if not form.is_valid():
        return _draw(request, viewer, form, status=422)
    found = suggest(
        amount=form.money,
        payer=form.cleaned_data["payer"],
        reference=form.cleaned_data["reference"],
    )
    asked = given.get("for", "")
    target = _target(f"{_CREDIT}{asked}" if given.get("keep") else asked, found)
    if request.method != "POST" or target is None:
        return _draw(request, viewer, form, found=found, target=target)
    there = now_for(target.account_id, viewer.now)
    try:
        recorded = transfers.record_transfer(
            actor=viewer.actor,
            account_id=target.account_id,
            amount=form.minor,
            currency=form.money.currency,
            reference=form.statement,
            invoice_id=target.invoice_id,
            on_account=target.on_account,
            again=bool(given.get("again")),
            paid_on=transfers.day_there(target.account_id, form.cleaned_data["paid_on"], there),
            now=there,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _draw(
            request,
            viewer,
            form,
            found=found,
            target=target,
            refused=told(request, refused.refusal),
            status=status_of(refused.refusal),
        )
    assert recorded.value.payment_id is not None
    return done(
        request,
        "console_payment",
        target.account_id,
        recorded.value.payment_id,
        key="console.record.done",
        amount=form.money,
    )


def _initial(request: HttpRequest, viewer: StaffViewer) -> dict[str, str]:
    """Return what is known beforehand: today, and what the page was opened from.

    That is an invoice, or a transfer that was taken back; the address names neither payer nor text.
    """
    start = {"paid_on": local_date(viewer.now, viewer.reader.zone).isoformat(), "currency": "EUR"}
    account_id = as_uuid(request.GET.get("account", ""))
    payment_id = as_uuid(request.GET.get("payment", ""))
    if account_id is not None and payment_id is not None:
        taken = rows.find_payment_line(account_id, payment_id)
        return start | (_said_of(taken) if taken is not None and _elsewhere(taken) else {})
    invoice_id = as_uuid(request.GET.get("invoice", ""))
    if account_id is None or invoice_id is None:
        return start
    line = rows.find_invoice_line(account_id, invoice_id, viewer.now)
    if line is None or not line.open.amount_minor:
        return start
    return start | {
        "amount": _typed(line.open),
        "currency": line.open.currency,
        "payer": line.account[:60],
        "reference": line.number[:60],
    }


def _said_of(line: rows.PaymentLine) -> dict[str, str]:
    """Return what the bank said of a transfer, as the form asks it."""
    said = [part for part in line.reference.split(" · ") if part]
    return {
        "amount": _typed(line.amount),
        "currency": line.amount.currency,
        "paid_on": said[0] if said else "",
        "payer": said[1][:60] if len(said) > 2 else "",
        "reference": said[-1][:60] if len(said) > 1 else "",
    }


def _typed(amount: Money) -> str:
    return str(plain_amount(amount.amount_minor, amount.currency))


def _target(value: str, found: tuple[Suggestion, ...]) -> _Target | None:
    """Return where the money is to go: what was chosen, else the likeliest of the suggestions."""
    account_id = as_uuid(value.removeprefix(_CREDIT))
    if account_id is not None:
        names = dict(account_rows.account_choices())
        name = names.get(str(account_id))
        if name is None:
            return None
        return _Target(
            account_id=account_id,
            account=name,
            invoice_id=None,
            value=value,
            on_account=value.startswith(_CREDIT),
        )
    suggested = [
        _Target(
            account_id=each.account_id,
            account=each.account,
            invoice_id=each.invoice_id,
            value=f"invoice:{each.invoice_id}",
        )
        for each in found
    ]
    chosen_one = next((each for each in suggested if each.value == value), None)
    return chosen_one or (suggested[0] if suggested and not value else None)


def _draw(
    request: HttpRequest,
    viewer: StaffViewer,
    form: TransferForm,
    *,
    found: tuple[Suggestion, ...] = (),
    target: _Target | None = None,
    refused: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    effects: tuple[str, ...] = ()
    button = ""
    if target is not None and refused is None:
        try:
            will = rehearse_transfer(
                actor=viewer.actor,
                account_id=target.account_id,
                amount=form.money,
                invoice_id=target.invoice_id,
                on_account=target.on_account,
                now=now_for(target.account_id, viewer.now),
            )
            effects, button = (
                effects_in_words(viewer.reader, will),
                _button(viewer.reader, form, will),
            )
        except Refused as caught:
            refused, status = told(request, caught.refusal), status_of(caught.refusal)
    has_looked = form.is_bound and form.is_valid()
    return page(
        request,
        viewer,
        "console/payment_record.html",
        {
            "form": form,
            "has_looked": has_looked,
            "suggestions": [
                (each, f"invoice:{each.invoice_id}", why(viewer.reader, each)) for each in found
            ],
            "target": target,
            "accounts": account_rows.account_choices() if form.is_bound else (),
            "effects": effects,
            "button": button,
            "refused": refused,
            "is_recorded": has_looked and rows.is_recorded(form.statement),
        },
        status=status,
    )


def why(reader: Reader, suggestion: Suggestion) -> str:
    """Return what speaks for an invoice, in words."""
    return ", ".join(say(reader, f"console.record.why.{each}") for each in suggestion.reasons)


def _button(reader: Reader, form: TransferForm, will: Consequences) -> str:
    amount = form.money
    total = sum(number for _, number in will.seats)
    if total:
        return say(reader, "console.record.button_issue", amount=amount, count=total)
    return say(reader, "console.record.button", amount=amount)


def effects_in_words(reader: Reader, will: Consequences) -> tuple[str, ...]:
    """Return what a transfer brings about, in sentences."""
    said = []
    if will.is_taken_up:
        said.append(say(reader, "console.effect.taken_up", number=will.invoice_number))
    if will.invoice_number:
        kind = "paid" if will.is_paid else "part"
        said.append(
            say(
                reader,
                f"console.effect.{kind}",
                number=will.invoice_number,
                open=will.left_open,
            )
        )
    if will.waits:
        said.append(say(reader, f"console.effect.waits.{will.waits}"))
    if will.to_credit.amount_minor:
        said.append(say(reader, "console.effect.credit", amount=will.to_credit))
    said.extend(
        say(reader, "console.effect.seats", count=number, seat_type=name_label(reader, name))
        for name, number in will.seats
    )
    if will.term_starts_at is not None:
        key = "term" if will.term_ends_at else "starts"
        said.append(
            say(
                reader,
                f"console.effect.{key}",
                starts=local_date(will.term_starts_at, will.time_zone),
                ends=will.term_ends_at and last_day(will.term_ends_at, will.time_zone),
            )
        )
    said.extend(
        say(reader, "console.effect.mail", to=to, mail=mail_tables.template_name(reader, kind))
        for kind, to in will.mails
    )
    return tuple(said)
