"""Coupons, which belong to the vendor, and who redeemed them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q

from curule.core.money import Money
from curule.data import models
from curule.selectors.console.coupons import CouponRow, read_coupons
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponSeen:
    """What a code takes off, for whom, and how often it was redeemed; `plans` empty for all."""

    id: UUID
    code: str
    status: str
    percent: str | None
    amount: Money | None
    periods: int | None
    valid_from: datetime
    valid_until: datetime | None
    limit_in_all: int | None
    limit_per_account: int | None
    is_for_first_purchase: bool
    plans: tuple[UUID, ...]
    redeemed: int
    created_at: datetime
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionSeen:
    """A coupon on a subscription; `used` are its billing periods that have had it."""

    id: UUID
    coupon: UUID
    account: UUID
    subscription: UUID
    order: UUID
    status: str
    used: int
    periods: int | None
    created_at: datetime
    ended_at: datetime | None


def list_coupons(
    real_now: datetime, window: Window, *, code: str | None = None, status: str | None = None
) -> Slice[CouponSeen]:
    """Return coupons, the newest first."""
    found = narrowed(models.Coupon.objects.all(), code=code)
    if status is not None:
        found = found.filter(_in_state(status, real_now))
    return slice_of(found, window, lambda rows: _coupons(rows, real_now))


def find_coupons(real_now: datetime, ids: Collection[UUID]) -> tuple[CouponSeen, ...]:
    """Return the coupons with these ids."""
    return _coupons(list(models.Coupon.objects.filter(id__in=ids)), real_now)


def list_redemptions(
    sight: Sight, window: Window, *, coupon: UUID, account: UUID | None = None
) -> Slice[RedemptionSeen]:
    """Return who redeemed a coupon, the newest first, of the accounts that are seen."""
    found = sight.of(models.CouponRedemption.objects.filter(coupon_id=coupon))
    found = narrowed(found, account_id=account)
    return slice_of(found, window, lambda rows: map(_redemption, rows), made_at="redeemed_at")


_STOPPED: Final = Q(stopped_at__isnull=False)
_USED_UP: Final = Q(limit_in_all__isnull=False) & Q(redeemed__gte=F("limit_in_all"))


def _in_state(status: str, now: datetime) -> Q:
    """Return which coupons are in a state, as `CouponRow.state` says it of one."""
    expired = Q(valid_until__isnull=False) & Q(valid_until__lte=now)
    waiting = Q(valid_from__gt=now)
    return {
        "stopped": _STOPPED,
        "expired": ~_STOPPED & expired,
        "used_up": ~_STOPPED & ~expired & _USED_UP,
        "waiting": ~_STOPPED & ~expired & ~_USED_UP & waiting,
        "open": ~_STOPPED & ~expired & ~_USED_UP & ~waiting,
    }[status]


def _coupons(listed: Sequence[models.Coupon], now: datetime) -> tuple[CouponSeen, ...]:
    plans: dict[UUID, list[UUID]] = {}
    pairs = models.CouponPlan.objects.filter(coupon_id__in=[row.id for row in listed])
    for coupon_id, plan_id in pairs.order_by("plan_id").values_list("coupon_id", "plan_id"):
        plans.setdefault(coupon_id, []).append(plan_id)
    read = read_coupons(list(listed))
    return tuple(_coupon(row, tuple(plans.get(row.id, ())), now) for row in read)


def _coupon(row: CouponRow, plans: tuple[UUID, ...], now: datetime) -> CouponSeen:
    return CouponSeen(
        id=row.id,
        code=row.code,
        status=row.state(now),
        percent=None if row.percent is None else _plain(row.percent),
        amount=None if row.amount is None else Money(row.amount, row.currency),
        periods=row.periods,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        limit_in_all=row.limit_in_all,
        limit_per_account=row.limit_per_account,
        is_for_first_purchase=row.is_for_first_purchase,
        plans=plans,
        redeemed=row.redeemed,
        created_at=row.created_at,
        stopped_at=row.stopped_at,
    )


def _plain(percent: Decimal) -> str:
    return f"{percent.normalize():f}"


def _redemption(row: Any) -> RedemptionSeen:  # noqa: ANN401 - annotated
    status = "running" if row.ended_at is None else "ended"
    return RedemptionSeen(
        id=row.id,
        coupon=row.coupon_id,
        account=row.account_id,
        subscription=row.subscription_id,
        order=row.order_id,
        status="released" if row.released_at is not None else status,
        used=row.used,
        periods=row.periods,
        created_at=row.redeemed_at,
        ended_at=row.ended_at,
    )
