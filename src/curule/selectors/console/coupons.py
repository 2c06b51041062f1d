"""The vendor's coupons: what each takes off, for whom, and who has redeemed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from curule.data import models
from curule.selectors.console.paging import Page, page_of

STATES = ("open", "waiting", "used_up", "expired", "stopped")
"""What a coupon can be: whether it can be redeemed, and why not."""


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


def list_coupons(wanted: str = "", *, number: int = 1) -> Page[CouponRow]:
    """Return a page of the coupons, newest first; `wanted` is a part of the code."""
    found = models.Coupon.objects.filter(code__icontains="".join(wanted.split()))
    return page_of(found.order_by("-created_at", "-id"), number, read_coupons)


def find_coupon_row(coupon_id: UUID) -> CouponRow | None:
    """Return one coupon, or None."""
    rows = read_coupons(list(models.Coupon.objects.filter(id=coupon_id)))
    return rows[0] if rows else None


def read_coupons(listed: list[models.Coupon]) -> tuple[CouponRow, ...]:
    """Return coupons as the console shows them, in the order given."""
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


def list_redemptions(coupon_id: UUID, *, number: int = 1) -> Page[RedemptionRow]:
    """Return a page of who redeemed a coupon, newest first."""
    found = models.CouponRedemption.objects.filter(coupon_id=coupon_id).select_related("account")
    return page_of(found.order_by("-redeemed_at", "-id"), number, _redemptions)


def _redemptions(rows: Iterable[models.CouponRedemption]) -> Iterator[RedemptionRow]:
    for row in rows:
        yield RedemptionRow(
            account_id=row.account_id,
            account=row.account.name,
            subscription_id=row.subscription_id,
            redeemed_at=row.redeemed_at,
            used=row.used,
            periods=row.periods,
            released_at=row.released_at,
            ended_at=row.ended_at,
        )
