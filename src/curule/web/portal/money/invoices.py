"""Invoices, one invoice, paying it (P26, P27)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from babel.numbers import format_percent
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.invoice_states import InvoiceState
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.payment_states import AUTHENTICATION_REQUIRED
from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.tax import PriceTax
from curule.selectors.invoices import (
    PAGE,
    InvoiceDetail,
    InvoiceLineRow,
    InvoiceRow,
    count_rows,
    find_invoice,
    list_rows,
    year_totals,
)
from curule.selectors.money import credit_of
from curule.selectors.papers_of_time import MOST, list_papers
from curule.selectors.parties import seller_name
from curule.services.payments import payments
from curule.services.payments.transfer_data import transfer_data
from curule.web.answers import done, lead_to, one_time_key
from curule.web.line_formulas import formula
from curule.web.pages import portal
from curule.web.papers import forms_of
from curule.web.portal.money import paying
from curule.web.portal.money.confirming import confirmation
from curule.web.portal.money.said import said_context
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.tables import csv_file, local_day, plain_amount
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader

TONES: Final = {
    InvoiceState.OPEN: "accent",
    InvoiceState.PART_PAID: "warn",
    InvoiceState.OVERDUE: "danger",
    InvoiceState.PAID: "ok",
    InvoiceState.CREDITED: "",
    InvoiceState.CANCELED: "",
    InvoiceState.UNCOLLECTIBLE: "",
}
_FILTERS: Final = ("unpaid", *(state.value for state in InvoiceState))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the list shows: a year and a state, or all."""

    year: int | None
    state: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInvoice:
    """A row with the word and the tone of its state."""

    row: InvoiceRow
    word: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line in words: what it is, how it is counted, what a coupon took off."""

    row: InvoiceLineRow
    what: str
    formula: str
    less: str = ""


@require_safe
@portal
def invoices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the invoices, filtered by year and state, with the sums of each year."""
    chosen = asked_filter(request)
    zone = viewer.reader.zone
    rows = list_rows(
        viewer.account_id,
        viewer.now,
        zone=zone,
        year=chosen.year,
        state=chosen.state,
        after=chosen.after,
    )
    found = count_rows(
        viewer.account_id, viewer.now, zone=zone, year=chosen.year, state=chosen.state
    )
    totals = year_totals(viewer.account_id, zone)
    return page(
        request,
        viewer,
        "portal/money/invoices.html",
        {
            "rows": [shown(row, viewer.reader) for row in rows],
            "found": found,
            "chosen": chosen,
            "years": list(dict.fromkeys(total.year for total in totals)),
            "states": [(state, say(viewer.reader, f"invoice.state.{state}")) for state in _FILTERS],
            "totals": totals,
            "first": chosen.after + 1,
            "last": chosen.after + len(rows),
            "archives": _archives(viewer, chosen),
            "newer": max(chosen.after - PAGE, 0) if chosen.after else None,
            "older": chosen.after + PAGE if chosen.after + PAGE < found else None,
        },
    )


@require_safe
@portal
def invoices_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Give the invoices under the same filters as a file."""
    chosen = asked_filter(request)
    zone = viewer.reader.zone
    rows = list_rows(
        viewer.account_id,
        viewer.now,
        zone=zone,
        year=chosen.year,
        state=chosen.state,
        limit=None,
    )
    columns = ("number", "issued", "due", "state", "currency", "total", "paid", "credited", "open")
    return csv_file(
        "invoices.csv",
        [say(viewer.reader, f"invoices.{column}") for column in columns],
        [
            (
                row.number,
                local_day(row.issued_at, zone),
                local_day(row.due_at, zone),
                say(viewer.reader, f"invoice.state.{row.state}"),
                row.currency,
                plain_amount(row.total, row.currency),
                plain_amount(row.paid, row.currency),
                plain_amount(row.credited, row.currency),
                plain_amount(row.open, row.currency),
            )
            for row in rows
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def invoice(request: HttpRequest, viewer: Viewer, invoice_id: UUID) -> HttpResponse:
    """Show an invoice; pay it with a saved method."""
    found = find_invoice(viewer.account_id, invoice_id, viewer.now)
    if found is None:
        raise Http404
    if request.method != "POST":
        return invoice_page(request, viewer, found)
    try:
        result = _pay(request, viewer, found)
    except Refused as refused:
        return invoice_page(request, viewer, found, refused.refusal)
    if result.failure == AUTHENTICATION_REQUIRED:
        return lead_to("invoice", viewer.account_id, invoice_id)  # which says what is to be done
    if result.status == "failed" and result.payment_id is not None:
        again = find_invoice(viewer.account_id, invoice_id, viewer.now) or found
        refusal = payments.declined(viewer.account_id, result.payment_id)
        return invoice_page(request, viewer, again, refusal)
    has_paid = result.status == "succeeded"
    return done(
        request,
        "invoice",
        viewer.account_id,
        invoice_id,
        key="invoice.paid_now" if has_paid else "invoice.no_answer",
        tone="ok" if has_paid else "warn",
        amount=Money(result.amount, found.row.currency),
    )


def shown(row: InvoiceRow, reader: Reader) -> ShownInvoice:
    """Return a row with the word of its state."""
    return ShownInvoice(
        row=row, word=say(reader, f"invoice.state.{row.state}"), tone=TONES[row.state]
    )


def _archives(viewer: Viewer, chosen: Filter) -> list[tuple[int, int, int]]:
    """Return the archives of what is shown as (number, first, last); none without a seller."""
    if not seller_name():
        return []
    zone = viewer.reader.zone
    found = len(
        list_papers(viewer.account_id, viewer.now, zone=zone, year=chosen.year, state=chosen.state)
    )
    return [
        (place + 1, first + 1, min(first + MOST, found))
        for place, first in enumerate(range(0, found, MOST))
    ]


def asked_filter(request: HttpRequest) -> Filter:
    """Read what is asked for; what makes no sense is not asked."""
    year, state, after = (request.GET.get(name, "") for name in ("year", "state", "after"))
    return Filter(
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        state=state if state in _FILTERS else "",
        after=int(after) if after.isascii() and after.isdigit() and len(after) <= 6 else 0,
    )


def _pay(request: HttpRequest, viewer: Viewer, found: InvoiceDetail) -> payments.PaymentResult:
    return payments.pay(
        actor=viewer.actor,
        account_id=viewer.account_id,
        invoice_id=found.row.id,
        method_id=_uuid(request.POST.get("method", "")),
        now=viewer.now,
        key=one_time_key(request),
    ).value


def _uuid(text: str) -> UUID | None:
    """Return the chosen method; an id that is none is a method that is not there."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED)) from None


def invoice_page(
    request: HttpRequest,
    viewer: Viewer,
    found: InvoiceDetail,
    refusal: Refusal | None = None,
    **more: object,
) -> HttpResponse:
    """Draw an invoice; `more` is what one of its forms shows after a refusal."""
    reader, row = viewer.reader, found.row
    credit = credit_of(viewer.account_id, row.currency) if row.open else 0
    by_credit = min(credit, row.open)
    refused_to_pay = paying.refused_to_pay(viewer, found) if row.open else None
    return page(
        request,
        viewer,
        "portal/money/invoice.html",
        {
            "invoice": found,
            "shown": shown(row, reader),
            "lines": [_line(line, found, reader) for line in found.lines],
            "payments": [
                (
                    payment,
                    paying.method_name(payment.method, payment.gateway, reader),
                    say(reader, f"payment.state.{payment.status}"),
                    _PAYMENT_TONES[payment.status],
                )
                for payment in found.payments
            ],
            "rate": _percent(found, reader),
            "has_tax_in_it": found.prices is PriceTax.INCLUSIVE and found.tax_rate is not None,
            "tax_note": _note(found, reader),
            "by_credit": by_credit,
            "due_now": row.open - by_credit,
            "credit_money": Money(by_credit, row.currency),
            "rest_money": Money(row.open - by_credit, row.currency),
            "open_money": Money(row.open, row.currency),
            "by_money": row.paid - found.by_credit,
            "lowered": sum(note.to_open for note in found.credit_notes),
            "transfer": transfer_data(row.number) if row.open else None,
            "choices": paying.choices(viewer) if row.open and refused_to_pay is None else (),
            "chosen_method": request.POST.get("method", ""),
            "cannot_pay": told(request, refused_to_pay) if refused_to_pay else None,
            "withdraws": paying.order_to_withdraw(viewer, found),
            "refused": told(request, refusal) if refusal else None,
            **(confirmation(viewer, row.id) if row.open and refused_to_pay is None else {}),
            "forms": forms_of(row.currency),
            "methods_at": reverse("payment_methods", args=[viewer.account_id]),
            "may_keep_books": may(viewer.actor, Action.PAY_INVOICES) is None,
            **said_context(viewer, found),
            **more,
        },
        noun=found.noun,
        status=status_of(refusal) if refusal else 200,
    )


_PAYMENT_TONES: Final = {
    "pending": "accent",
    "confirming": "warn",
    "unknown": "warn",
    "succeeded": "ok",
    "failed": "danger",
    "reversed": "warn",
}


def _percent(found: InvoiceDetail, reader: Reader) -> str:
    """Return the rate as a reader writes it: `5,5 %`, with its blank."""
    rate = found.tax_rate or Decimal(0)
    return format_percent(rate / 100, locale=LOCALES[reader.language], decimal_quantization=False)


def _note(found: InvoiceDetail, reader: Reader) -> str:
    """Return what the law has an invoice say where it bears no tax."""
    note = found.tax_note
    return "" if note is None else say(reader, note.key, **note.values)


def _line(line: InvoiceLineRow, found: InvoiceDetail, reader: Reader) -> ShownLine:
    number = Count(abs(line.quantity), line.noun)
    return ShownLine(
        row=line,
        what=say(reader, f"invoice.line.{line.kind}", seats=number, plan=found.plan),
        formula=formula(line, reader, found.row.currency),
        less=say(
            reader,
            "invoice.line.less",
            code=line.coupon,
            amount=Money(-line.discount, found.row.currency),
        )
        if line.discount
        else "",
    )
