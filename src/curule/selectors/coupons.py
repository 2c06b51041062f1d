"""Coupons, who redeemed them, and what they take off a subscription."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from curule.core.coupons import Coupon, holds_for
from curule.core.discounts import Discount
from curule.core.purchases import Offer
from curule.data import models
from curule.selectors.catalog import PlanTerms

MOST_LISTED = 200


def plan_name(terms: PlanTerms) -> str:
    """Return what a plan is called among those that coupons are for."""
    return f"{terms.product_id}/{terms.plan_key}"


def find_coupon(code: str) -> Coupon | None:
    """Return the coupon of a code as it is kept, or None."""
    row = models.Coupon.objects.filter(code=code).first()
    return None if row is None else _value(row)


def _value(row: models.Coupon) -> Coupon:
    ids = models.CouponPlan.objects.filter(coupon_id=row.id).values("plan_id")
    keys = models.Plan.objects.filter(id__in=ids).values_list("product_id", "key")
    return Coupon(
        discount=Discount(
            code=row.code, percent=row.percent or Decimal(0), amount=row.amount_minor or 0
        ),
        currency=row.currency or None,
        periods=row.periods,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        is_stopped=row.stopped_at is not None,
        used_up=row.limit_in_all is not None and row.redeemed >= row.limit_in_all,
        limit_per_account=row.limit_per_account,
        is_for_first_purchase=row.is_for_first_purchase,
        plans=frozenset(f"{product_id}/{key}" for product_id, key in keys),
    )


def running_redemption(account_id: UUID, subscription_id: UUID) -> models.CouponRedemption | None:
    """Return the redemption of the coupon that a subscription has, or None."""
    return models.CouponRedemption.objects.filter(
        account_id=account_id, subscription_id=subscription_id, released_at=None, ended_at=None
    ).first()


def holds_on(account_id: UUID, subscription_id: UUID, target: PlanTerms, offer: Offer) -> bool:
    """Whether the coupon of a subscription holds for another plan too; False without one."""
    row = running_redemption(account_id, subscription_id)
    if row is None:
        return False
    coupon = _value(models.Coupon.objects.get(id=row.coupon_id))
    return holds_for(coupon, plan_name(target), target.policy, offer.pools)


# --- the vendor's list ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRow:
    """A coupon with what it takes off, for whom, and how often it has been redeemed."""

    id: UUID
    code: str
    percent: Decimal | None
    amount: int | None
    currency: str
    periods: int | None
    valid_from: datetime
    valid_until: datetime | None
    limit_in_all: int | None
    limit_per_account: int | None
    is_for_first_purchase: bool
    redeemed: int
    created_at: datetime
    stopped_at: datetime | None
    plans: tuple[str, ...]

    def state(self, now: datetime) -> str:
        """Return whether it can be redeemed: waiting, open, used_up, expired or stopped."""
        if self.stopped_at is not None:
            return "stopped"
        if self.valid_until is not None and now >= self.valid_until:
            return "expired"
        if self.limit_in_all is not None and self.redeemed >= self.limit_in_all:
            return "used_up"
        return "waiting" if now < self.valid_from else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionRow:
    """Who redeemed a coupon, for what, and whether it still holds there."""

    account_id: UUID
    account: str
    subscription_id: UUID
    redeemed_at: datetime
    used: int
    periods: int | None
    released_at: datetime | None
    ended_at: datetime | None

    @property
    def state(self) -> str:
        """Return what became of it: released, ended or running."""
        if self.released_at is not None:
            return "released"
        return "running" if self.ended_at is None else "ended"


def list_coupons(wanted: str = "") -> tuple[CouponRow, ...]:
    """Return the coupons, newest first, at most `MOST_LISTED`; `wanted` is a part of the code."""
    found = models.Coupon.objects.filter(Q(code__icontains=wanted.strip()))
    return _rows(list(found.order_by("-created_at", "-id")[:MOST_LISTED]))


def find_coupon_row(coupon_id: UUID) -> CouponRow | None:
    """Return one coupon, or None."""
    rows = _rows(list(models.Coupon.objects.filter(id=coupon_id)))
    return rows[0] if rows else None


def _rows(listed: list[models.Coupon]) -> tuple[CouponRow, ...]:
    pairs = list(
        models.CouponPlan.objects.filter(coupon_id__in=[row.id for row in listed]).values_list(
            "coupon_id", "plan_id"
        )
    )
    plans = models.Plan.objects.filter(id__in={plan_id for _, plan_id in pairs}).select_related(
        "product"
    )
    names = {plan.id: (plan.product.name, plan.name) for plan in plans}
    called = {
        key: name if name.startswith(product) else f"{product} \N{MIDDLE DOT} {name}"
        for key, (product, name) in names.items()
    }
    return tuple(
        CouponRow(
            id=row.id,
            code=row.code,
            percent=row.percent,
            amount=row.amount_minor,
            currency=row.currency,
            periods=row.periods,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            limit_in_all=row.limit_in_all,
            limit_per_account=row.limit_per_account,
            is_for_first_purchase=row.is_for_first_purchase,
            redeemed=row.redeemed,
            created_at=row.created_at,
            stopped_at=row.stopped_at,
            plans=tuple(sorted(called[plan] for coupon, plan in pairs if coupon == row.id)),
        )
        for row in listed
    )


def list_redemptions(coupon_id: UUID) -> tuple[RedemptionRow, ...]:
    """Return who redeemed a coupon, newest first, at most `MOST_LISTED`."""
    found = models.CouponRedemption.objects.filter(coupon_id=coupon_id).select_related("account")
    return tuple(
        RedemptionRow(
            account_id=row.account_id,
            account=row.account.name,
            subscription_id=row.subscription_id,
            redeemed_at=row.redeemed_at,
            used=row.used,
            periods=row.periods,
            released_at=row.released_at,
            ended_at=row.ended_at,
        )
        for row in found.order_by("-redeemed_at", "-id")[:MOST_LISTED]
    )
