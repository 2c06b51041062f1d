"""Safety bounds: what no customer does by hand, and what is agreed to be too much (I26)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from curule.core.money import Money


@unique
class Bound(StrEnum):
    """What a mistake of ours would cross first; whoever meets one is parked."""

    INVOICES_A_MINUTE = "invoices_a_minute"
    INVOICES_A_DAY = "invoices_a_day"
    LINES_A_DAY = "lines_a_day"
    CHANGES_AN_HOUR = "changes_an_hour"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one customer may come to, in this installation."""

    invoices_a_minute: int = 10
    invoices_a_day: int = 20
    lines_a_day: int = 15
    changes_an_hour: int = 200
    goodwill: int = 5_000
    """What may be given at once by goodwill, in whole units of its currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What was about to cross a bound: `found` is what there would be, of which `most` may be.

    Both are counts, or minor units of `currency` where the bound is an amount.
    """

    bound: Bound
    found: int
    most: int
    currency: str = ""

    @property
    def money(self) -> tuple[Money, Money] | None:
        """What was found and what may be, where the bound is an amount."""
        if self.bound is not Bound.AMOUNT:
            return None
        return Money(self.found, self.currency), Money(self.most, self.currency)
