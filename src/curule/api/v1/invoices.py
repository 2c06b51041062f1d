"""Invoices: what a customer owes, line by line, as a paper to keep, and paid by a method."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import account_of, id_of, maybe_id_of, not_found
from curule.api.v1.papers import paper, shows
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    Given,
    Instant,
    InvoiceId,
    Page,
    PaymentId,
    ReasonGiven,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.money import Money
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Address
from curule.selectors.clocks import now_for
from curule.selectors.invoices import InvoiceLineRow, find_invoice
from curule.selectors.programs.money import InvoiceSeen, find_invoices, list_invoices
from curule.selectors.programs.nouns import Noun
from curule.services.credits import writing_off
from curule.services.invoices import announcing, copies, documents
from curule.services.payments import payments

router = Router(tags=["invoices"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


class InvoiceOut(Schema):
    """A claim on a customer; `credited` is what credit notes took off what was open."""

    object: Literal["invoice"] = "invoice"
    id: InvoiceId
    account: AccountId
    subscription: SubscriptionId | None
    number: str | None
    kind: str
    status: str
    subtotal: Amount
    tax: Amount
    total: Amount
    paid: Amount
    credited: Amount
    open: Amount
    created_at: Instant
    due_at: Instant
    closed_at: Instant | None


class InvoiceLineOut(Schema):
    """A line: quantity × unit amount × numerator ÷ denominator, rounded once, less the discount."""

    object: Literal["invoice_line"] = "invoice_line"
    kind: str
    seat_type: str | None
    quantity: int
    unit_amount: Amount | None
    numerator: int
    denominator: int
    amount: Amount
    discount: Amount
    coupon: str | None
    starts_at: Instant | None
    ends_at: Instant | None


class InvoicesAsked(DatedListing):
    """Which invoices."""

    account: AccountId | None = Field(None, description="Of this account")
    subscription: SubscriptionId | None = Field(None, description="For this subscription")
    status: Literal["open", "overdue", "paid", "void", "uncollectible"] | None = None


class PaidOut(Schema):
    """What came of an attempt to collect; `failure` is the gateway's word for it."""

    object: Literal["payment_result"] = "payment_result"
    payment: PaymentId | None
    invoice: InvoiceId | None
    status: str
    amount: Amount
    failure: str | None


class CopyAsked(Given):
    """Where a copy goes."""

    to: Address


class InvoiceSentOut(Schema):
    """An invoice that was mailed once more, to so many people."""

    object: Literal["sent_invoice"] = "sent_invoice"
    invoice: InvoiceId
    mails: int


@router.get(
    "/invoices",
    auth=_READ,
    response={200: Page[InvoiceOut], **READS},
    operation_id="list_invoices",
    summary="List invoices, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[InvoicesAsked]) -> Any:  # noqa: ANN401
    """List the invoices of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_invoices(
        caller.sight,
        asked.window("in"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        status=asked.status,
    )
    return listed(request, response, found, "in")


@router.get(
    "/invoices/{invoice}",
    auth=_READ,
    response={200: InvoiceOut, **READS},
    operation_id="get_invoice",
    summary="Get an invoice",
)
def get(request: HttpRequest, invoice: InvoiceId) -> InvoiceSeen:
    """Return one invoice."""
    caller = caller_of(request)
    (row,) = find_invoices(caller.sight, [id_of(caller, Noun.INVOICE, invoice)])
    return row


@router.get(
    "/invoices/{invoice}/lines",
    auth=_READ,
    response={200: Page[InvoiceLineOut], **READS},
    operation_id="list_invoice_lines",
    summary="List the lines of an invoice, in their order",
)
def lines(request: HttpRequest, invoice: InvoiceId) -> dict[str, object]:
    """List all lines of an invoice at once."""
    caller = caller_of(request)
    account_id, invoice_id = account_of(caller, Noun.INVOICE, invoice)
    found = find_invoice(account_id, invoice_id, now_for(account_id, caller.now))
    if found is None:
        raise not_found(Noun.INVOICE)
    shown = [_line(each, found.row.currency) for each in found.lines]
    return {"data": shown, "has_more": False, "url": request.path, "total": len(shown)}


@router.get(
    "/invoices/{invoice}/pdf",
    auth=_READ,
    response={200: None, **READS},
    operation_id="get_invoice_pdf",
    summary="Get an invoice as a PDF",
    openapi_extra=shows("pdf"),
)
def pdf(request: HttpRequest, invoice: InvoiceId) -> HttpResponse:
    """Return the paper, the same bytes each time; none while nobody has said who sells."""
    found = account_of(caller_of(request), Noun.INVOICE, invoice)
    return paper(request, documents.find_invoice, *found, "pdf")


@router.get(
    "/invoices/{invoice}/xml",
    auth=_READ,
    response={200: None, **READS},
    operation_id="get_invoice_xml",
    summary="Get an invoice as an electronic invoice",
    openapi_extra=shows("xml"),
)
def xml(request: HttpRequest, invoice: InvoiceId) -> HttpResponse:
    """Return the invoice as EN 16931 has it, where its currency can be written so."""
    found = account_of(caller_of(request), Noun.INVOICE, invoice)
    return paper(request, documents.find_invoice, *found, "xml")


@router.post(
    "/invoices/{invoice}/pay",
    auth=_WRITE,
    response={200: PaidOut, **ACTS},
    operation_id="pay_invoice",
    summary="Collect what is open on an invoice",
    openapi_extra=PAYS,
)
def pay(request: HttpRequest, response: HttpResponse, invoice: InvoiceId) -> dict[str, object]:
    """Pay by account credit first, then by the stored method. Needs an `Idempotency-Key`."""
    at = asked(request, Noun.INVOICE, invoice)
    return paid(told(response, payments.pay(**at.acts, invoice_id=at.id)))


@router.post(
    "/invoices/{invoice}/write_off",
    auth=_WRITE,
    response={200: InvoiceOut, **ACTS},
    operation_id="write_off_invoice",
    summary="Give up what is open on an invoice",
    openapi_extra=PAYS,
)
def write_off(
    request: HttpRequest, response: HttpResponse, invoice: InvoiceId, body: ReasonGiven
) -> InvoiceSeen:
    """Give up a claim for what was granted. Needs an `Idempotency-Key`."""
    at = asked(request, Noun.INVOICE, invoice)
    told(response, writing_off.write_off(**at.acts, invoice_id=at.id, reason=body.reason))
    return _now(at)


@router.post(
    "/invoices/{invoice}/send",
    auth=_WRITE,
    response={200: InvoiceSentOut, **ACTS},
    operation_id="send_invoice",
    summary="Mail an invoice once more",
)
def send(request: HttpRequest, response: HttpResponse, invoice: InvoiceId) -> dict[str, object]:
    """Mail it to who gets the account's invoices."""
    at = asked(request, Noun.INVOICE, invoice)
    mails = told(response, announcing.send_again(**at.acts, invoice_id=at.id))
    return {"invoice": at.id, "mails": mails}


@router.post(
    "/invoices/{invoice}/send_copy",
    auth=_WRITE,
    response={200: InvoiceSentOut, **ACTS},
    operation_id="send_invoice_copy",
    summary="Mail an invoice with its PDF to another address",
)
def send_copy(
    request: HttpRequest, response: HttpResponse, invoice: InvoiceId, body: CopyAsked
) -> dict[str, object]:
    """Mail it to a bookkeeper, say; twenty copies of one account leave in a day."""
    at = asked(request, Noun.INVOICE, invoice)
    told(response, copies.send_copy(**at.acts, invoice_id=at.id, to=body.to))
    return {"invoice": at.id, "mails": 1}


def _now(at: Asked) -> InvoiceSeen:
    (row,) = find_invoices(at.caller.sight, [at.id])
    return row


def paid(result: payments.PaymentResult) -> dict[str, object]:
    """Return what came of a payment."""
    return {
        "payment": result.payment_id,
        "invoice": result.invoice_id,
        "status": result.status,
        "amount": Money(result.amount, result.currency),
        "failure": result.failure or None,
    }


def _line(line: InvoiceLineRow, currency: str) -> dict[str, object]:
    return {
        "kind": line.kind,
        "seat_type": line.seat_type or None,
        "quantity": line.quantity,
        "unit_amount": None if line.unit_amount is None else Money(line.unit_amount, currency),
        "numerator": line.numerator,
        "denominator": line.denominator,
        "amount": Money(line.amount, currency),
        "discount": Money(line.discount, currency),
        "coupon": line.coupon or None,
        "starts_at": line.starts_at,
        "ends_at": line.ends_at,
    }
