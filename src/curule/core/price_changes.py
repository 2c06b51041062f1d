"""New prices with notice: whom they reach, from which renewal on, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique

from curule.core.discounts import following_discount
from curule.core.following import first_renewal, following
from curule.core.policy import IncreaseCharge, RenewalMode
from curule.core.purchases import Offer
from curule.core.quantities import refuse_number
from curule.core.standing import Pool, PriceAhead, Standing, net_period_price

LONGEST_NOTICE_DAYS = 365
DEFAULT_NOTICE_DAYS = 30


@unique
class LeftOut(StrEnum):
    """Why a subscription on an older version is not brought to the newest one."""

    ANNOUNCED = "announced"
    MANAGED = "managed"
    OFFERED = "offered"
    OWN_TERMS = "own_terms"
    RENEWAL_OFF = "renewal_off"
    PRICE_MISSING = "price_missing"
    SEATS_DO_NOT_FIT = "seats_do_not_fit"
    TAX_DIFFERS = "tax_differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands beside a subscription and keeps an announcement away, or puts it off.

    `is_announced` is whether the same version was announced to it already; `is_managed` whether it
    is the vendor with whom its account changes what it buys; `is_offered` whether an offer is open
    to it; `has_next_term` whether its next term is ordered, at the price it was ordered at.
    """

    is_announced: bool = False
    is_managed: bool = False
    is_offered: bool = False
    has_next_term: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What an announcement names: the renewal, and what a period costs before and after it.

    The amounts are as the prices say them, with the seats and the coupon of the renewal.
    """

    renews_at: datetime
    before: int
    after: int


def left_out(standing: Standing, target: Offer, around: Around) -> LeftOut | None:
    """Return why a subscription is not brought to a newer version, or None."""
    policy = standing.policy
    if around.is_announced:
        return LeftOut.ANNOUNCED
    if around.is_managed:
        return LeftOut.MANAGED
    if around.is_offered:
        return LeftOut.OFFERED
    if policy.increase.charge is IncreaseCharge.OWN_TERM:
        return LeftOut.OWN_TERMS
    by_hand = policy.renewal.mode is RenewalMode.MANUAL or around.has_next_term
    if not standing.auto_renew and not by_hand:
        return LeftOut.RENEWAL_OFF
    return misfit(standing, target)


def misfit(standing: Standing, target: Offer) -> LeftOut | None:
    """Return why a newer version has no place for the seats that renew, or None."""
    goal = replace(standing, policy=target.policy)
    sold = {pool.name: pool for pool in target.pools}
    if all(pool.price is None for pool in target.pools):
        return LeftOut.PRICE_MISSING
    if target.tax_behavior is not standing.tax_behavior:
        return LeftOut.TAX_DIFFERS
    for pool in standing.pools:
        if not (pool.next_total or pool.taken):
            continue
        then = sold.get(pool.name)
        if then is None or then.terms.unlimited != pool.terms.unlimited:
            return LeftOut.SEATS_DO_NOT_FIT
        if pool.terms.unlimited or not pool.next_total:
            continue
        if then.price is None:
            return LeftOut.PRICE_MISSING
        if refuse_number(_with_maximum(then, pool), pool.next_total, goal) is not None:
            return LeftOut.SEATS_DO_NOT_FIT
    return None


def _with_maximum(sold: Pool, present: Pool) -> Pool:
    return replace(sold, maximum=present.maximum)


def foretell(standing: Standing, target: Offer, around: Around, not_before: datetime) -> Foretold:
    """Say at which renewal the prices of a newer version begin, and what they come to.

    It is the first end of a term that is not before the date; a next term that is ordered already
    keeps its price to its end. The coupon of `target` is the one that goes on there, if any.
    """
    length = standing.policy.term.length
    ends_at = standing.term_ends_at
    if around.has_next_term:
        after_it = following(
            standing.anchor, standing.interval, length, ends_at, zone=standing.zone
        )
        ends_at = after_it.term_ends_at
    renews_at = first_renewal(standing.anchor, standing.interval, length, ends_at, not_before)
    then = replace(standing, price_ahead=PriceAhead(not_before=not_before, pools=target.pools))
    coupon = standing.redemption_at(renews_at)
    goes_on = coupon if target.redemption is not None else None
    return Foretold(
        renews_at=renews_at,
        before=net_period_price(standing.pools, {}, following_discount(coupon)),
        after=net_period_price(then.pools_renewed(renews_at), {}, following_discount(goes_on)),
    )
