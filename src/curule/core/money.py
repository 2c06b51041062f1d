"""Money: whole minor units of one currency, the one rounding rule, a split that loses nothing.

Between two roundings amounts are exact rationals (`fractions.Fraction`). There is no float, no
implicit currency and no sum across currencies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from curule.core.currencies import UnknownCurrency, exponent

__all__ = [
    "CurrencyMismatch",
    "Money",
    "UnknownCurrency",
    "allocate",
    "exponent",
    "round_half_away",
]


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one sum."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be added up")
        self.left = left
        self.right = right


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units and its currency; negative amounts are credits.

    >>> Money(1999, "EUR") + Money(1, "EUR")
    Money(amount_minor=2000, currency='EUR')
    >>> print(Money(-1999, "EUR"), Money(500, "JPY"), Money(5, "KWD"))
    -19.99 EUR 500 JPY 0.005 KWD

    It has no truth value: whether "nothing" means zero or absent is for the reader to say.

    Raises `UnknownCurrency`; `TypeError` for an amount that is no integer; sums raise
    `CurrencyMismatch`.
    """

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount_minor) is not int:
            raise TypeError(f"money is counted in whole minor units, not {self.amount_minor!r}")
        exponent(self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same_currency(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same_currency(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount_minor * times, self.currency)

    __rmul__ = __mul__

    def __bool__(self) -> NoReturn:
        raise TypeError("money is neither true nor false: compare amount_minor with 0")

    def __str__(self) -> str:
        decimals = exponent(self.currency)
        digits = str(abs(self.amount_minor)).rjust(decimals + 1, "0")
        whole, cents = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
        sign = "-" if self.amount_minor < 0 else ""
        return f"{sign}{whole}{'.' if cents else ''}{cents} {self.currency}"

    def split(self, weights: Sequence[int | Fraction]) -> "tuple[Money, ...]":
        """Share it by `weights` without losing a unit; see `allocate`.

        >>> [str(part) for part in Money(100, "EUR").split((1, 1, 1))]
        ['0.34 EUR', '0.33 EUR', '0.33 EUR']
        """
        return tuple(Money(part, self.currency) for part in allocate(self.amount_minor, weights))

    def _same_currency(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount_minor


def round_half_away(amount: Fraction | int) -> int:
    """The one rounding rule: to the nearest unit, a half away from zero, for both signs alike.

    It is applied to the amount of a line, never to a unit price, a day price or a factor.

    >>> round_half_away(Fraction(5, 2)), round_half_away(Fraction(-5, 2))
    (3, -3)
    >>> round_half_away(Fraction(5193 * 500 * 27, 31))  # 500 licenses at 51.93, 27 of 31 days
    2261468
    """
    rounded = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return -rounded if amount < 0 else rounded


def allocate(total_minor: int, weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Share `total_minor` by `weights`: largest remainder, ties to the first.

    The parts add up to the total, each lies within one unit of its exact share, and none has the
    other sign. A negative total is shared as the positive one, sign turned, so that what undoes a
    split undoes it part by part.

    >>> allocate(100, (1, 1, 1))
    (34, 33, 33)
    >>> allocate(-100, (1, 1, 1))
    (-34, -33, -33)
    >>> allocate(5, (3000, 1000, 0))
    (4, 1, 0)

    Raises `ValueError` for a negative weight, and where no weight is positive though there is
    something to share.
    """
    whole = sum(weights, start=Fraction())
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight cannot be negative")
    if not whole:
        if total_minor:
            raise ValueError(f"{total_minor} cannot be shared: no weight is above zero")
        return (0,) * len(weights)
    shares = [abs(total_minor) * Fraction(weight) / whole for weight in weights]
    parts = [int(share) for share in shares]
    left_over = abs(total_minor) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - shares[i])
    for i in by_remainder[:left_over]:
        parts[i] += 1
    return tuple(-part for part in parts) if total_minor < 0 else tuple(parts)
