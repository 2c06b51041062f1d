"""What seats cost, as one would work it out on paper, and the books of charged lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def rounded(amount: Fraction | int) -> int:
    """Half away from zero."""
    exact = Fraction(amount)
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return whole if exact >= 0 else -whole


def tax_on(net: int, rate: Decimal | None) -> int:
    return 0 if rate is None else rounded(net * Fraction(rate) / 100)


@dataclass(frozen=True)
class Step:
    """A step of a price with steps: up to so many seats, each and once for reaching it."""

    up_to: int | None
    each: int
    once: int = 0


@dataclass(frozen=True)
class PlainPrice:
    """The price of a seat type for one whole period."""

    model: str
    each: int = 0
    steps: tuple[Step, ...] = ()
    package: int = 1
    base_fee: int = 0

    @property
    def is_marginal(self) -> bool:
        return self.model in {"flat", "graduated"}

    def of(self, seats: int) -> int:
        """What so many seats cost for a whole period, without the base fee."""
        if not seats:
            return 0
        if self.model == "flat":
            return seats * self.each
        if self.model == "package":
            return -(-seats // self.package) * self.each
        if self.model == "volume":
            step = next(s for s in self.steps if s.up_to is None or seats <= s.up_to)
            return seats * step.each + step.once
        cost, below = 0, 0
        for step in self.steps:
            top = seats if step.up_to is None else min(seats, step.up_to)
            if top > below:
                cost += (top - below) * step.each + step.once
                below = top
        return cost

    def whole(self, seats: int) -> int:
        """With the base fee, which nobody pays who has no seat of the type."""
        return self.of(seats) + (self.base_fee if seats else 0)


@dataclass
class Charged:
    """One charged line: the seats still on it, what it stands on, and what part was paid for."""

    seats: int
    above: int
    part: Fraction
    amount: int
    credited: int = 0
    since: datetime = _LONG_AGO

    @property
    def left(self) -> int:
        return self.amount - self.credited
