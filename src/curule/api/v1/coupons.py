"""Coupons: codes that take something off what is bought, and who redeemed them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field, model_validator

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller, caller_of, selling
from curule.api.v1.finding import maybe_id_of, not_found
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    Amount,
    AmountGiven,
    CouponId,
    Given,
    Instant,
    OrderId,
    Page,
    PlanId,
    RedemptionId,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.coupons import LONGEST_CODE, WRITTEN, plain_code
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import At
from curule.selectors.programs.coupons import (
    CouponSeen,
    find_coupons,
    list_coupons,
    list_redemptions,
)
from curule.selectors.programs.nouns import Noun
from curule.services import coupon_making
from curule.services.coupon_making import CouponTerms

router = Router(tags=["coupons"])
_READ = ByKey(Scope.CATALOG_READ)
_WRITE = ByKey(Scope.CATALOG_WRITE)
_READ_CUSTOMERS = ByKey(Scope.SUBSCRIPTIONS_READ)
MOST_PLANS = 100
_NO_CODE = "-"  # as no coupon is written
Code = Annotated[str, Field(pattern=f"^{WRITTEN}$", description="Capital letters and digits")]
Percent = Annotated[
    str,
    Field(
        pattern=r"^(?:100(?:\.00?)?|[1-9][0-9]?(?:\.[0-9]{1,2})?|0\.(?:[1-9][0-9]?|0[1-9]))$",
        description="More than 0 and at most 100, with up to two places",
    ),
]
Limit = Annotated[int, Field(ge=1, le=coupon_making.LARGEST_LIMIT)]


class CouponOut(Schema):
    """A coupon: per cent or an amount for each billing period, so many of them or for good."""

    object: Literal["coupon"] = "coupon"
    id: CouponId
    code: str
    status: str
    percent: str | None
    amount: Amount | None
    periods: int | None
    valid_from: Instant
    valid_until: Instant | None
    limit_in_all: int | None
    limit_per_account: int | None
    is_for_first_purchase: bool
    plans: list[PlanId]
    redeemed: int
    created_at: Instant
    stopped_at: Instant | None


class RedemptionOut(Schema):
    """A coupon on a subscription; `used` are its billing periods that have had it."""

    object: Literal["coupon_redemption"] = "coupon_redemption"
    id: RedemptionId
    coupon: CouponId
    account: AccountId
    subscription: SubscriptionId
    order: OrderId
    status: str
    used: int
    periods: int | None
    created_at: Instant
    ended_at: Instant | None


class CouponsAsked(DatedListing):
    """Which coupons."""

    code: str | None = Field(
        None, max_length=4 * LONGEST_CODE, description="With this code, as customers may type it"
    )
    status: Literal["open", "waiting", "used_up", "expired", "stopped"] | None = None


class RedemptionsAsked(DatedListing):
    """Which redemptions."""

    account: AccountId | None = Field(None, description="Of this account")


def _as_either(schema: dict[str, Any]) -> None:
    """Say in the document that a coupon takes off per cent or an amount."""
    fields = schema.pop("properties")
    for name in ("type", "required", "additionalProperties"):
        del schema[name]
    others = {name: field for name, field in fields.items() if name not in {"percent", "amount"}}
    schema["anyOf"] = [
        {
            "type": "object",
            "properties": {**others, name: fields[name]["anyOf"][0]},
            "required": ["code", name],
            "additionalProperties": False,
        }
        for name in ("percent", "amount")
    ]


class CouponGiven(Given):
    """What a coupon is to be: `percent` or an `amount` per billing period.

    `periods` is null for good, a limit null for none; without `plans` it is for every plan. It is
    valid from now on unless `valid_from` says otherwise.
    """

    model_config = ConfigDict(json_schema_extra=_as_either)

    code: Code
    percent: Percent | None = None
    amount: AmountGiven | None = None
    periods: Annotated[int, Field(ge=1, le=coupon_making.MOST_PERIODS)] | None = 1
    valid_from: At | None = None
    valid_until: At | None = None
    limit_in_all: Limit | None = None
    limit_per_account: Limit | None = 1
    is_for_first_purchase: bool = False
    plans: list[PlanId] = Field(default_factory=list, max_length=MOST_PLANS)

    @model_validator(mode="after")
    def _is_one_of_two(self) -> CouponGiven:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("a coupon takes off per cent or an amount")
        return self


@router.get(
    "/coupons",
    auth=_READ,
    response={200: Page[CouponOut], **READS},
    operation_id="list_coupons",
    summary="List coupons, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[CouponsAsked]) -> Any:  # noqa: ANN401
    """List the coupons, which are the same for test data and real customers."""
    code = None if asked.code is None else plain_code(asked.code) or _NO_CODE
    found = list_coupons(
        caller_of(request).now, asked.window("cpn"), code=code, status=asked.status
    )
    return listed(request, response, found, "cpn")


@router.post(
    "/coupons",
    auth=_WRITE,
    response={201: CouponOut, **ACTS},
    operation_id="create_coupon",
    summary="Make a coupon",
)
def create(request: HttpRequest, response: HttpResponse, body: CouponGiven) -> Status[CouponSeen]:
    """Make a coupon; what it takes off never changes. Needs a live key."""
    caller, given = selling(request), body.model_dump()
    plans = [_plan_id(written) for written in body.plans]

    def made() -> UUID:
        return coupon_making.make_coupon(
            actor=caller.actor, terms=_terms(body, caller, plans), now=caller.now
        )

    return Status(201, _seen(caller, once_only(request, response, made, result=UUID, **given)))


@router.get(
    "/coupons/{coupon}",
    auth=_READ,
    response={200: CouponOut, **READS},
    operation_id="get_coupon",
    summary="Get a coupon",
)
def get(request: HttpRequest, coupon: CouponId) -> CouponSeen:
    """Return one coupon."""
    return _seen(caller_of(request), _id(coupon))


@router.post(
    "/coupons/{coupon}/stop",
    auth=_WRITE,
    response={200: CouponOut, **ACTS},
    operation_id="stop_coupon",
    summary="Stop a coupon",
)
def stop(request: HttpRequest, response: HttpResponse, coupon: CouponId) -> CouponSeen:
    """Let nobody redeem it any more; where it was redeemed it holds on. Needs a live key."""
    caller, coupon_id = selling(request), _id(coupon)

    def stopped() -> None:
        coupon_making.stop_coupon(actor=caller.actor, coupon_id=coupon_id, now=caller.now)

    once_only(request, response, stopped, result=type(None), coupon=coupon)
    return _seen(caller, coupon_id)


@router.get(
    "/coupons/{coupon}/redemptions",
    auth=_READ_CUSTOMERS,
    response={200: Page[RedemptionOut], **READS},
    operation_id="list_coupon_redemptions",
    summary="List who redeemed a coupon, the newest first",
)
def page_of_redemptions(
    request: HttpRequest, response: HttpResponse, coupon: CouponId, asked: Query[RedemptionsAsked]
) -> Any:  # noqa: ANN401
    """List its redemptions in all accounts that the key sees, or in one."""
    caller = caller_of(request)
    found = list_redemptions(
        caller.sight,
        asked.window("rdm"),
        coupon=_seen(caller, _id(coupon)).id,
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
    )
    return listed(request, response, found, "rdm")


def _terms(body: CouponGiven, caller: Caller, plans: list[UUID]) -> CouponTerms:
    amount = body.amount
    return CouponTerms(
        code=body.code,
        percent=None if body.percent is None else Decimal(body.percent),
        amount=None if amount is None else amount.amount,
        currency="" if amount is None else amount.currency,
        periods=body.periods,
        valid_from=body.valid_from or caller.now,
        valid_until=body.valid_until,
        limit_in_all=body.limit_in_all,
        limit_per_account=body.limit_per_account,
        is_for_first_purchase=body.is_for_first_purchase,
        plan_ids=plans,
    )


def _plan_id(written: str) -> UUID:
    found = internal_id("plan", written)
    if found is None:
        raise not_found("plan")
    return found


def _id(written: str) -> UUID:
    found = internal_id("cpn", written)
    if found is None:
        raise not_found("coupon")
    return found


def _seen(caller: Caller, coupon_id: UUID) -> CouponSeen:
    found = find_coupons(caller.now, [coupon_id])
    if not found:
        raise not_found("coupon")
    return found[0]
