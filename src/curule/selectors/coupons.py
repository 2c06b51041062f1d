"""Coupons by their code, and the one that a subscription has."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from curule.core.coupons import Coupon, holds_for
from curule.core.discounts import Discount, Redemption
from curule.core.purchases import Offer
from curule.core.standing import Standing
from curule.data import models
from curule.selectors.catalog import PlanTerms


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
        discount=_discount(row),
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


def with_running_coupon(
    subscription: models.Subscription, standing: Standing, target: PlanTerms, offer: Offer
) -> Offer:
    """Return another plan with the coupon of a subscription, where it holds for that plan too."""
    if standing.redemption is None:
        return offer
    row = running_redemption(subscription.account_id, subscription.id)
    if row is None:
        return offer
    coupon = _value(models.Coupon.objects.get(id=row.coupon_id))
    holds = holds_for(coupon, plan_name(target), target.policy, offer.pools)
    return offer.with_coupon(standing.redemption if holds else None)


def running_redemptions(account_id: UUID) -> dict[UUID, Redemption]:
    """Return the coupons of an account's subscriptions, as the core knows them."""
    rows = list(
        models.CouponRedemption.objects.filter(
            account_id=account_id, released_at=None, ended_at=None
        )
    )
    coupons = models.Coupon.objects.in_bulk([row.coupon_id for row in rows])
    return {
        row.subscription_id: Redemption(
            discount=_discount(coupons[row.coupon_id]),
            periods=row.periods,
            used=row.used,
            in_force=row.in_force,
        )
        for row in rows
    }


def _discount(row: models.Coupon) -> Discount:
    return Discount(code=row.code, percent=row.percent or Decimal(0), amount=row.amount_minor or 0)
