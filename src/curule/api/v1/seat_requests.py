"""Requests for seats: people ask for one, and somebody decides."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Given,
    Instant,
    Page,
    SeatRequestId,
    SubscriptionId,
    UserId,
)
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Line
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.seat_requests import (
    SeatRequestSeen,
    find_seat_requests,
    list_seat_requests,
)
from curule.services.seats import requests

router = Router(tags=["seat_requests"])
_READ = ByKey(Scope.SEATS_READ)
_WRITE = ByKey(Scope.SEATS_WRITE)


class SeatRequestOut(Schema):
    """Somebody asks for a seat; `reason` is in their own words."""

    object: Literal["seat_request"] = "seat_request"
    id: SeatRequestId
    account: AccountId
    subscription: SubscriptionId
    seat_type: str
    user: UserId
    email: str
    reason: str
    status: str
    created_at: Instant
    decided_at: Instant | None


class SeatRequestsAsked(DatedListing):
    """Which requests."""

    account: AccountId | None = Field(None, description="In this account")
    subscription: SubscriptionId | None = Field(None, description="For this subscription")
    status: Literal["open", "approved", "declined"] | None = None


class ApproveAsked(Given):
    """Whether one seat more is bought where none is free."""

    buy: bool = False


class DeclineAsked(Given):
    """What the person is told."""

    reason: Annotated[Line, Field(max_length=200)] = ""


@router.get(
    "/seat_requests",
    auth=_READ,
    response={200: Page[SeatRequestOut], **READS},
    operation_id="list_seat_requests",
    summary="List requests for seats, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[SeatRequestsAsked]) -> Any:  # noqa: ANN401
    """List the requests in all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_seat_requests(
        caller.sight,
        asked.window("sreq"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        status=asked.status,
    )
    return listed(request, response, found, "sreq")


@router.get(
    "/seat_requests/{seat_request}",
    auth=_READ,
    response={200: SeatRequestOut, **READS},
    operation_id="get_seat_request",
    summary="Get a request for a seat",
)
def get(request: HttpRequest, seat_request: SeatRequestId) -> SeatRequestSeen:
    """Return one request."""
    caller = caller_of(request)
    row_id = id_of(caller, Noun.SEAT_REQUEST, seat_request)
    (row,) = find_seat_requests(caller.sight, [row_id])
    return row


@router.post(
    "/seat_requests/{seat_request}/approve",
    auth=_WRITE,
    response={200: SeatRequestOut, **ACTS},
    operation_id="approve_seat_request",
    summary="Give the seat that somebody asks for",
    openapi_extra=PAYS,
)
def approve(
    request: HttpRequest, response: HttpResponse, seat_request: SeatRequestId, body: ApproveAsked
) -> SeatRequestSeen:
    """Give a free seat, or with `buy` one that is ordered for it; that takes `subscriptions:write`.

    Needs an `Idempotency-Key`, as money may move.
    """
    at = asked(request, Noun.SEAT_REQUEST, seat_request)
    done = requests.approve(**at.acts, **_of(_now(at)), may_buy=body.buy)
    told(response, done)
    return _now(at)


@router.post(
    "/seat_requests/{seat_request}/decline",
    auth=_WRITE,
    response={200: SeatRequestOut, **ACTS},
    operation_id="decline_seat_request",
    summary="Decline a request for a seat",
)
def decline(
    request: HttpRequest, response: HttpResponse, seat_request: SeatRequestId, body: DeclineAsked
) -> SeatRequestSeen:
    """Say no; the person is told, with the reason if one is given."""
    at = asked(request, Noun.SEAT_REQUEST, seat_request)
    told(response, requests.decline(**at.acts, **_of(_now(at)), reason=body.reason))
    return _now(at)


def _of(row: SeatRequestSeen) -> dict[str, Any]:
    """Return a request as the commands name it."""
    return {
        "subscription_id": row.subscription,
        "email": row.email,
        "seat_type": row.seat_type,
    }


def _now(at: Asked) -> SeatRequestSeen:
    (row,) = find_seat_requests(at.caller.sight, [at.id])
    return row
