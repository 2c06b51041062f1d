"""Invoices of all accounts, and one with its lines, payments and mails (V15)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.selectors.console import mails as mail_rows
from curule.selectors.console import money as rows
from curule.selectors.console.crediting import creditable
from curule.selectors.console.home import invoices_by_age
from curule.selectors.documents import find_document
from curule.selectors.invoices import credit_notes_of
from curule.selectors.orders import find_waiting_order
from curule.web.console import mail_tables, money_tables
from curule.web.console.age_pictures import age_pictures
from curule.web.console.lists import chosen_state, list_page, searched
from curule.web.console.rendering import page, page_number, state
from curule.web.line_formulas import formula
from curule.web.pages import console
from curule.web.papers import forms_of
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer


@require_safe
@console
def invoices(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the invoices that match."""
    search = searched(request, viewer, "console.invoices.number")
    by_state = chosen_state(request, viewer, "console.invoice.state.", rows.INVOICE_STATES)
    found = rows.list_invoice_lines(
        viewer.now, state=by_state.value, search=search.value, number=page_number(request)
    )
    return list_page(
        request,
        viewer,
        title="console.invoices.title",
        table=money_tables.invoices(viewer.reader, found.rows),
        paged=found,
        filters=(search, by_state),
        pictures=()
        if search.value or by_state.value or found.number > 1
        else age_pictures(viewer.reader, invoices_by_age(viewer.now)),
    )


@require_safe
@console
def invoice(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, invoice_id: UUID
) -> HttpResponse:
    """Show one invoice."""
    line = rows.find_invoice_line(account_id, invoice_id, viewer.now)
    document = find_document(account_id, invoice_id)
    if line is None or document is None:
        raise Http404
    can_credit = creditable(account_id, invoice_id)
    return page(
        request,
        viewer,
        "console/invoice.html",
        zone=line.time_zone,
        context={
            "line": line,
            "document": document,
            "lines": [
                (each, formula(each, viewer.reader, line.total.currency)) for each in document.lines
            ],
            "currency": line.total.currency,
            "state": state(viewer.reader, "console.invoice.state.", line.state),
            "forms": forms_of(line.total.currency),
            "can_credit": can_credit is not None and can_credit.is_any,
            "waiting": find_waiting_order(account_id, invoice_id),
            "notes": credit_notes_of(account_id, invoice_id),
            "payments": replace(
                money_tables.payments(viewer.reader, rows.list_payments_of(account_id, invoice_id)),
                empty=say(viewer.reader, "console.invoice.no_payments"),
            ),
            "mails": replace(
                mail_tables.mails(
                    viewer.reader, mail_rows.mails_about_invoice(account_id, invoice_id)
                ),
                empty=say(viewer.reader, "console.invoice.no_mails"),
            ),
        },
    )
