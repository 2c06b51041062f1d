"""Leases: free seats that people borrow, keep while they use them, and give back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import id_of, maybe_id_of, not_found
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    Given,
    Instant,
    LeaseId,
    Page,
    SeatId,
    SubscriptionId,
    UserId,
)
from curule.core.api_keys import Scope
from curule.core.leases import LONGEST, SHORTEST, USUAL
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.leases import LeaseSeen, find_leases, list_leases
from curule.selectors.programs.nouns import Noun
from curule.services.seats import leases

router = Router(tags=["leases"])
_READ: Final = ByKey(Scope.SEATS_READ)
_WRITE: Final = ByKey(Scope.SEATS_WRITE)
_SECONDS: Final = Field(
    default=int(USUAL.total_seconds()),
    ge=int(SHORTEST.total_seconds()),
    le=int(LONGEST.total_seconds()),
)


class LeaseOut(Schema):
    """A seat that somebody borrows. `ended_at` is when it was given back, taken back or lapsed."""

    object: Literal["lease"] = "lease"
    id: LeaseId
    account: AccountId
    subscription: SubscriptionId
    seat: SeatId
    seat_type: str
    user: UserId
    email: str
    began_at: Instant
    expires_at: Instant
    ended_at: Instant | None
    end_reason: str


class LeasesAsked(DatedListing):
    """Which leases; `created` is when they began."""

    account: str | None = Field(None, description="Of this account")
    subscription: str | None = Field(None, description="Of this subscription")
    email: str | None = Field(None, max_length=254, description="Of this address")


class CheckOutAsked(Given):
    """Who borrows a seat of which type, by default the plan's first, and for how many seconds."""

    email: str = Field(max_length=254)
    seat_type: str | None = None
    seconds: int = _SECONDS


class HeartbeatGiven(Given):
    """For how many seconds from now the seat is kept."""

    seconds: int = _SECONDS


@router.get(
    "/leases",
    auth=_READ,
    response={200: Page[LeaseOut], **READS},
    operation_id="list_leases",
    summary="List leases, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[LeasesAsked]) -> Any:  # noqa: ANN401
    """List the leases of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_leases(
        caller.sight,
        asked.window("lse"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        email=asked.email,
    )
    return listed(request, response, found, "lse")


@router.get(
    "/leases/{lease}",
    auth=_READ,
    response={200: LeaseOut, **READS},
    operation_id="get_lease",
    summary="Get a lease",
)
def get(request: HttpRequest, lease: str) -> LeaseSeen:
    """Return one lease, over or not."""
    caller = caller_of(request)
    return _seen(caller, id_of(caller, Noun.LEASE, lease))


@router.post(
    "/subscriptions/{subscription}/check_out",
    auth=_WRITE,
    response={200: LeaseOut, **ACTS},
    operation_id="check_out_seat",
    summary="Lend a free seat for a while",
)
def check_out(
    request: HttpRequest, response: HttpResponse, subscription: str, body: CheckOutAsked
) -> LeaseSeen:
    """Lend a member a free seat; whoever borrows one of this type already gets the same."""
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = leases.check_out(
        **at.acts,
        subscription_id=at.id,
        email=body.email,
        seat_type=body.seat_type,
        lasts=timedelta(seconds=body.seconds),
    )
    return _seen(at.caller, told(response, done))


@router.post(
    "/leases/{lease}/heartbeat",
    auth=_WRITE,
    response={200: LeaseOut, **ACTS},
    operation_id="keep_lease",
    summary="Keep a lent seat a while longer",
)
def heartbeat(
    request: HttpRequest, response: HttpResponse, lease: str, body: HeartbeatGiven
) -> LeaseSeen:
    """Say that the seat is in use; a lease is never shortened by it. Said twice, it holds once."""
    at = asked(request, Noun.LEASE, lease)
    told(
        response,
        leases.keep(**at.acts, lease_id=at.id, lasts=timedelta(seconds=body.seconds)),
    )
    return _seen(at.caller, at.id)


@router.post(
    "/leases/{lease}/release",
    auth=_WRITE,
    response={200: LeaseOut, **ACTS},
    operation_id="release_lease",
    summary="Give a lent seat back",
)
def release(request: HttpRequest, response: HttpResponse, lease: str) -> LeaseSeen:
    """Give the seat back before its time; it is free at once. Twice is once."""
    return _given_back(asked(request, Noun.LEASE, lease), response)


@router.post(
    "/leases/{lease}/force_release",
    auth=_WRITE,
    response={200: LeaseOut, **ACTS},
    operation_id="force_release_lease",
    summary="Take a lent seat back from somebody",
)
def force_release(request: HttpRequest, response: HttpResponse, lease: str) -> LeaseSeen:
    """Free a seat that hangs or is held too long; its holder is told by mail. Twice is once."""
    return _given_back(asked(request, Noun.LEASE, lease), response, is_forced=True)


def _given_back(at: Asked, response: HttpResponse, *, is_forced: bool = False) -> LeaseSeen:
    told(response, leases.give_back(**at.acts, lease_id=at.id, is_forced=is_forced))
    return _seen(at.caller, at.id)


def _seen(caller: Caller, lease_id: UUID) -> LeaseSeen:
    found = find_leases(caller.sight, [lease_id])
    if not found:
        raise not_found(Noun.LEASE)
    return found[0]
