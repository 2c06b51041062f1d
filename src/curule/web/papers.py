"""Invoices and credit notes as files to keep: named by their number, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from curule.core.money import exponent
from curule.selectors.papers import NoSeller
from curule.selectors.parties import seller_name
from curule.services.invoices.documents import DocumentFiles
from curule.services.invoices.quote_documents import find_quote_files

_FORMS: Final = {"pdf": "application/pdf", "xml": "application/xml"}


def forms_of(currency: str) -> tuple[str, ...]:
    """Return in which forms a document is offered: none while nobody has said who sells."""
    if not seller_name():
        return ()
    return ("pdf", "xml") if exponent(currency) <= 2 else ("pdf",)


def quote_answer(account_id: UUID, quote_id: UUID) -> HttpResponse:
    """Return the paper of a quote of an account; 404 for another's, and before it is priced."""
    try:
        found = find_quote_files(account_id, quote_id)
    except NoSeller:
        found = None
    if found is None:
        raise Http404
    return _attached(found.pdf(), found.number, "pdf")


def file_answer(
    find: Callable[[UUID, UUID], DocumentFiles | None], account_id: UUID, of: UUID, form: str
) -> HttpResponse:
    """Return a document of an account as a file; 404 for another's, and where it has no such form.

    Raises `Unsound` where what is stored does not add up: nobody is to get such a paper.
    """
    if form not in _FORMS:
        raise Http404
    try:
        found = find(account_id, of)
    except NoSeller:
        raise Http404 from None
    if found is None or (form == "xml" and found.obstacle is not None):
        raise Http404
    return _attached(found.pdf() if form == "pdf" else found.xml(), found.number, form)


def _attached(content: bytes, number: str, form: str) -> HttpResponse:
    name = content_disposition_header(as_attachment=True, filename=f"{number}.{form}") or ""
    headers = {"Content-Disposition": name}
    return HttpResponse(content, content_type=_FORMS[form], headers=headers)
