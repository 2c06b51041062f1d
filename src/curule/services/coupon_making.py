"""Making coupons and stopping them, by the vendor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.coupons import holds_on_lines, plain_code
from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Coupon, CouponPlan, Plan, PlanVersion
from curule.selectors.catalog import get_plan_terms
from curule.services import _input
from curule.services.payments.transfers import LARGEST_AMOUNT

_HUNDRED: Final = Decimal(100)
LARGEST_LIMIT: Final = 1_000_000
MOST_PERIODS: Final = 120
_YEARS: Final = range(2, 9999)
"""Instants in them are a day of the calendar in every time zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponTerms:
    """What a coupon is to be: per cent, or an amount in minor units of a currency.

    `periods` is None for good; limits are None where there is none; without `plan_ids` it is for
    every plan.
    """

    code: str
    percent: Decimal | None = None
    amount: int | None = None
    currency: str = ""
    periods: int | None = 1
    valid_from: datetime
    valid_until: datetime | None = None
    limit_in_all: int | None = None
    limit_per_account: int | None = 1
    is_for_first_purchase: bool = False
    plan_ids: Collection[UUID] = ()


def make_coupon(*, actor: Actor, terms: CouponTerms, now: datetime) -> UUID:
    """Make a coupon; what it takes off never changes. Returns its id.

    Refuses `role_not_allowed`, `field_invalid`, `amount_invalid`, `date_invalid`, `not_found` for a
    plan, `coupon_cannot_hold` for one whose lines it cannot be spread over, and `already_exists`
    for a code that there is.
    """
    _require(actor)
    code = plain_code(terms.code)
    if not code:
        raise _invalid("code")
    _refuse_value(terms)
    _refuse_bounds(terms, now)
    _refuse_plans(terms)
    try:
        with transaction.atomic():
            coupon = Coupon.objects.create(
                code=code,
                percent=terms.percent,
                amount_minor=terms.amount,
                currency=terms.currency if terms.amount is not None else "",
                periods=terms.periods,
                valid_from=terms.valid_from,
                valid_until=terms.valid_until,
                limit_in_all=terms.limit_in_all,
                limit_per_account=terms.limit_per_account,
                is_for_first_purchase=terms.is_for_first_purchase,
                created_at=now,
                created_by=_who(actor),
            )
            CouponPlan.objects.bulk_create(
                CouponPlan(coupon_id=coupon.id, plan_id=plan_id)
                for plan_id in sorted(set(terms.plan_ids))
            )
    except IntegrityError:
        raise Refused(refuse(RefusalCode.ALREADY_EXISTS)) from None
    return coupon.id


def _refuse_value(terms: CouponTerms) -> None:
    """Refuse a coupon that takes off nothing, more than everything, or two things."""
    if (terms.percent is None) == (terms.amount is None):
        raise _invalid("percent")
    if terms.percent is not None:
        is_written = terms.percent == round(terms.percent, 2)
        if not (0 < terms.percent <= _HUNDRED and is_written):
            raise _invalid("percent")
        return
    _input.currency(terms.currency)
    if not 0 < (terms.amount or 0) <= LARGEST_AMOUNT:
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=terms.amount))


def _refuse_bounds(terms: CouponTerms, now: datetime) -> None:
    """Refuse a time that is empty, over or beyond all calendars, and numbers that are none."""
    until = terms.valid_until
    for field, at in (("valid_from", terms.valid_from), ("valid_until", until)):
        if at is not None and at.year not in _YEARS:
            raise _invalid(field)
    if until is not None and (until <= terms.valid_from or until <= now):
        raise Refused(refuse(RefusalCode.DATE_INVALID, given=until))
    bounds = {
        "periods": (terms.periods, MOST_PERIODS),
        "limit_in_all": (terms.limit_in_all, LARGEST_LIMIT),
        "limit_per_account": (terms.limit_per_account, LARGEST_LIMIT),
    }
    for field, (number, most) in bounds.items():
        if number is not None and not 1 <= number <= most:
            raise _invalid(field)


def _refuse_plans(terms: CouponTerms) -> None:
    """Refuse plans that there are not, and those on whose lines the coupon cannot hold."""
    for plan_id in set(terms.plan_ids):
        plan = Plan.objects.filter(id=plan_id).first()
        if plan is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="plan"))
        newest = PlanVersion.objects.filter(plan_id=plan_id, published_at__isnull=False)
        version_id = newest.order_by("-number").values_list("id", flat=True).first()
        if version_id is None:
            continue
        sold = get_plan_terms(version_id)
        prices = [price.price for price in sold.prices]
        if not holds_on_lines(sold.policy, prices, is_amount=terms.amount is not None):
            raise Refused(refuse(RefusalCode.COUPON_CANNOT_HOLD, plan=sold.called))


def stop_coupon(*, actor: Actor, coupon_id: UUID, now: datetime) -> None:
    """Let nobody redeem a coupon any more; where it was redeemed it holds on. Twice is once.

    Refuses `role_not_allowed` and `not_found`.
    """
    _require(actor)
    if not Coupon.objects.filter(id=coupon_id).exists():
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="coupon"))
    Coupon.objects.filter(id=coupon_id, stopped_at=None).update(
        stopped_at=now, stopped_by=_who(actor)
    )


def _invalid(field: str) -> Refused:
    return Refused(refuse(RefusalCode.FIELD_INVALID, field=field))


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_COUPONS)
    if refused:
        raise Refused(refused)


def _who(actor: Actor) -> UUID | None:
    return UUID(actor.person_id) if actor.person_id else None
