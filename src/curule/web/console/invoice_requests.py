"""What customers say about invoices and credit: a transfer comes, one is wrong, money back (V14).

Finance answers by recording the money, by a credit note, by paying out, or by a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.invoice_requests import RequestKind, RequestStatus
from curule.core.refusals import Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import invoice_requests as rows
from curule.selectors.invoice_requests import RequestRow, find_request
from curule.services import invoice_requests
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.lists import MONEY_TABS, Filter, chosen_state, list_page, tabs, words
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    Table,
    day,
    document,
    link,
    page_number,
    plain,
    state,
    table,
)
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader, written

_COLUMNS: Final = (
    "console.said.asked",
    "console.accounts.name",
    "console.invoices.number",
    "console.said.what",
    "console.payments.amount",
    "console.accounts.state",
)


@require_safe
@console
def requests(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what was said, by state and kind."""
    by_state = chosen_state(request, viewer, "console.said.state.", rows.REQUEST_STATES)
    asked = request.GET.get("kind", "")
    by_kind = Filter(
        name="kind",
        label=say(viewer.reader, "console.said.what"),
        value=asked if asked in rows.REQUEST_KINDS else "",
        choices=words(viewer, "console.said.kind.", rows.REQUEST_KINDS),
    )
    found = rows.list_requests(
        state=by_state.value, kind=by_kind.value, number=page_number(request)
    )
    return list_page(
        request,
        viewer,
        title="console.said.title",
        lead="console.said.lead",
        table=request_table(viewer, found.rows),
        paged=found,
        filters=(by_state, by_kind),
        tabs=tabs(viewer, MONEY_TABS, "console_invoice_requests"),
    )


def request_table(viewer: StaffViewer, lines: Iterable[rows.RequestLine]) -> Table:
    """Return what was said as a table; what is open leads to its answer."""
    return table(
        viewer.reader,
        "console.said.caption",
        _COLUMNS,
        (_cells(viewer, line) for line in lines),
        empty="console.said.none",
    )


def _cells(viewer: StaffViewer, line: rows.RequestLine) -> tuple[Cell, ...]:
    reader, row = viewer.reader, line.row
    asked = day(reader, row.asked_at)
    return (
        Cell(text=asked.text, note=row.asked_by),
        link(line.account, "console_account", row.account_id),
        document(row.number, "console_invoice", row.account_id, row.invoice_id)
        if row.invoice_id
        else plain("–"),
        plain(
            " · ".join(_what(reader, row)),
            note=row.reason,
        ),
        Cell(text=written(row.amount, reader), is_number=True),
        _state(viewer, row),
    )


def _what(reader: Reader, row: RequestRow) -> list[str]:
    said = [say(reader, f"console.said.kind.{row.kind}")]
    if row.paid_on is not None:
        said.append(written(row.paid_on, reader))
    return [*said, row.reference] if row.reference else said


def _state(viewer: StaffViewer, row: RequestRow) -> Cell:
    said = state(viewer.reader, "console.said.state.", row.status)
    until = row.waits_until
    note = say(viewer.reader, "console.said.waits_until", until=until) if until else row.answer
    if row.status is not RequestStatus.OPEN or not may_open(viewer, "console_invoice_request"):
        return Cell(text=said.text, tone=said.tone, note=note)
    address = reverse("console_invoice_request", args=[row.account_id, row.id])
    return Cell(text=said.text, tone=said.tone, href=address, note=note)


# --- the answer -----------------------------------------------------------------------------------


class DeclineForm(ConsoleForm):
    """The sentence that the customer is mailed."""

    area = "console.said.decline."
    hints = ("reason",)
    reason = forms.CharField(
        max_length=invoice_requests.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_reason(self) -> str:
        """Return the sentence as one line, as it is kept."""
        return " ".join(str(self.cleaned_data["reason"]).split())


_DOES: Final = {
    RequestKind.PAID: ("console_payment_record", "console.record.title"),
    RequestKind.DISPUTE: ("console_credit_note_new", "console.credit.title"),
    RequestKind.REFUND: ("console_credit_note_new", "console.credit.title"),
    RequestKind.CREDIT: ("console_credit_out", "console.credit_out.title"),
}
"""What does what the customer asks: the page, and what it is called."""


@require_http_methods(["GET", "HEAD", "POST"])
@console
def answer(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, request_id: UUID
) -> HttpResponse:
    """Show what was said, with what does it; or say no with a sentence."""
    card = get_card(account_id, viewer)
    row = find_request(account_id, request_id)
    if row is None:
        raise Http404
    form = DeclineForm(viewer.reader, request.POST if request.method == "POST" else None)
    number = [row.number] if row.number else []
    what = [*number, *_what(viewer.reader, row), written(row.amount, viewer.reader)]
    shown = partial(
        form_page,
        request,
        viewer,
        form,
        account=card,
        subtitle=" · ".join(what),
        explained=row.reason,
        lead=f"console.said.lead.{row.kind}",
        instead=_instead(viewer, row),
    )
    if not form.is_valid():
        return shown()
    try:
        invoice_requests.decline(
            actor=viewer.actor,
            account_id=account_id,
            request_id=request_id,
            reason=form.cleaned_data["reason"],
            now=now_for(account_id, viewer.now),
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(request, "console_invoice_requests", key="console.said.declined")


def _instead(viewer: StaffViewer, row: RequestRow) -> list[tuple[str, str]]:
    """Return what does what is asked as (label, address), where the viewer may do it."""
    name, label = _DOES[row.kind]
    leads = [("console_invoice", "console.invoice.one")] if row.invoice_id else []
    if row.status is RequestStatus.OPEN:
        leads.insert(0, (name, label))
    found = []
    for route, key in leads:
        if not may_open(viewer, route):
            continue
        found.append((say(viewer.reader, key), _address(route, row)))
    return found


def _address(route: str, row: RequestRow) -> str:
    match route:
        case "console_payment_record":
            query = {"account": str(row.account_id), "invoice": str(row.invoice_id)}
            return reverse(route, query=query)
        case "console_credit_out":
            asked = {"currency": row.amount.currency, "asked": str(row.amount.amount_minor)}
            return reverse(route, args=[row.account_id], query=asked)
        case _:
            return reverse(route, args=[row.account_id, row.invoice_id])
