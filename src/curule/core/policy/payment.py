"""How seats are paid, and what an unpaid invoice does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeAlias, cast

from curule.core.policy.forms import MOST_DAYS, DayCount, Flag
from curule.core.policy.written import (
    ListOf,
    Unreadable,
    Whole,
    Word,
    WordSet,
    Written,
    YesNo,
    nearest_word,
    shown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraceStep:
    """So many days after the step before (the first: after the due date), with or without access.

    After the last step the subscription ends.
    """

    days: int
    access: bool


class GraceForm:
    """A step of grace, written as `{days: 15, access: true}`."""

    _KEYS: Final = ("days", "access")

    def read(self, written: object) -> GraceStep:
        """Return the step; raise Unreadable."""
        if not isinstance(written, Mapping):
            raise Unreadable(f"{shown(written)} is not written as {{days, access}}")
        step = cast("Mapping[object, object]", written)
        for key in step:
            if key not in self._KEYS:
                raise Unreadable(
                    f"{shown(key)} is neither days nor access",
                    nearest=nearest_word(str(key), self._KEYS),
                )
        for key in self._KEYS:
            if key not in step:
                raise Unreadable(f"a step of grace lacks {key}")
        # Less than one day is a contradiction, named when the policy is published.
        days = Whole(-MOST_DAYS, MOST_DAYS).read(step["days"])
        return GraceStep(days=cast("int", days), access=YesNo().read(step["access"]))

    def write(self, value: object, /) -> Written:
        """Return the step as a mapping."""
        step = cast("GraceStep", value)
        return {"days": step.days, "access": step.access}


class Blocked(StrEnum):
    """What an account with an unpaid invoice may not do."""

    ADD = "add"
    REDUCE = "reduce"
    ASSIGN = "assign"


class PaymentMethodRule(StrEnum):
    """Where the money for an order comes from.

    `ask`: the review asks for a method when the price of the next full period
    rises; otherwise the saved one is used.
    """

    ON_FILE = "on_file"
    ASK = "ask"
    INVOICE = "invoice"


class TaxIdRule(StrEnum):
    """When the review asks for a tax id."""

    NEVER = "never"
    ON_PRICE_INCREASE = "on_price_increase"
    ALWAYS = "always"


GraceSteps: TypeAlias = Annotated[tuple[GraceStep, ...], ListOf(GraceForm())]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaidPolicy:
    """Group `unpaid`."""

    grace: GraceSteps
    blocks: Annotated[frozenset[Blocked], WordSet(Blocked)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPolicy:
    """Group `payment`."""

    method: Annotated[PaymentMethodRule, Word(PaymentMethodRule)]
    other_method_saved_first: Flag
    due_days: DayCount
    tax_id: Annotated[TaxIdRule, Word(TaxIdRule)]
