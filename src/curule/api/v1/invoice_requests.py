"""What customers say about invoices: a transfer is under way, one is wrong, money back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    Amount,
    Given,
    Instant,
    InvoiceId,
    InvoiceRequestId,
    Page,
)
from curule.core.api_keys import Scope
from curule.core.invoice_requests import RequestKind
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Line
from curule.selectors.programs.invoice_requests import (
    InvoiceRequestSeen,
    find_invoice_requests,
    list_invoice_requests,
)
from curule.selectors.programs.nouns import Noun
from curule.services import invoice_requests
from curule.services.invoice_requests import Said

router = Router(tags=["invoice_requests"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
Kind = Literal["paid", "dispute", "refund"]
Sentence = Annotated[Line, Field(max_length=500)]


class InvoiceRequestOut(Schema):
    """What a customer says of an invoice; nothing of it has moved money.

    `paid` says that a transfer of `amount` is under way, and is granted once the invoice is paid;
    `dispute` that the invoice is wrong, and `refund` asks `amount` back: a credit note on the
    invoice grants both.
    """

    object: Literal["invoice_request"] = "invoice_request"
    id: InvoiceRequestId
    account: AccountId
    invoice: InvoiceId
    kind: Kind
    status: Literal["open", "granted", "declined", "canceled"]
    amount: Amount
    paid_on: date | None
    reference: str
    reason: str
    asked_by: str
    created_at: Instant
    answer: str
    answered_at: Instant | None


class InvoiceRequestsAsked(DatedListing):
    """Which of them."""

    account: AccountId | None = Field(None, description="Of this account")
    invoice: InvoiceId | None = Field(None, description="About this invoice")
    kind: Kind | None = None
    status: Literal["open", "granted", "declined", "canceled"] | None = None


class InvoiceRequestAsked(Given):
    """What is said: of a transfer its day, else the reason; the amount in minor units."""

    invoice: InvoiceId
    kind: Kind
    amount: int | None = Field(None, ge=1, le=10**12, description="All that there is, if left out")
    paid_on: Annotated[date, Field(strict=False)] | None = None
    reference: Annotated[Line, Field(max_length=60)] = ""
    reason: Sentence = ""


class AnswerAsked(Given):
    """What the customer is told."""

    reason: Sentence


@router.get(
    "/invoice_requests",
    auth=_READ,
    response={200: Page[InvoiceRequestOut], **READS},
    operation_id="list_invoice_requests",
    summary="List what customers say about invoices, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[InvoiceRequestsAsked]) -> Any:  # noqa: ANN401
    """List what was said in all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_invoice_requests(
        caller.sight,
        asked.window("ireq"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        invoice=maybe_id_of(caller, Noun.INVOICE, asked.invoice),
        kind=asked.kind,
        status=asked.status,
    )
    return listed(request, response, found, "ireq")


@router.post(
    "/invoice_requests",
    auth=_WRITE,
    response={200: InvoiceRequestOut, **ACTS},
    operation_id="create_invoice_request",
    summary="Keep what a customer says about an invoice",
)
def create(
    request: HttpRequest, response: HttpResponse, body: InvoiceRequestAsked
) -> InvoiceRequestSeen:
    """Keep it, for a portal of your own; the same kind again is the first until it is answered."""
    at = asked(request, Noun.INVOICE, body.invoice)
    said = Said(
        kind=RequestKind(body.kind),
        amount=body.amount,
        paid_on=body.paid_on,
        reference=body.reference,
        reason=body.reason,
    )
    row_id = told(response, invoice_requests.ask(**at.acts, invoice_id=at.id, said=said))
    (row,) = find_invoice_requests(at.caller.sight, [row_id])
    return row


@router.get(
    "/invoice_requests/{invoice_request}",
    auth=_READ,
    response={200: InvoiceRequestOut, **READS},
    operation_id="get_invoice_request",
    summary="Get what a customer says about an invoice",
)
def get(request: HttpRequest, invoice_request: InvoiceRequestId) -> InvoiceRequestSeen:
    """Return one."""
    caller = caller_of(request)
    row_id = id_of(caller, Noun.INVOICE_REQUEST, invoice_request)
    (row,) = find_invoice_requests(caller.sight, [row_id])
    return row


@router.post(
    "/invoice_requests/{invoice_request}/decline",
    auth=_WRITE,
    response={200: InvoiceRequestOut, **ACTS},
    operation_id="decline_invoice_request",
    summary="Say no to what a customer says about an invoice",
)
def decline(
    request: HttpRequest,
    response: HttpResponse,
    invoice_request: InvoiceRequestId,
    body: AnswerAsked,
) -> InvoiceRequestSeen:
    """Say no with a sentence, which the customer is mailed; the invoice stays as it is."""
    at = asked(request, Noun.INVOICE_REQUEST, invoice_request)
    done = invoice_requests.decline(**at.acts, request_id=at.id, reason=body.reason)
    told(response, done)
    return _now(at)


@router.post(
    "/invoice_requests/{invoice_request}/cancel",
    auth=_WRITE,
    response={200: InvoiceRequestOut, **ACTS},
    operation_id="cancel_invoice_request",
    summary="Take back what a customer says about an invoice",
)
def cancel(
    request: HttpRequest, response: HttpResponse, invoice_request: InvoiceRequestId
) -> InvoiceRequestSeen:
    """Take it back for the customer; what reminders were put off by stays."""
    at = asked(request, Noun.INVOICE_REQUEST, invoice_request)
    told(response, invoice_requests.cancel(**at.acts, request_id=at.id))
    return _now(at)


def _now(at: Asked) -> InvoiceRequestSeen:
    (row,) = find_invoice_requests(at.caller.sight, [at.id])
    return row
