"""Booking a dispute that was lost: how much the bank took, what that brings about, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from curule.core.disputes import Unpaid
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.refusals import Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import money as rows
from curule.selectors.console.disputes import DisputeToBook, find_dispute_to_book
from curule.services.payments import booking_disputes
from curule.services.payments.rehearsing_disputes import Booked, rehearse_booking
from curule.services.payments.transfers import LARGEST_AMOUNT
from curule.web.answers import done, one_time_key
from curule.web.console import money_tables
from curule.web.console.forms import ConsoleForm
from curule.web.console.rendering import page
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.refusals import status_of, told
from curule.web.tables import plain_amount
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

AREA = "console.book_dispute."


def _amount_field(*, required: bool) -> forms.CharField:
    asked = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(max_length=20, required=required, widget=asked)


class BookForm(ConsoleForm):
    """How much was taken, and what becomes of the invoice."""

    area = AREA
    hints = ("taken", "fee")
    taken = _amount_field(required=True)
    fee = _amount_field(required=False)
    unpaid = forms.ChoiceField()

    currency = "EUR"

    def clean_taken(self) -> int:
        """Read what was taken in the payment's currency; it may be nothing."""
        return self._minor("taken")

    def clean_fee(self) -> int:
        """Read the fee likewise."""
        return self._minor("fee")

    def _minor(self, name: str) -> int:
        given = self.cleaned_data[name]
        minor = minor_units(given, self.currency) if given else 0
        if minor is None or minor > LARGEST_AMOUNT:
            raise forms.ValidationError(say(self.reader, f"{AREA}no_amount"))
        return minor


class NoteForm(ConsoleForm):
    """Why it is booked so."""

    area = AREA
    hints = ("note",)
    note = forms.CharField(max_length=LONGEST_REASON)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def book(
    request: HttpRequest,
    viewer: StaffViewer,
    account_id: UUID,
    payment_id: UUID,
    dispute_id: UUID,
) -> HttpResponse:
    """Show what booking a lost dispute brings about; book it for a reason."""
    line = rows.find_payment_line(account_id, payment_id)
    dispute = find_dispute_to_book(account_id, payment_id, dispute_id)
    if line is None or dispute is None:
        raise Http404
    is_decided = request.method == "POST"
    form = _form(viewer.reader, dispute, request.POST if is_decided else request.GET)
    decision = NoteForm(viewer.reader, request.POST if is_decided else None)
    context = {
        "line": line,
        "dispute": dispute,
        "form": form,
        "decision": decision,
        "kept": [form[name] for name in form.fields],
    }
    if not form.is_valid():
        return _drawn(request, viewer, line, context, status=422)
    now = now_for(account_id, viewer.now)
    asked = {
        "actor": viewer.actor,
        "account_id": account_id,
        "dispute_id": dispute.id,
        "currency": dispute.amount.currency,
        "now": now,
        **form.cleaned_data,
    }
    try:
        if decision.is_valid():
            note = decision.cleaned_data["note"]
            booking_disputes.book(**asked, note=note, key=one_time_key(request))
            return done(
                request,
                "console_payment",
                account_id,
                payment_id,
                key=f"{AREA}done",
                amount=Money(form.cleaned_data["taken"], dispute.amount.currency),
            )
        will = rehearse_booking(**asked)
    except Refused as refused:
        context["refused"] = told(request, refused.refusal)
        return _drawn(request, viewer, line, context, status=status_of(refused.refusal))
    context |= {
        "effects": _effects(viewer.reader, will, now),
        "entries": _entries(viewer.reader, will),
        "button": say(viewer.reader, f"{AREA}button", amount=will.taken),
    }
    return _drawn(request, viewer, line, context, status=422 if decision.errors else 200)


def _form(reader: Reader, dispute: DisputeToBook, given: QueryDict) -> BookForm:
    """Return the form with what was given; at first all that the dispute can have taken."""
    most = min(dispute.amount.amount_minor, max(dispute.most.amount_minor, 0))
    currency = dispute.amount.currency
    first = {
        "taken": str(plain_amount(most, currency)),
        "fee": "",
        "unpaid": Unpaid.OWED.value,
    }
    form = BookForm(reader, {name: given.get(name, usual) for name, usual in first.items()})
    form.currency = currency
    form.choose("unpaid", [(each.value, say(reader, f"{AREA}unpaid.{each}")) for each in Unpaid])
    return form


def _drawn(
    request: HttpRequest,
    viewer: StaffViewer,
    line: rows.PaymentLine,
    context: dict[str, object],
    *,
    status: int,
) -> HttpResponse:
    return page(
        request,
        viewer,
        "console/dispute_book.html",
        context,
        zone=line.time_zone,
        status=status,
    )


def _effects(reader: Reader, will: Booked, now: datetime) -> tuple[str, ...]:
    """Return what booking brings about, in sentences: invoice, credit, losses, fee."""
    said = []
    if will.for_refunds.amount_minor:
        said.append(say(reader, f"{AREA}refunds", amount=will.for_refunds))
    if will.from_credit.amount_minor:
        said.append(say(reader, f"{AREA}credit", amount=will.from_credit))
    if will.by_credit.amount_minor:
        said.append(say(reader, f"{AREA}by_credit", amount=will.by_credit))
    if will.open.amount_minor and will.reopened.amount_minor and will.due_at is not None:
        key = "reopens" if will.due_at <= now else "reopens_later"
        said.append(
            say(
                reader,
                f"console.reverse.{key}",
                number=will.invoice_number,
                open=will.open,
                due=local_date(will.due_at, will.time_zone),
            )
        )
    if will.given_up.amount_minor:
        number = will.invoice_number
        said.append(say(reader, f"{AREA}given_up", number=number, amount=will.given_up))
    if will.lost.amount_minor:
        said.append(say(reader, f"{AREA}lost", amount=will.lost))
    if not said:
        said.append(say(reader, f"{AREA}nothing"))
    if will.fee.amount_minor:
        said.append(say(reader, f"{AREA}fee_then", amount=will.fee))
    return tuple(said)


def _entries(reader: Reader, will: Booked) -> list[tuple[str, Money | None, Money | None]]:
    """Return what the ledger gets: account, debit, credit."""
    return [
        (
            _account_name(reader, name),
            amount if amount.amount_minor > 0 else None,
            -amount if amount.amount_minor < 0 else None,
        )
        for name, amount in will.entries
    ]


def _account_name(reader: Reader, name: str) -> str:
    account, _, gateway = name.partition(":")
    return say(
        reader,
        f"console.ledger.{account}",
        gateway=money_tables.method_name(reader, gateway),
    )
