"""How many seats there may be, and what happens when none is free."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias

from curule.core.policy.forms import MOST_SEATS, SeatCount, SeatLimit, SeatStep
from curule.core.policy.written import NumberedChoice, Text, Word, WordSet


class AtMax(StrEnum):
    """The ways out at the maximum."""

    UPGRADE_PLAN = "upgrade_plan"
    CONTACT = "contact"


class WhenFullRule(StrEnum):
    """What is done for a person when no seat is free."""

    REFUSE = "refuse"
    OFFER_SEATS = "offer_seats"
    WAITLIST = "waitlist"
    REQUEST = "request"
    AUTO_BUY_UP_TO = "auto_buy_up_to"


class WhenFull(NumberedChoice[WhenFullRule]):
    """A rule for the full pool; `auto_buy_up_to(n)` names the total it buys up to."""

    __slots__ = ()
    choices: ClassVar[type[StrEnum]] = WhenFullRule
    numbered: ClassVar[frozenset[StrEnum]] = frozenset({WhenFullRule.AUTO_BUY_UP_TO})
    largest: ClassVar[int] = MOST_SEATS


class QuantityInput(StrEnum):
    """What the screen asks for; the API takes either."""

    DELTA = "delta"
    TOTAL = "total"


AtMaxSet: TypeAlias = Annotated[frozenset[AtMax], WordSet(AtMax)]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityPolicy:
    """Group `quantity`; minimum, maximum and step are defaults for each seat type."""

    min_seats: SeatCount
    max_seats: SeatLimit
    step: SeatStep
    at_max: AtMaxSet
    when_full: Annotated[WhenFull, Text(WhenFull.parse)]
    quantity_input: Annotated[QuantityInput, Word(QuantityInput)]
