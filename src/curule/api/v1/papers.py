"""Invoices and credit notes as files to keep: the same number gives the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from curule.api.v1.answers import headed
from curule.api.v1.finding import not_found
from curule.selectors.papers import NoSeller
from curule.services.invoices.documents import DocumentFiles
from curule.services.invoices.quote_documents import find_quote_files

Form = Literal["pdf", "xml"]
_BYTES: Final = {"type": "string", "format": "binary"}


def shows(form: Form) -> dict[str, Any]:
    """Return what the document says of an operation that answers with such a file."""
    return {"responses": {200: {"content": {f"application/{form}": {"schema": _BYTES}}}}}


def paper(
    request: HttpRequest,
    find: Callable[[UUID, UUID], DocumentFiles | None],
    account_id: UUID,
    row_id: UUID,
    form: Form,
) -> HttpResponse:
    """Return a document as a file.

    Refuses `not_found` while nobody has said who sells, and for a form that it does not have.
    """
    try:
        found = find(account_id, row_id)
    except NoSeller:
        found = None
    if found is None or (form == "xml" and found.obstacle is not None):
        raise not_found("document")
    written = found.pdf() if form == "pdf" else found.xml()
    return headed(request, HttpResponse(written, content_type=f"application/{form}"))


def quote_paper(request: HttpRequest, account_id: UUID, quote_id: UUID) -> HttpResponse:
    """Return the paper of a quote. Refuses `not_found` without a seller, or before it is priced."""
    try:
        found = find_quote_files(account_id, quote_id)
    except NoSeller:
        found = None
    if found is None:
        raise not_found("document")
    return headed(request, HttpResponse(found.pdf(), content_type="application/pdf"))
