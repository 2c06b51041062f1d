# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: codes that make a first purchase or some periods cheaper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import UNSET, UnsetType

from curule_client.calling import Call, Listing, ask, given, in_path, settled
from curule_client.models import AmountGiven, Coupon, Redemption


def list_coupons(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    code: str | None = None,
    status: Literal["open", "waiting", "used_up", "expired", "stopped"] | None = None,
) -> Listing[Coupon]:
    """List coupons, the newest first.

    List the coupons, which are the same for test data and real customers.
    """
    return Listing(
        path="/coupons",
        item=Coupon,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "code": code,
                "status": status,
            }
        ),
    )


def create_percent_coupon(
    *,
    code: str,
    percent: str,
    periods: int | UnsetType | None = UNSET,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    limit_in_all: int | None = None,
    limit_per_account: int | UnsetType | None = UNSET,
    is_for_first_purchase: bool | None = None,
    plans: Sequence[str] | None = None,
    idempotency_key: str | None = None,
) -> Call[Coupon]:
    """Make a coupon.

    Make a coupon; what it takes off never changes. Needs a live key.

    What a coupon is to be: `percent` or an `amount` per billing period.

    `periods` is null for good, a limit null for none; without `plans` it is for every plan. It is
    valid from now on unless `valid_from` says otherwise.
    """
    return ask(
        "POST",
        "/coupons",
        Coupon,
        body={
            "code": code,
            "percent": percent,
            **given(
                {
                    "valid_from": valid_from,
                    "valid_until": valid_until,
                    "limit_in_all": limit_in_all,
                    "is_for_first_purchase": is_for_first_purchase,
                    "plans": plans,
                }
            ),
            **settled({"periods": periods, "limit_per_account": limit_per_account}),
        },
        idempotency_key=idempotency_key,
    )


def create_amount_coupon(
    *,
    code: str,
    amount: AmountGiven,
    periods: int | UnsetType | None = UNSET,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    limit_in_all: int | None = None,
    limit_per_account: int | UnsetType | None = UNSET,
    is_for_first_purchase: bool | None = None,
    plans: Sequence[str] | None = None,
    idempotency_key: str | None = None,
) -> Call[Coupon]:
    """Make a coupon.

    Make a coupon; what it takes off never changes. Needs a live key.

    What a coupon is to be: `percent` or an `amount` per billing period.

    `periods` is null for good, a limit null for none; without `plans` it is for every plan. It is
    valid from now on unless `valid_from` says otherwise.
    """
    return ask(
        "POST",
        "/coupons",
        Coupon,
        body={
            "code": code,
            "amount": amount,
            **given(
                {
                    "valid_from": valid_from,
                    "valid_until": valid_until,
                    "limit_in_all": limit_in_all,
                    "is_for_first_purchase": is_for_first_purchase,
                    "plans": plans,
                }
            ),
            **settled({"periods": periods, "limit_per_account": limit_per_account}),
        },
        idempotency_key=idempotency_key,
    )


def get_coupon(coupon: str) -> Call[Coupon]:
    """Get a coupon.

    Return one coupon.
    """
    return ask("GET", f"/coupons/{in_path(coupon)}", Coupon)


def stop_coupon(coupon: str, *, idempotency_key: str | None = None) -> Call[Coupon]:
    """Stop a coupon.

    Let nobody redeem it any more; where it was redeemed it holds on. Needs a live key.
    """
    return ask("POST", f"/coupons/{in_path(coupon)}/stop", Coupon, idempotency_key=idempotency_key)


def list_coupon_redemptions(
    coupon: str,
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
) -> Listing[Redemption]:
    """List who redeemed a coupon, the newest first.

    List its redemptions in all accounts that the key sees, or in one.
    """
    return Listing(
        path=f"/coupons/{in_path(coupon)}/redemptions",
        item=Redemption,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
            }
        ),
    )
