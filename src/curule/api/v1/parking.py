"""Accounts at a safety bound: what they met, their release, and the most of one invoice."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    Amount,
    Given,
    Instant,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.names import LONGEST_REASON
from curule.selectors.parking import CapRow, ParkingState, list_caps, parking_of
from curule.selectors.programs.nouns import Noun
from curule.services.accounts import parking

router = Router(tags=["accounts"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


class ParkingOut(Schema):
    """Whether an account waits for its release, and what it met.

    Of the `bound`, `found` is what there would have been and `most` what may be: counts, or minor
    units of `currency` where the bound is an `amount`. All are null where it is not parked.
    """

    object: Literal["account_parking"] = "account_parking"
    account: AccountId
    is_parked: bool
    bound: str | None
    found: int | None
    most: int | None
    currency: str | None
    subscription: SubscriptionId | None
    parked_at: Instant | None


class ReleaseGiven(Given):
    """Why the account may be charged again."""

    reason: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_REASON,
            pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
        ),
    ]


class CapOut(Schema):
    """The most that one invoice of an account may come to in a currency, with tax."""

    object: Literal["invoice_cap"] = "invoice_cap"
    account: AccountId
    most: Amount
    set_at: Instant


class CapsOut(Schema):
    """Everything of this kind that is agreed with an account."""

    object: Literal["list"] = "list"
    data: list[CapOut]
    has_more: Literal[False] = False
    url: str


class CapGiven(Given):
    """How much one invoice may come to, in minor units; null for no most."""

    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217")
    most: Annotated[int, Field(strict=True, ge=1, le=parking.LARGEST_CAP)] | None


@router.get(
    "/accounts/{account}/parking",
    auth=_READ,
    response={200: ParkingOut, **READS},
    operation_id="get_parking",
    summary="Get whether an account is parked, and why",
)
def get(request: HttpRequest, account: AccountId) -> ParkingState:
    """Return what an account met; nothing is charged there until its release."""
    return parking_of(id_of(caller_of(request), Noun.ACCOUNT, account))


@router.post(
    "/accounts/{account}/release",
    auth=_WRITE,
    response={200: ParkingOut, **ACTS},
    operation_id="release_account",
    summary="Let an account that is parked be charged again",
)
def release(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: ReleaseGiven
) -> ParkingState:
    """Release it: what was due meanwhile is carried out next, and what was before counts no more.

    An invoice above the most that is agreed parks it again, unless that is raised first.
    """
    at = asked(request, Noun.ACCOUNT, account)
    told(response, parking.release(**at.acts, reason=body.reason))
    return parking_of(at.id)


@router.get(
    "/accounts/{account}/invoice_caps",
    auth=_READ,
    response={200: CapsOut, **READS},
    operation_id="list_invoice_caps",
    summary="List how much one invoice of an account may come to",
)
def caps(request: HttpRequest, account: AccountId) -> CapsOut:
    """List what is agreed, one for each currency."""
    return _caps(request, id_of(caller_of(request), Noun.ACCOUNT, account))


@router.post(
    "/accounts/{account}/invoice_caps",
    auth=_WRITE,
    response={200: CapsOut, **ACTS},
    operation_id="set_invoice_cap",
    summary="Agree how much one invoice of an account may come to",
)
def set_cap(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: CapGiven
) -> CapsOut:
    """Let no invoice be larger: a larger one is not issued and parks the account."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, parking.set_cap(**at.acts, currency=body.currency, most=body.most))
    return _caps(request, at.id)


def _caps(request: HttpRequest, account_id: UUID) -> CapsOut:
    rows: tuple[CapRow, ...] = list_caps(account_id)
    return CapsOut(data=[CapOut.model_validate(row) for row in rows], url=request.path)
