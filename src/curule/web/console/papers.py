"""Invoices and credit notes of all accounts to keep, for the vendor's staff (V15)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.services.invoices import documents
from curule.web.pages import console
from curule.web.papers import file_answer, quote_answer
from curule.web.viewers import StaffViewer


@require_safe
@console
def invoice_file(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, invoice_id: UUID, form: str
) -> HttpResponse:
    """Give an invoice as a file."""
    del request, viewer
    return file_answer(documents.find_invoice, account_id, invoice_id, form)


@require_safe
@console
def quote_file(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, quote_id: UUID
) -> HttpResponse:
    """Give a quote as a file."""
    del request, viewer
    return quote_answer(account_id, quote_id)


@require_safe
@console
def credit_note_file(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, note_id: UUID, form: str
) -> HttpResponse:
    """Give a credit note as a file."""
    del request, viewer
    return file_answer(documents.find_credit_note, account_id, note_id, form)
