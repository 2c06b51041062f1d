"""What a coupon takes off: per cent of each line, or an amount per period spread over its lines.

A discount lowers the price of a full period. What a part of it costs is prorated from the lowered
price and rounded once, as any line is. An amount is spread over the lines by largest remainder on
their full-period prices and never takes off more than they cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum, unique
from fractions import Fraction
from typing import Final

from curule.core.money import allocate

WHOLE: Final = Decimal(100)


@unique
class CouponStep(StrEnum):
    """What a change means for the coupon of a subscription."""

    MOVES_ON = "moves_on"
    """Another of its periods begins."""
    ENDS = "ends"
    """It does not hold for what comes now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """`percent` off the price of a full period, or an `amount` in minor units; `code` names it.

    The same of a single line: then `amount` is its share. Nothing at all is `NO_DISCOUNT`.

    Raises `ValueError` for a negative one, for more than everything, and for both at once.
    """

    code: str = ""
    percent: Decimal = Decimal(0)
    amount: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= WHOLE or self.amount < 0:
            raise ValueError(f"no discount: {self.percent} per cent, {self.amount}")
        if self.percent and self.amount:
            raise ValueError("a discount is per cent or an amount")

    @property
    def exists(self) -> bool:
        """Whether anything comes off."""
        return bool(self.percent or self.amount)

    @property
    def keep(self) -> Fraction:
        """The factor that per cent leave of a price."""
        return 1 - Fraction(self.percent) / 100

    def net(self, full: int) -> Fraction:
        """Return what is left of the price of a full period, exactly; an amount takes all at most.

        A volume price may fall, so that a line of it is below zero: per cent lower that too.

        >>> Discount(percent=Decimal("12.5")).net(1000), Discount(amount=300).net(200)
        (Fraction(875, 1), Fraction(0, 1))
        """
        return Fraction(max(full - self.amount, 0)) if self.amount else full * self.keep

    def share(self, amount: int) -> Discount:
        """Return what of it stands on one line: all its per cent, or this share of its amount."""
        return replace(self, amount=amount) if self.amount else self


NO_DISCOUNT: Final = Discount()


def spread(amount: int, prices: Sequence[int]) -> tuple[int, ...]:
    """Share an amount off over lines by their full-period prices, and never more than they cost.

    A base fee of 20.00 and ten seats for 100.00 share 50.00:

    >>> spread(5000, (2000, 10000)), spread(5000, (1000, 2000))
    ((833, 4167), (1000, 2000))

    Raises `ValueError` for a negative price.
    """
    return allocate(min(amount, sum(prices)), prices)


def shares_of(discount: Discount, prices: Sequence[int]) -> tuple[Discount, ...]:
    """Return what of a discount stands on each of the lines of a period."""
    if not discount.amount:
        return (discount,) * len(prices)
    return tuple(discount.share(amount) for amount in spread(discount.amount, prices))


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A coupon on a subscription: for how many of its billing periods, and how many it has had.

    `periods` is None where it holds for good. `in_force` is whether the running period has it.
    """

    discount: Discount
    periods: int | None
    used: int = 0
    in_force: bool = False

    @property
    def has_more(self) -> bool:
        """Whether the next period that begins has it too."""
        return self.periods is None or self.used < self.periods

    @property
    def running(self) -> Discount:
        """What comes off in the running period."""
        return self.discount if self.in_force else NO_DISCOUNT

    @property
    def following(self) -> Discount:
        """What comes off in the next period that begins."""
        return self.discount if self.has_more else NO_DISCOUNT

    def moved_on(self) -> Redemption:
        """Return it when the next period has begun."""
        return replace(self, used=self.used + self.has_more, in_force=self.has_more)

    def after(self, begun: int) -> Redemption:
        """Return it when so many more periods have begun."""
        if not begun:
            return self
        before = begun - 1
        used = self.used + before if self.periods is None else min(self.used + before, self.periods)
        return replace(self, used=used).moved_on()


def running_discount(redemption: Redemption | None) -> Discount:
    """Return what comes off in the running period, with a coupon or without."""
    return NO_DISCOUNT if redemption is None else redemption.running


def following_discount(redemption: Redemption | None) -> Discount:
    """Return what comes off in the next period that begins, with a coupon or without."""
    return NO_DISCOUNT if redemption is None else redemption.following


def after_step(redemption: Redemption | None, step: CouponStep | None) -> Redemption | None:
    """Return a coupon as a change leaves it."""
    if redemption is None or step is CouponStep.ENDS:
        return None
    return redemption.moved_on() if step is CouponStep.MOVES_ON else redemption


def step_on_other_plan(
    redemption: Redemption | None, *, holds: bool, same_interval: bool, new_period: bool
) -> CouponStep | None:
    """Say what a change of plan means for a coupon.

    It ends where it does not hold for the other plan. For a number of periods, and with an amount,
    it is bound to their length: two months off are not two years, and 100.00 a year are not 100.00
    a month. A new period counts as the next one.
    """
    if redemption is None:
        return None
    is_bound = redemption.periods is not None or redemption.discount.amount > 0
    if not holds or (is_bound and not same_interval):
        return CouponStep.ENDS
    return CouponStep.MOVES_ON if new_period else None
