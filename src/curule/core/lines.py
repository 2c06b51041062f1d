"""Lines of quotes, invoices and credit notes: a formula as numbers, and an amount rounded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from curule.core.discounts import NO_DISCOUNT, Discount
from curule.core.periods import BillingPeriod
from curule.core.proration import Part


@unique
class LineKind(StrEnum):
    """What a line is for."""

    SEATS = "seats"
    BASE_FEE = "base_fee"
    UNUSED = "unused"
    DIFFERENCE = "difference"
    GOODWILL = "goodwill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`quantity` × `unit_amount` × `part`, for the time it `covers`, in minor units.

    `part` has the counted units of the anchored period, not reduced: a whole month is 30/30.
    `unit_amount` is None where tiers, packages or several prices decide. Unused time has a negative
    quantity and amount, never a negative price; a quantity that does not say which way the seats go
    (one line for the difference of two prices) is 1. `charge` is what an unused line gives back.
    `discount` is what the coupon of that name took off; the amount is what it left.
    """

    kind: LineKind
    seat_type: str | None
    quantity: int
    unit_amount: int | None
    covers: BillingPeriod
    part: Part
    amount: int
    charge: str | None = None
    discount: int = 0
    coupon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCharge:
    """The books that a charged line opens; `price` names the seat type whose price it is.

    `seat_type` is None for a base fee. `part` is how much of `period` the seats have from
    `covers.starts_at` on: at a full price it is less than the part of the price that was paid.
    `off` is what a coupon takes off its price for a whole period.
    """

    seat_type: str | None
    price: str
    quantity: int
    base_quantity: int
    period: BillingPeriod
    covers: BillingPeriod
    part: Part
    amount: int
    off: Discount = NO_DISCOUNT


def subtotal(lines: Iterable[Line]) -> int:
    """Return the sum of the lines' amounts."""
    return sum(line.amount for line in lines)


def without_zero(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Leave out lines of 0."""
    return tuple(line for line in lines if line.amount)
