"""Invoices and credit notes to keep, for those who pay them (P27)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.services.invoices import documents
from curule.web.pages import portal
from curule.web.papers import file_answer
from curule.web.viewers import Viewer


@require_safe
@portal
def invoice_file(request: HttpRequest, viewer: Viewer, invoice_id: UUID, form: str) -> HttpResponse:
    """Give an invoice as a file."""
    del request
    return file_answer(documents.find_invoice, viewer.account_id, invoice_id, form)


@require_safe
@portal
def credit_note_file(
    request: HttpRequest, viewer: Viewer, note_id: UUID, form: str
) -> HttpResponse:
    """Give a credit note as a file."""
    del request
    return file_answer(documents.find_credit_note, viewer.account_id, note_id, form)
