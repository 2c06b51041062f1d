"""Coupons at work: given with a quote, redeemed with its order, counted period by period (I22).

How often a coupon was redeemed is a counter on it, raised by one conditional statement: of a
hundred orders at the same moment no more succeed than its limit. The limit of an account is a place
that only one redemption can have.
"""

from __future__ import annotations

from django.db.models import F, Q

from curule.core.coupons import Wish, plain_code, refuse_coupon
from curule.core.discounts import CouponStep, Redemption
from curule.core.events import EventType
from curule.core.purchases import Offer
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Coupon, CouponRedemption, Order, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.coupons import find_coupon, plan_name, running_redemption
from curule.services._command import Command


def given(
    command: Command, typed: str, terms: PlanTerms, offer: Offer, subscription: Subscription
) -> Redemption:
    """Return what a code takes off a first purchase. Nothing is redeemed yet.

    Refuses `coupon_unknown`, `coupon_expired`, `coupon_used_up`, `coupon_already_used`,
    `coupon_for_first_purchase`, `coupon_not_for_this_plan` and `coupon_wrong_currency`.
    """
    code = plain_code(typed)
    coupon = find_coupon(code) if code else None
    wish = Wish(
        plan=plan_name(terms),
        policy=terms.policy,
        currency=offer.currency,
        pools=offer.pools,
        is_first_purchase=_is_first_purchase(command, subscription),
        uses=len(_places(command, code)) if coupon is not None else 0,
    )
    refused = refuse_coupon(coupon, wish, command.now)
    if refused is not None:
        raise Refused(refused)
    assert coupon is not None
    return coupon.redemption


def _is_first_purchase(command: Command, subscription: Subscription) -> bool:
    bought = Subscription.objects.filter(account_id=command.account_id, started_at__isnull=False)
    return not bought.exclude(id=subscription.id).exists()


def _places(command: Command, code: str) -> set[int]:
    """Return the places that redemptions of the account have; the account's lock keeps them so."""
    rows = CouponRedemption.objects.filter(
        account_id=command.account_id,
        coupon_id__in=Coupon.objects.filter(code=code).values("id"),
        released_at=None,
    )
    return {place for place in rows.values_list("place", flat=True) if place is not None}


def redeem(command: Command, subscription: Subscription, order: Order, code: str) -> None:
    """Redeem a code with an order, once more than before or not at all.

    Refuses `coupon_used_up` and `coupon_already_used` where others were faster, and
    `coupon_expired` where it was stopped meanwhile.
    """
    coupon = Coupon.objects.get(code=code)
    is_open = Q(stopped_at=None) & (Q(valid_until=None) | Q(valid_until__gt=command.now))
    is_within = Q(limit_in_all=None) | Q(redeemed__lt=F("limit_in_all"))
    raised = Coupon.objects.filter(is_open & is_within, id=coupon.id).update(
        redeemed=F("redeemed") + 1
    )
    if not raised:
        coupon.refresh_from_db()
        is_full = coupon.limit_in_all is not None and coupon.redeemed >= coupon.limit_in_all
        used_up, expired = RefusalCode.COUPON_USED_UP, RefusalCode.COUPON_EXPIRED
        raise Refused(refuse(used_up if is_full and coupon.stopped_at is None else expired))
    taken = _places(command, code)
    place = next(number for number in range(1, len(taken) + 2) if number not in taken)
    if coupon.limit_per_account is not None and place > coupon.limit_per_account:
        raise Refused(refuse(RefusalCode.COUPON_ALREADY_USED))
    redemption = CouponRedemption.objects.create(
        account_id=command.account_id,
        coupon_id=coupon.id,
        subscription_id=subscription.id,
        order_id=order.id,
        place=place,
        account_limit=coupon.limit_per_account,
        periods=coupon.periods,
        redeemed_at=command.now,
        redeemed_by=command.person_id,
    )
    _record(command, EventType.COUPON_REDEEMED, redemption, coupon.code)


def release(command: Command, order: Order) -> None:
    """Let the coupon of an order go that was canceled unpaid: it counts no more."""
    row = (
        CouponRedemption.objects.select_for_update()
        .filter(account_id=command.account_id, order_id=order.id, released_at=None)
        .first()
    )
    if row is None:
        return
    row.place, row.released_at = None, command.now
    row.save(update_fields=["place", "released_at"])
    Coupon.objects.filter(id=row.coupon_id).update(redeemed=F("redeemed") - 1)
    code = Coupon.objects.values_list("code", flat=True).get(id=row.coupon_id)
    _record(command, EventType.COUPON_RELEASED, row, code)


def step(command: Command, subscription: Subscription, what: CouponStep | None) -> None:
    """Carry out what a change means for the coupon of a subscription, if it has one."""
    if what is None:
        return
    row = running_redemption(command.account_id, subscription.id)
    if row is None:
        return
    has_more = row.periods is None or row.used < row.periods
    row.in_force = what is CouponStep.MOVES_ON and has_more
    row.used += row.in_force
    if not row.in_force:
        row.ended_at = command.now
    row.save(update_fields=["in_force", "used", "ended_at"])
    if row.ended_at is not None:
        code = Coupon.objects.values_list("code", flat=True).get(id=row.coupon_id)
        _record(command, EventType.COUPON_ENDED, row, code)


def _record(command: Command, event: EventType, row: CouponRedemption, code: str) -> None:
    command.record(event, subject_id=row.id, subscription_id=row.subscription_id, coupon=code)


def asked(typed: str) -> dict[str, object]:
    """Return a code as the quote that it was given with keeps it; nothing without one."""
    code = plain_code(typed)
    return {"coupon": code} if code else {}


def offered(command: Command, subscription: Subscription, code: str, offer: Offer) -> Offer:
    """Return what is for sale with what a code takes off; without a code as it is."""
    if not code:
        return offer
    terms = get_plan_terms(subscription.plan_version_id)
    found = given(command, code, terms, offer, subscription)
    return offer.with_coupon(found)
