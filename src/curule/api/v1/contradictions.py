"""Contradictions: what a payment company did that is not so here, and what you decide about it."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked as asked_of
from curule.api.v1.asking import told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    ContradictionId,
    Instant,
    Page,
    PaymentId,
    ReasonGiven,
    RefundId,
)
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.contradictions import (
    ContradictionSeen,
    find_contradictions,
    list_contradictions,
)
from curule.selectors.programs.nouns import Noun
from curule.services.payments import remedies

router = Router(tags=["contradictions"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
State = Literal["open", "closed"]


class ContradictionOut(Schema):
    """What a payment company did: `charged` what had failed here, or `refunded` on its own.

    `reference` is what it calls the charge or the refund, `amount` what it moved. `remedies` are
    what you can do about it while it is open, `remedy` what was done; `gone` is what the company
    undid by itself.
    """

    object: Literal["contradiction"] = "contradiction"
    id: ContradictionId
    account: AccountId
    payment: PaymentId
    refund: RefundId | None
    gateway: str
    kind: str
    reference: str
    amount: Amount
    state: State
    remedies: list[str]
    remedy: str | None
    reason: str | None
    closed_by: str | None
    created_at: Instant
    closed_at: Instant | None


class ContradictionsAsked(DatedListing):
    """Which contradictions."""

    account: AccountId | None = Field(None, description="Of this account")
    payment: PaymentId | None = Field(None, description="About this payment")
    state: State | None = None


class RemedyGiven(ReasonGiven):
    """What you do about it, and why.

    `take_in`: the charge pays its invoice, what is over is account credit. `send_back`: it goes
    back to the card. `take_over`: the refund settles one that waits here, or is taken from credit.
    `note`: nothing is booked.
    """

    remedy: Literal["take_in", "send_back", "take_over", "note"]


@router.get(
    "/contradictions",
    auth=_READ,
    response={200: Page[ContradictionOut], **READS},
    operation_id="list_contradictions",
    summary="List contradictions, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[ContradictionsAsked]) -> Any:  # noqa: ANN401
    """List what payment companies did that is not so here, of all accounts or of some."""
    caller = caller_of(request)
    found = list_contradictions(
        caller.sight,
        asked.window("ctr"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        payment=maybe_id_of(caller, Noun.PAYMENT, asked.payment),
        state=asked.state,
    )
    return listed(request, response, found, "ctr")


@router.get(
    "/contradictions/{contradiction}",
    auth=_READ,
    response={200: ContradictionOut, **READS},
    operation_id="get_contradiction",
    summary="Get a contradiction",
)
def get(request: HttpRequest, contradiction: ContradictionId) -> ContradictionSeen:
    """Return one contradiction, as it stands."""
    caller = caller_of(request)
    row_id = id_of(caller, Noun.CONTRADICTION, contradiction)
    (row,) = find_contradictions(caller.sight, [row_id])
    return row


@router.post(
    "/contradictions/{contradiction}/decide",
    auth=_WRITE,
    response={200: ContradictionOut, **ACTS},
    operation_id="decide_contradiction",
    summary="Decide about a contradiction",
    openapi_extra=PAYS,
)
def decide(
    request: HttpRequest, response: HttpResponse, contradiction: ContradictionId, body: RemedyGiven
) -> ContradictionSeen:
    """Take in, send back, take over, or note that nothing is booked. Needs an `Idempotency-Key`."""
    at = asked_of(request, Noun.CONTRADICTION, contradiction)
    told(
        response,
        remedies.decide(**at.acts, contradiction_id=at.id, remedy=body.remedy, reason=body.reason),
    )
    (row,) = find_contradictions(at.caller.sight, [at.id])
    return row
