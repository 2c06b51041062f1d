"""Disputes: a customer's bank wants a payment back. They are answered at the payment company."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import READS, AccountId, Amount, DisputeId, Instant, Page, PaymentId
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.disputes import DisputeSeen, find_disputes, list_disputes
from curule.selectors.programs.nouns import Noun

router = Router(tags=["disputes"])
_READ = ByKey(Scope.BILLING_READ)
State = Literal["open", "won", "lost"]


class DisputeOut(Schema):
    """A dispute; one that is lost took the payment back, `won` is won by you.

    `status` and `reason` are the payment company's own words, `reference` its id there.
    """

    object: Literal["dispute"] = "dispute"
    id: DisputeId
    account: AccountId
    payment: PaymentId
    gateway: str
    reference: str
    amount: Amount
    state: State
    status: str
    reason: str
    created_at: Instant
    answer_by: Instant | None
    closed_at: Instant | None


class DisputesAsked(DatedListing):
    """Which disputes."""

    account: AccountId | None = Field(None, description="Of this account")
    payment: PaymentId | None = Field(None, description="About this payment")
    state: State | None = None


@router.get(
    "/disputes",
    auth=_READ,
    response={200: Page[DisputeOut], **READS},
    operation_id="list_disputes",
    summary="List disputes, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[DisputesAsked]) -> Any:  # noqa: ANN401
    """List the disputes of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_disputes(
        caller.sight,
        asked.window("dp"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        payment=maybe_id_of(caller, Noun.PAYMENT, asked.payment),
        state=asked.state,
    )
    return listed(request, response, found, "dp")


@router.get(
    "/disputes/{dispute}",
    auth=_READ,
    response={200: DisputeOut, **READS},
    operation_id="get_dispute",
    summary="Get a dispute",
)
def get(request: HttpRequest, dispute: DisputeId) -> DisputeSeen:
    """Return one dispute, as it stands."""
    caller = caller_of(request)
    (row,) = find_disputes(caller.sight, [id_of(caller, Noun.DISPUTE, dispute)])
    return row
