"""An invoice sent on: its PDF to an address, the bookkeeper's for example (P26)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from curule.core.refusals import RefusalCode, Refused
from curule.selectors.invoices import find_invoice
from curule.services.invoices import copies
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.money.invoices import invoice_page
from curule.web.refusals import status_of, told
from curule.web.viewers import Viewer

_TOO_MANY: Final = 429
_LONGEST: Final = 254


@require_POST
@portal
def send(request: HttpRequest, viewer: Viewer, invoice_id: UUID) -> HttpResponse:
    """Mail the invoice to the address that was typed."""
    found = find_invoice(viewer.account_id, invoice_id, viewer.now)
    if found is None:
        raise Http404
    typed = request.POST.get("to", "").strip()[:_LONGEST]
    try:
        sent = copies.send_copy(
            actor=viewer.actor,
            account_id=viewer.account_id,
            invoice_id=invoice_id,
            to=typed,
            now=viewer.now,
            key=one_time_key(request),
        ).value
    except Refused as refused:
        refusal = refused.refusal
        page = invoice_page(request, viewer, found, typed_to=typed, wrong_to=told(request, refusal))
        is_limit = refusal.code is RefusalCode.RATE_LIMITED
        page.status_code = _TOO_MANY if is_limit else status_of(refusal)
        return page
    return done(
        request, "invoice", viewer.account_id, invoice_id, key="invoice.sent_to", address=sent
    )
