"""A payment that the customer confirms at their bank, and the ways out of it (P26)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.core.money import Money
from curule.core.payment_states import CONFIRMING
from curule.selectors.confirming import confirmation_of
from curule.selectors.documents import find_document
from curule.selectors.orders import find_order_of_invoice
from curule.services.payments import confirming
from curule.services.payments.payments import PaymentResult
from curule.web.answers import done
from curule.web.pages import portal
from curule.web.portal.money.leaving import here, leave_for
from curule.web.viewers import Viewer


def confirmation(viewer: Viewer, invoice_id: UUID | None) -> dict[str, object]:
    """Return what a page needs to ask for it: `portal/money/_confirm.html`."""
    found = confirmation_of(viewer.account_id, invoice_id)
    return {
        "confirming": found.waiting,
        "to_confirm": found.wanted,
        "confirm_invoice": invoice_id,
    }


@require_POST
@portal
def confirm_payment(request: HttpRequest, viewer: Viewer, invoice_id: UUID) -> HttpResponse:
    """Leave for the bank's page; a charge that needs no confirming is made at once."""
    if find_document(viewer.account_id, invoice_id) is None:
        raise Http404
    begun = confirming.begin(
        actor=viewer.actor,
        account_id=viewer.account_id,
        invoice_id=invoice_id,
        return_to=lambda payment_id: here("payment_back", viewer.account_id, payment_id),
        now=viewer.now,
    )
    if begun.url:
        assert begun.payment.payment_id is not None
        return leave_for(request, viewer, begun.payment.payment_id, begun.url)
    return _said(request, viewer, begun.payment)


@require_safe
@portal
def payment_back(request: HttpRequest, viewer: Viewer, payment_id: UUID) -> HttpResponse:
    """Find out whether it was confirmed, and lead to what it pays."""
    result = confirming.come_back(
        account_id=viewer.account_id, payment_id=payment_id, now=viewer.now
    )
    return _said(request, viewer, result)


@require_POST
@portal
def give_up_payment(request: HttpRequest, viewer: Viewer, payment_id: UUID) -> HttpResponse:
    """Stop waiting for the bank, so that it can be paid in another way."""
    result = confirming.give_up(
        actor=viewer.actor, account_id=viewer.account_id, payment_id=payment_id, now=viewer.now
    )
    given_up = "confirm.given_up" if result.status == "failed" else ""
    return _said(request, viewer, result, failed=given_up)


def _said(
    request: HttpRequest, viewer: Viewer, result: PaymentResult, *, failed: str = ""
) -> HttpResponse:
    """Lead to the order or the invoice, and say there how the payment stands."""
    key = {
        "succeeded": "invoice.paid_now",
        "failed": failed or "confirm.not_done",
        CONFIRMING: "confirm.waits",
    }.get(result.status, "invoice.no_answer")
    tone = "ok" if result.status == "succeeded" else "warn"
    values = (
        {"amount": Money(result.amount, result.currency)} if result.status == "succeeded" else {}
    )
    assert result.invoice_id is not None
    order_id = find_order_of_invoice(viewer.account_id, result.invoice_id)
    if order_id is not None:
        return done(
            request, "order_placed", viewer.account_id, order_id, key=key, tone=tone, **values
        )
    return done(
        request, "invoice", viewer.account_id, result.invoice_id, key=key, tone=tone, **values
    )
