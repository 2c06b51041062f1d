"""Payments: money that came, and money that came by bank transfer and is written down."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.invoices import PaidOut, paid
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    AmountGiven,
    Given,
    Instant,
    InvoiceId,
    Page,
    PaymentId,
    TakenBack,
)
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Day, Line
from curule.selectors.programs.money import PaymentSeen, find_payments, list_payments
from curule.selectors.programs.nouns import Noun
from curule.services.payments import reversing, transfers

router = Router(tags=["payments"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


class PaymentOut(Schema):
    """Money that came, or an attempt at it; what is over on its invoice became account credit.

    A dispute that was lost took `taken_back` of it.
    """

    object: Literal["payment"] = "payment"
    id: PaymentId
    account: AccountId
    invoice: InvoiceId | None
    method: str
    status: str
    amount: Amount
    applied: Amount
    refunded: Amount
    taken_back: Amount
    reference: str | None
    failure: str | None
    paid_on: date | None
    created_at: Instant
    settled_at: Instant | None


class PaymentsAsked(DatedListing):
    """Which payments."""

    account: AccountId | None = Field(None, description="Of this account")
    invoice: InvoiceId | None = Field(None, description="On this invoice")
    status: (
        Literal["pending", "confirming", "succeeded", "failed", "unknown", "reversed"] | None
    ) = None


class TransferGiven(Given):
    """A bank transfer that came: on the invoice that is named, else on the oldest open one.

    With `on_account` all of it becomes account credit.
    """

    account: AccountId
    amount: AmountGiven
    invoice: InvoiceId | None = None
    reference: Annotated[Line, Field(max_length=140)] = ""
    paid_on: Day | None = Field(None, description="The day on which your bank booked it")
    on_account: bool = Field(
        default=False, description="Name no invoice: all of it becomes account credit"
    )
    again: bool = Field(
        default=False,
        description="Record it though the same amount stands there under this reference",
    )


@router.get(
    "/payments",
    auth=_READ,
    response={200: Page[PaymentOut], **READS},
    operation_id="list_payments",
    summary="List payments, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[PaymentsAsked]) -> Any:  # noqa: ANN401
    """List the payments of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_payments(
        caller.sight,
        asked.window("pay"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        invoice=maybe_id_of(caller, Noun.INVOICE, asked.invoice),
        status=asked.status,
    )
    return listed(request, response, found, "pay")


@router.post(
    "/payments",
    auth=_WRITE,
    response={200: PaidOut, **ACTS},
    operation_id="record_payment",
    summary="Record a bank transfer",
    openapi_extra=PAYS,
)
def record(request: HttpRequest, response: HttpResponse, body: TransferGiven) -> dict[str, object]:
    """Write down money that came; what is over becomes account credit.

    The books go by the day `paid_on`; what the payment gives begins when it is written down. Needs
    an `Idempotency-Key`.
    """
    at = asked(request, Noun.ACCOUNT, body.account)
    done = transfers.record_transfer(
        **at.acts,
        amount=body.amount.amount,
        currency=body.amount.currency,
        reference=body.reference,
        invoice_id=maybe_id_of(at.caller, Noun.INVOICE, body.invoice),
        paid_on=body.paid_on,
        on_account=body.on_account,
        again=body.again,
    )
    return paid(told(response, done))


@router.get(
    "/payments/{payment}",
    auth=_READ,
    response={200: PaymentOut, **READS},
    operation_id="get_payment",
    summary="Get a payment",
)
def get(request: HttpRequest, payment: PaymentId) -> PaymentSeen:
    """Return one payment."""
    caller = caller_of(request)
    (row,) = find_payments(caller.sight, [id_of(caller, Noun.PAYMENT, payment)])
    return row


@router.post(
    "/payments/{payment}/reverse",
    auth=_WRITE,
    response={200: PaymentOut, **ACTS},
    operation_id="reverse_payment",
    summary="Take a bank transfer back",
    openapi_extra=PAYS,
)
def reverse(
    request: HttpRequest, response: HttpResponse, payment: PaymentId, body: TakenBack
) -> PaymentSeen:
    """Take back a transfer that was returned or recorded wrongly; its invoice is open again.

    Where that cannot be undone as if it had never come (its credit is spent, a part was refunded,
    its invoice was written off), say with `unpaid` what becomes of the invoice: the payment is
    booked as money that is gone, what nobody owes as your loss.

    Where a line of a bank statement returned it, `POST /v1/bank_lines/{bank_line}/reverse` does
    both. Needs an `Idempotency-Key`.
    """
    at = asked(request, Noun.PAYMENT, payment)
    done = reversing.reverse_transfer(
        **at.acts, payment_id=at.id, reason=body.reason, unpaid=body.unpaid
    )
    told(response, done)
    (row,) = find_payments(at.caller.sight, [at.id])
    return row
