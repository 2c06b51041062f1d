"""What customers of all accounts say or ask about invoices, for the vendor's finance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from curule.core.invoice_requests import RequestKind, RequestStatus
from curule.data import models
from curule.selectors.console.paging import Page, page_of
from curule.selectors.invoice_requests import (
    RequestRow,
    in_status,
    open_requests,
    request_rows,
)

REQUEST_STATES: Final = tuple(status.value for status in RequestStatus)
REQUEST_KINDS: Final = tuple(kind.value for kind in RequestKind)
MOST_TRANSFERS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """What a customer said, with the customer's name."""

    row: RequestRow
    account: str


def list_requests(*, state: str = "", kind: str = "", number: int = 1) -> Page[RequestLine]:
    """Return a page of what was said, the newest first."""
    found = models.InvoiceRequest.objects.select_related("account").order_by("-asked_at", "-id")
    if state in REQUEST_STATES:
        found = found.filter(in_status(state))
    if kind in REQUEST_KINDS:
        found = found.filter(kind=kind)
    return page_of(found, number, _lines)


def transfers_under_way() -> tuple[RequestLine, ...]:
    """Return the transfers that customers say are on their way, the first ones first."""
    found = open_requests().filter(kind=RequestKind.PAID).select_related("account")
    return tuple(_lines(list(found.order_by("paid_on", "id")[:MOST_TRANSFERS])))


def _lines(listed: list[models.InvoiceRequest]) -> list[RequestLine]:
    rows = request_rows(listed)
    return [
        RequestLine(row=row, account=stored.account.name)
        for row, stored in zip(rows, listed, strict=True)
    ]
