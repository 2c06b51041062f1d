"""An order that waits for its payment, canceled by the vendor's finance (V12)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.refusals import Refused
from curule.selectors.orders import find_order
from curule.services.orders import canceling
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.pages import console
from curule.web.viewers import StaffViewer
from curule.wording.values import written


class CancelForm(ConsoleForm):
    """Why an order is canceled; its customer reads it."""

    area = "console.order.cancel."
    hints = ("reason",)
    reason = forms.CharField(max_length=LONGEST_REASON)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def cancel(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, order_id: UUID
) -> HttpResponse:
    """Cancel an order that nobody has paid."""
    card = get_card(account_id, viewer)
    order = find_order(account_id, order_id)
    if order is None:
        raise Http404
    form = CancelForm(viewer.reader, request.POST if request.method == "POST" else None)
    due = written(Money(order.open, order.currency), viewer.reader)
    subtitle = " · ".join(part for part in (order.reference, order.invoice_number, due) if part)
    lead = "console.order.cancel.lead"
    shown = partial(
        form_page, request, viewer, form, account=card, lead=lead, subtitle=subtitle, is_final=True
    )
    if not form.is_valid():
        return shown()
    try:
        canceling.cancel(
            actor=viewer.actor,
            account_id=account_id,
            order_id=order_id,
            reason=form.cleaned_data["reason"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(
        request,
        "console_subscription",
        account_id,
        order.subscription_id,
        key="console.order.cancel.done",
        number=order.reference,
    )
