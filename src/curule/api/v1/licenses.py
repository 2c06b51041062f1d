"""Licenses: seats one by one, bound to a person and unbound; and the batches they came in."""

from __future__ import annotations

from typing import Any, Literal

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
    BatchId,
    Given,
    Instant,
    LicenseId,
    OrderId,
    Page,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Address
from curule.selectors.programs.licenses import (
    BatchSeen,
    LicenseSeen,
    find_license_batches,
    find_licenses,
    list_license_batches,
    list_licenses,
)
from curule.selectors.programs.nouns import Noun
from curule.services.seats import seats

router = Router(tags=["licenses"])
_READ = ByKey(Scope.SEATS_READ)
_WRITE = ByKey(Scope.SEATS_WRITE)


class LicenseOut(Schema):
    """A seat as a license; `email` is the address that it is bound to or kept for."""

    object: Literal["license"] = "license"
    id: LicenseId
    account: AccountId
    subscription: SubscriptionId
    license_batch: BatchId | None
    seat_type: str
    status: str
    email: str | None
    starts_at: Instant
    ends_at: Instant | None
    bound_at: Instant | None


class BatchOut(Schema):
    """Licenses of one order with a term of their own, and how many of them are taken."""

    object: Literal["license_batch"] = "license_batch"
    id: BatchId
    account: AccountId
    subscription: SubscriptionId
    order: OrderId
    total: int
    taken: int
    starts_at: Instant
    ends_at: Instant


class BatchesAsked(DatedListing):
    """Which batches; `created` is when their term begins."""

    account: AccountId | None = Field(None, description="Of this account")
    subscription: SubscriptionId | None = Field(None, description="Of this subscription")


class LicensesAsked(BatchesAsked):
    """Which licenses; `created` is when their term begins."""

    license_batch: BatchId | None = Field(None, description="Of this batch")
    email: str | None = Field(None, max_length=254, description="Of this address")


class BindAsked(Given):
    """Whom a license is bound to."""

    email: Address


@router.get(
    "/licenses",
    auth=_READ,
    response={200: Page[LicenseOut], **READS},
    operation_id="list_licenses",
    summary="List licenses, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[LicensesAsked]) -> Any:  # noqa: ANN401
    """List the licenses of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_licenses(
        caller.sight,
        asked.window("lic"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        license_batch=maybe_id_of(caller, Noun.LICENSE_BATCH, asked.license_batch),
        email=asked.email,
    )
    return listed(request, response, found, "lic")


@router.get(
    "/licenses/{license}",
    auth=_READ,
    response={200: LicenseOut, **READS},
    operation_id="get_license",
    summary="Get a license",
)
def get(request: HttpRequest, license: LicenseId) -> LicenseSeen:  # noqa: A002  (the name in the address)
    """Return one license."""
    caller = caller_of(request)
    (row,) = find_licenses(caller.sight, [id_of(caller, Noun.LICENSE, license)])
    return row


@router.post(
    "/licenses/{license}/bind",
    auth=_WRITE,
    response={200: LicenseOut, **ACTS},
    operation_id="bind_license",
    summary="Bind a license to a person",
    openapi_extra=PAYS,
)
def bind(
    request: HttpRequest,
    response: HttpResponse,
    license: LicenseId,  # noqa: A002  (the same)
    body: BindAsked,
) -> LicenseSeen:
    """Give this one license to a person. Needs an `Idempotency-Key`, as a plan may buy more."""
    at = asked(request, Noun.LICENSE, license)
    row = _now(at)
    done = seats.bind(
        **at.acts,
        subscription_id=row.subscription,
        email=body.email,
        seat_type=row.seat_type,
        seat_id=row.id,
    )
    told(response, done)
    return _now(at)


@router.post(
    "/licenses/{license}/unbind",
    auth=_WRITE,
    response={200: LicenseOut, **ACTS},
    operation_id="unbind_license",
    summary="Unbind a license",
)
def unbind(
    request: HttpRequest,
    response: HttpResponse,
    license: LicenseId,  # noqa: A002  (the same)
) -> LicenseSeen:
    """Free a license; it stays paid for."""
    at = asked(request, Noun.LICENSE, license)
    row = _now(at)
    if row.email is None:
        raise Refused(refuse(RefusalCode.NOT_ASSIGNED))
    done = seats.unassign(
        **at.acts,
        subscription_id=row.subscription,
        email=row.email,
        seat_type=row.seat_type,
        seat_id=row.id,
    )
    told(response, done)
    return _now(at)


@router.get(
    "/license_batches",
    auth=_READ,
    response={200: Page[BatchOut], **READS},
    operation_id="list_license_batches",
    summary="List batches of licenses, the newest first",
)
def page_of_batches(
    request: HttpRequest, response: HttpResponse, asked: Query[BatchesAsked]
) -> Any:  # noqa: ANN401
    """List the batches of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_license_batches(
        caller.sight,
        asked.window("lbt"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
    )
    return listed(request, response, found, "lbt")


@router.get(
    "/license_batches/{license_batch}",
    auth=_READ,
    response={200: BatchOut, **READS},
    operation_id="get_license_batch",
    summary="Get a batch of licenses",
)
def get_batch(request: HttpRequest, license_batch: BatchId) -> BatchSeen:
    """Return one batch."""
    caller = caller_of(request)
    batch_id = id_of(caller, Noun.LICENSE_BATCH, license_batch)
    (row,) = find_license_batches(caller.sight, [batch_id])
    return row


def _now(at: Asked) -> LicenseSeen:
    (row,) = find_licenses(at.caller.sight, [at.id])
    return row
