"""Refunds: money that goes back by the method it came by; what came by transfer is paid by hand."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked, told
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    CreditNoteId,
    Instant,
    Page,
    PaymentId,
    RefundId,
)
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.refunds import RefundSeen, find_refunds, list_refunds
from curule.services import refunds

router = Router(tags=["refunds"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


class RefundOut(Schema):
    """Money that goes back; `waiting` is one that you pay at the bank, and then mark as paid.

    `failure` is why its gateway could not bring it, also days after it was sent.
    """

    object: Literal["refund"] = "refund"
    id: RefundId
    account: AccountId
    payment: PaymentId
    credit_note: CreditNoteId | None
    status: str
    amount: Amount
    reference: str | None
    failure: str | None
    created_at: Instant
    settled_at: Instant | None


class RefundsAsked(DatedListing):
    """Which refunds."""

    account: AccountId | None = Field(None, description="Of this account")
    payment: PaymentId | None = Field(None, description="Of this payment")
    status: Literal["waiting", "pending", "unknown", "succeeded"] | None = None


@router.get(
    "/refunds",
    auth=_READ,
    response={200: Page[RefundOut], **READS},
    operation_id="list_refunds",
    summary="List refunds, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[RefundsAsked]) -> Any:  # noqa: ANN401
    """List the refunds of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_refunds(
        caller.sight,
        asked.window("re"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        payment=maybe_id_of(caller, Noun.PAYMENT, asked.payment),
        status=asked.status,
    )
    return listed(request, response, found, "re")


@router.get(
    "/refunds/{refund}",
    auth=_READ,
    response={200: RefundOut, **READS},
    operation_id="get_refund",
    summary="Get a refund",
)
def get(request: HttpRequest, refund: RefundId) -> RefundSeen:
    """Return one refund."""
    return _seen(caller_of(request), refund)


@router.post(
    "/refunds/{refund}/mark_paid",
    auth=_WRITE,
    response={200: RefundOut, **ACTS},
    operation_id="mark_refund_paid",
    summary="Write down that a refund was paid out",
    openapi_extra=PAYS,
)
def mark_paid(request: HttpRequest, response: HttpResponse, refund: RefundId) -> RefundSeen:
    """Write down that you paid a refund that waits at the bank. Needs an `Idempotency-Key`."""
    at = asked(request, Noun.REFUND, refund)
    told(response, refunds.mark_paid(**at.acts, refund_id=at.id))
    return _seen(at.caller, refund)


def _seen(caller: Caller, refund: str) -> RefundSeen:
    (row,) = find_refunds(caller.sight, [id_of(caller, Noun.REFUND, refund)])
    return row
