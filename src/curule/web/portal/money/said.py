"""What was said about an invoice, and what can be said of it, for its page (P27)."""

from __future__ import annotations

from typing import Any, Final

from curule.core.invoice_requests import RequestKind, RequestStatus
from curule.core.localtime import local_date
from curule.core.policy import DecreaseMoney
from curule.selectors.invoice_requests import RequestRow, list_of_invoice, refundable
from curule.selectors.invoices import InvoiceDetail
from curule.selectors.subscriptions import policy_of
from curule.web.portal.money import paying
from curule.web.tables import plain_amount
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

TONES: Final = {
    RequestStatus.OPEN: "accent",
    RequestStatus.GRANTED: "ok",
    RequestStatus.DECLINED: "warn",
    RequestStatus.CANCELED: "",
}


def said_context(viewer: Viewer, found: InvoiceDetail) -> dict[str, Any]:
    """Return what the template says of it; nothing is offered to who may not pay the invoice."""
    row, reader = found.row, viewer.reader
    said = list_of_invoice(viewer.account_id, row.id)
    back = refundable(viewer.account_id, row.id)
    asks = set[RequestKind]()
    may_say = paying.refused_to_pay(viewer, found) is None
    if may_say:
        asks |= {RequestKind.PAID, RequestKind.DISPUTE} if row.open else set()
        asks |= {RequestKind.REFUND} if back else set()
        asks -= {each.kind for each in said if each.status is RequestStatus.OPEN}
    money = DecreaseMoney.NONE
    if found.subscription_id is not None:
        money = policy_of(viewer.account_id, found.subscription_id).decrease.money
    return {
        "said": [_shown(each, viewer) for each in said],
        "asks": asks,
        "may_take_back": may_say,
        "today": local_date(viewer.now, reader.zone).isoformat(),
        "open_plain": plain_amount(row.open, row.currency),
        "back_plain": plain_amount(back, row.currency),
        "refund_what": say(reader, f"ask.refund_what.{money.value}"),
    }


def _shown(row: RequestRow, viewer: Viewer) -> tuple[RequestRow, str, str, str]:
    word = say(viewer.reader, f"ask.kind.{row.kind}")
    state = say(viewer.reader, f"ask.state.{row.kind}.{row.status}")
    return row, word, state, TONES[row.status]
