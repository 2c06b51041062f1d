"""An order that waits for its payment, withdrawn by who may order."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.permissions import Action
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.selectors.contracts import ContractRow
from curule.selectors.orders import OrderRow
from curule.services.orders import canceling
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.buying.frame import contract_page, told_about
from curule.web.portal.buying.placed_orders import open_order
from curule.web.refusals import status_of
from curule.web.viewers import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def withdraw_order(request: HttpRequest, viewer: Viewer, order_id: UUID) -> HttpResponse:
    """Say what becomes of the order, its invoice and what was paid; then withdraw it."""
    order, contract = open_order(request, viewer, order_id)
    if request.method != "POST":
        return _shown(request, viewer, order, contract, _refusal(viewer, order, contract))
    try:
        canceling.cancel(
            actor=viewer.actor,
            account_id=viewer.account_id,
            order_id=order.id,
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _shown(request, viewer, order, contract, refused.refusal)
    return done(
        request,
        "order_placed",
        viewer.account_id,
        order.id,
        key="order.withdrawn",
        number=order.reference,
    )


def _refusal(viewer: Viewer, order: OrderRow, contract: ContractRow) -> Refusal | None:
    """Return why the order is not this person's to withdraw, or no more; the command asks again."""
    refusal = contract.refusal_for(viewer.actor, Action.CANCEL_ORDER)
    if refusal is None and order.status != "awaiting_payment":
        return refuse(RefusalCode.ORDER_NOT_WAITING)
    return refusal


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    order: OrderRow,
    contract: ContractRow,
    refusal: Refusal | None,
) -> HttpResponse:
    context = {
        "order": order,
        "refused": told_about(request, viewer, contract, refusal) if refusal else None,
        "is_first": contract.row.status is Status.INCOMPLETE,
        "paid": Money(order.paid, order.currency) if order.paid > 0 else None,
        "open": Money(order.open, order.currency) if order.open else None,
    }
    status = status_of(refusal) if refusal else 200
    template = "portal/buying/withdraw_order.html"
    return contract_page(request, viewer, contract, template, context, status=status)
