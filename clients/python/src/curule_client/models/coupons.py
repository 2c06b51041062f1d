# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about coupons."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Coupon(Model, frozen=True, kw_only=True):
    """A coupon: per cent or an amount for each billing period, so many of them or for good."""

    id: str
    code: str
    status: str
    percent: str | None = None
    amount: Amount | None = None
    periods: int | None = None
    valid_from: datetime
    valid_until: datetime | None = None
    limit_in_all: int | None = None
    limit_per_account: int | None = None
    is_for_first_purchase: bool
    plans: list[str] = []
    redeemed: int
    created_at: datetime
    stopped_at: datetime | None = None


class Redemption(Model, frozen=True, kw_only=True):
    """A coupon on a subscription; `used` are its billing periods that have had it."""

    id: str
    coupon: str
    account: str
    subscription: str
    order: str
    status: str
    used: int
    periods: int | None = None
    created_at: datetime
    ended_at: datetime | None = None
