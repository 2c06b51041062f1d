"""Which coupon holds for what is bought: its time, its limits, its plans and its currency.

A code that is unknown and one whose time has not begun are told alike: nobody learns from the
answer which codes there will be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from curule.core.discounts import Discount, Redemption
from curule.core.policy import IncreaseCharge, SeatPolicy
from curule.core.pricing import Price, is_marginal
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.standing import Pool

LONGEST_CODE: Final = 40
WRITTEN: Final = r"[A-Z0-9][A-Z0-9_-]{2,39}"
"""A code as it is kept, as a pattern."""
_KEPT: Final = re.compile(WRITTEN)


def plain_code(typed: str) -> str:
    """Return a code as it is kept: in capital letters, without spaces; "" for what can be none.

    >>> plain_code(" spring-26 "), plain_code("ｓｐｒｉｎｇ"), plain_code("<b>")
    ('SPRING-26', 'SPRING', '')
    """
    if len(typed) > 4 * LONGEST_CODE:
        return ""
    plain = "".join(unicodedata.normalize("NFKC", typed).upper().split())
    return plain if _KEPT.fullmatch(plain) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A coupon as it was made, and how often it has been redeemed.

    `currency` is None for per cent. `plans` are the keys of the plans it is for, empty for all.
    `periods` is None where it holds for good. `used_up` is whether its limit in all is reached.
    """

    discount: Discount
    currency: str | None
    periods: int | None
    valid_from: datetime
    valid_until: datetime | None
    is_stopped: bool
    used_up: bool
    limit_per_account: int | None
    is_for_first_purchase: bool
    plans: frozenset[str]

    @property
    def redemption(self) -> Redemption:
        """What a subscription has that redeems it: none of its periods has begun."""
        return Redemption(discount=self.discount, periods=self.periods)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a coupon is given for. `uses` are the redemptions of the account that hold."""

    plan: str
    policy: SeatPolicy
    currency: str
    pools: Sequence[Pool]
    is_first_purchase: bool
    uses: int


def refuse_coupon(coupon: Coupon | None, wish: Wish, now: datetime) -> Refusal | None:
    """Refuse a coupon that does not hold for what is bought, or return None."""
    if coupon is None or now < coupon.valid_from:
        return refuse(RefusalCode.COUPON_UNKNOWN)
    is_over = coupon.valid_until is not None and now >= coupon.valid_until
    if is_over or coupon.is_stopped:
        return refuse(RefusalCode.COUPON_EXPIRED)
    if coupon.used_up:
        return refuse(RefusalCode.COUPON_USED_UP)
    if coupon.limit_per_account is not None and wish.uses >= coupon.limit_per_account:
        return refuse(RefusalCode.COUPON_ALREADY_USED)
    if coupon.is_for_first_purchase and not wish.is_first_purchase:
        return refuse(RefusalCode.COUPON_FOR_FIRST_PURCHASE)
    if not holds_for(coupon, wish.plan, wish.policy, wish.pools):
        return refuse(RefusalCode.COUPON_NOT_FOR_THIS_PLAN)
    if coupon.currency is not None and coupon.currency != wish.currency:
        return refuse(
            RefusalCode.COUPON_WRONG_CURRENCY, expected=coupon.currency, got=wish.currency
        )
    return None


def holds_for(coupon: Coupon, plan: str, policy: SeatPolicy, pools: Sequence[Pool]) -> bool:
    """Whether a coupon is for a plan, and can be spread over its lines.

    None holds where each order has a term of its own: there no period is the next one. An amount
    needs lines with prices of their own.
    """
    if coupon.plans and plan not in coupon.plans:
        return False
    prices = [pool.price for pool in pools if pool.price is not None]
    return holds_on_lines(policy, prices, is_amount=coupon.discount.amount > 0)


def holds_on_lines(policy: SeatPolicy, prices: Sequence[Price], *, is_amount: bool) -> bool:
    """Whether a coupon can hold for lines at these prices, whichever it is."""
    if policy.increase.charge is IncreaseCharge.OWN_TERM:
        return False
    return not is_amount or all(is_marginal(price) for price in prices)
