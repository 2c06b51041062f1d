"""What was said of an invoice or asked of credit, and what can be, for the pages (P27, P28)."""

from __future__ import annotations

from collections.abc import Iterable
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
        "said": shown(said, viewer),
        "asks": asks,
        "may_take_back": may_say,
        "today": local_date(viewer.now, reader.zone).isoformat(),
        "open_plain": plain_amount(row.open, row.currency),
        "back_plain": plain_amount(back, row.currency),
        "refund_what": say(reader, f"ask.refund_what.{money.value}"),
    }


def shown(rows: Iterable[RequestRow], viewer: Viewer) -> list[tuple[RequestRow, str, str, str]]:
    """Return what was said, each with what it is, its state, and the tone of that."""
    return [
        (
            row,
            say(viewer.reader, f"ask.kind.{row.kind}"),
            say(viewer.reader, f"ask.state.{row.kind}.{row.status}"),
            TONES[row.status],
        )
        for row in rows
    ]
