"""Invoices and credit notes to keep, for those who pay them (P26, P27)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from curule.core.einvoice import PaperKind
from curule.core.localtime import local
from curule.selectors.papers_of_time import MOST, PaperRow, list_papers
from curule.selectors.parties import seller_name
from curule.services.invoices import documents
from curule.web.answers import done
from curule.web.archives import Archived, safe_name, zip_stream
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.papers import file_answer, quote_answer
from curule.web.portal.money.invoices import asked_filter
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


@require_safe
@portal
def quote_file(request: HttpRequest, viewer: Viewer, quote_id: UUID) -> HttpResponse:
    """Give a quote as a file, for whoever has to sign it off."""
    del request
    return quote_answer(viewer.account_id, quote_id)


@require_safe
@portal
def invoices_zip(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Give the papers that were ticked, or all under the filters, `MOST` in one archive.

    404 while nobody has said who sells, and where there are none.
    """
    asked = asked_filter(request)
    zone = viewer.reader.zone
    ticked = [found for each in request.GET.getlist("id")[:MOST] if (found := as_uuid(each))]
    by_ticks = "ticked" in request.GET
    if by_ticks and not ticked:
        return done(request, "invoices", viewer.account_id, key="invoices.tick_one", tone="warn")
    rows = list_papers(
        viewer.account_id,
        viewer.now,
        zone=zone,
        year=asked.year,
        state=asked.state,
        chosen=ticked,
    )
    if by_ticks and len(rows) > MOST:
        said = "invoices.tick_fewer"
        return done(request, "invoices", viewer.account_id, key=said, tone="warn", count=MOST)
    part = request.GET.get("part", "")
    first = (int(part) - 1) * MOST if part.isascii() and part.isdigit() and len(part) < 5 else 0
    wanted = rows[max(first, 0) :][:MOST]
    if not wanted or not seller_name():
        raise Http404
    name = f"invoices-{asked.year}.zip" if asked.year else "invoices.zip"
    return zip_stream(name, _papers(viewer.account_id, zone, wanted))


def _papers(account_id: UUID, zone: str, rows: Sequence[PaperRow]) -> Iterator[Archived]:
    for row in rows:
        find = (
            documents.find_invoice if row.kind is PaperKind.INVOICE else documents.find_credit_note
        )
        found = find(account_id, row.id)
        assert found is not None
        at = local(row.issued_at, zone)
        yield Archived(name=f"{safe_name(row.number)}.pdf", at=at, content=found.pdf())
