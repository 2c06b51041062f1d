"""What a customer says about an invoice: a transfer is under way, it is wrong, money back (P27)."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from curule.core.invoice_requests import OF_INVOICES, RequestKind
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.selectors.invoice_requests import find_request
from curule.selectors.invoices import InvoiceDetail, find_invoice
from curule.services import invoice_requests
from curule.services.invoice_requests import Said
from curule.web.answers import done, one_time_key
from curule.web.ids import as_uuid
from curule.web.money_input import minor_units
from curule.web.pages import portal
from curule.web.portal.money.invoices import invoice_page
from curule.web.refusals import status_of, told
from curule.web.viewers import Viewer

_TYPED: Final = ("amount", "paid_on", "reference", "reason")


@require_POST
@portal
def ask(request: HttpRequest, viewer: Viewer, invoice_id: UUID) -> HttpResponse:
    """Keep what is said about an invoice."""
    found = find_invoice(viewer.account_id, invoice_id, viewer.now)
    kind = request.POST.get("kind", "")
    if found is None or kind not in OF_INVOICES:
        raise Http404
    try:
        invoice_requests.ask(
            actor=viewer.actor,
            account_id=viewer.account_id,
            invoice_id=invoice_id,
            said=_said(request, RequestKind(kind), found),
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        typed = {name: request.POST.get(name, "")[:600] for name in _TYPED}
        answer = invoice_page(
            request,
            viewer,
            found,
            asked=kind,
            typed=typed,
            wrong_ask=told(request, refused.refusal),
        )
        answer.status_code = status_of(refused.refusal)
        return answer
    return done(request, "invoice", viewer.account_id, invoice_id, key=f"ask.done.{kind}")


@require_POST
@portal
def take_back(request: HttpRequest, viewer: Viewer, invoice_id: UUID) -> HttpResponse:
    """Take back what was said about an invoice, once."""
    request_id = as_uuid(request.POST.get("request", ""))
    found = None if request_id is None else find_request(viewer.account_id, request_id)
    if found is None or found.invoice_id != invoice_id:
        raise Http404
    invoice_requests.cancel(
        actor=viewer.actor, account_id=viewer.account_id, request_id=found.id, now=viewer.now
    )
    return done(request, "invoice", viewer.account_id, invoice_id, key="ask.taken_back")


def _said(request: HttpRequest, kind: RequestKind, found: InvoiceDetail) -> Said:
    typed = request.POST.get("amount", "").strip()
    amount = minor_units(typed, found.row.currency) if typed else None
    if typed and amount is None:
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=typed[:20]))
    return Said(
        kind=kind,
        amount=amount,
        paid_on=_day(request.POST.get("paid_on", "")),
        reference=request.POST.get("reference", ""),
        reason=" ".join(request.POST.get("reason", "").split()),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
