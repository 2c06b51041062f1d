"""Recurring revenue: what customers pay a month, and why that is not what it was a month before.

A charged line that covers an instant counts there with its full price for one period, brought to a
month. What a customer pays a month in one currency moves in one of five ways, so that the opening
number and the movements always add up to the closing one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from fractions import Fraction
from typing import Final

from curule.core.intervals import Interval, IntervalUnit
from curule.core.money import round_half_away
from curule.core.proration import Part

DAYS_A_MONTH: Final = Fraction(365, 12)
"""A month as prices by the day and by the week are brought to it."""


@unique
class Movement(StrEnum):
    """Why a customer pays more or less a month than before."""

    NEW = "new"
    EXPANSION = "expansion"
    CONTRACTION = "contraction"
    CHURN = "churn"
    REACTIVATION = "reactivation"


@dataclass(frozen=True, slots=True)
class Movements:
    """A month of recurring revenue in one currency, in minor units a month."""

    opening: int
    new: int
    expansion: int
    contraction: int
    churn: int
    reactivation: int

    @property
    def closing(self) -> int:
        """What is paid a month at the end."""
        return self.opening + sum((self.new, self.expansion, self.reactivation)) + self._less

    @property
    def _less(self) -> int:
        return self.contraction + self.churn


@dataclass(frozen=True, slots=True)
class Customer:
    """What one customer pays a month at both ends; `paid_before` whether ever before the first."""

    opening: int
    closing: int
    paid_before: bool = False


def classify(customer: Customer) -> Movement | None:
    """Return how a customer moved; None where nothing changed.

    A customer who pays nothing at the first instant and something at the second is new, or back.

    >>> classify(Customer(0, 500)), classify(Customer(0, 500, paid_before=True))
    (<Movement.NEW: 'new'>, <Movement.REACTIVATION: 'reactivation'>)
    >>> classify(Customer(500, 0, paid_before=True)), classify(Customer(500, 300, paid_before=True))
    (<Movement.CHURN: 'churn'>, <Movement.CONTRACTION: 'contraction'>)
    """
    if customer.opening == customer.closing:
        return None
    if customer.opening == 0:
        return Movement.REACTIVATION if customer.paid_before else Movement.NEW
    if customer.closing == 0:
        return Movement.CHURN
    return Movement.EXPANSION if customer.closing > customer.opening else Movement.CONTRACTION


def movements(customers: Iterable[Customer]) -> Movements:
    """Return a month of many customers: the sums of what each kind of movement adds or takes."""
    opening = 0
    moved = dict.fromkeys(Movement, 0)
    for customer in customers:
        opening += customer.opening
        movement = classify(customer)
        if movement is not None:
            moved[movement] += customer.closing - customer.opening
    return Movements(opening, **{movement.value: amount for movement, amount in moved.items()})


def monthly(amount: int, part: Part, interval: Interval) -> Fraction:
    """Return what a line comes to a month, exactly: its full price for a period, by months.

    >>> (
    ...     monthly(600, Part(15, 30), Interval(IntervalUnit.MONTH)),
    ...     monthly(12_000, Part(1, 1), Interval(IntervalUnit.YEAR)),
    ... )
    (Fraction(1200, 1), Fraction(1000, 1))
    """
    if not part.numerator:
        return Fraction()
    full = Fraction(amount * part.denominator, part.numerator)
    if interval.months is not None:
        return full / interval.months
    days = interval.count * (7 if interval.unit is IntervalUnit.WEEK else 1)
    return full * DAYS_A_MONTH / days


def monthly_in_all(lines: Iterable[tuple[int, Part, Interval]]) -> int:
    """Return what all lines of a customer come to a month, rounded once."""
    return round_half_away(sum((monthly(*line) for line in lines), start=Fraction()))
