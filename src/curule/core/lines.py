"""Lines of quotes, invoices and credit notes: a formula as numbers, and an amount rounded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from curule.core.periods import BillingPeriod
from curule.core.proration import Part

WHOLE = Part(1, 1)


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
    """`quantity` × `unit_amount` × `part` for `covers`, in minor units.

    `unit_amount` is None where tiers decide. Unused time has a negative quantity and amount, never a
    negative price. `charge` is the charge that an unused line gives back.
    """

    kind: LineKind
    seat_type: str | None
    quantity: int
    unit_amount: int | None
    covers: BillingPeriod
    part: Part
    amount: int
    charge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCharge:
    """The books that a charged line opens; `price` is the seat type whose price it is."""

    seat_type: str | None
    price: str
    quantity: int
    base_quantity: int
    period: BillingPeriod
    covers: BillingPeriod
    part: Part
    amount: int


def subtotal(lines: Iterable[Line]) -> int:
    """Return the sum of the lines' amounts."""
    return sum(line.amount for line in lines)


def without_zero(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Leave out lines of 0."""
    return tuple(line for line in lines if line.amount)
