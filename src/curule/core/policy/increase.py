"""What more seats cost, and from when they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from curule.core.periods import ProrationUnit
from curule.core.policy.written import Word


class IncreaseEffective(StrEnum):
    """From when new seats can be used."""

    ON_ORDER = "on_order"
    ON_PAYMENT = "on_payment"
    AT_RENEWAL = "at_renewal"


class IncreaseCharge(StrEnum):
    """What new seats cost at once."""

    PRORATED = "prorated"
    FULL_PRICE = "full_price"
    NEW_PERIOD_MINUS_UNUSED = "new_period_minus_unused"
    NEW_PERIOD = "new_period"
    OWN_TERM = "own_term"
    NONE_UNTIL_RENEWAL = "none_until_renewal"


class IncreaseBill(StrEnum):
    """When that is invoiced."""

    NOW = "now"
    NEXT_INVOICE = "next_invoice"


class OpenReduction(StrEnum):
    """What an increase does to a reduction that is scheduled already."""

    ASK = "ask"
    KEEP_TARGET = "keep_target"
    SHIFT_TARGET = "shift_target"
    DROP_TARGET = "drop_target"


class ProrationLines(StrEnum):
    """Whether a change shows as one line for the difference or as credit and charge."""

    NET = "net"
    CREDIT_AND_CHARGE = "credit_and_charge"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncreasePolicy:
    """Group `increase`."""

    effective: Annotated[IncreaseEffective, Word(IncreaseEffective)]
    charge: Annotated[IncreaseCharge, Word(IncreaseCharge)]
    bill: Annotated[IncreaseBill, Word(IncreaseBill)]
    open_reduction: Annotated[OpenReduction, Word(OpenReduction)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProrationPolicy:
    """Group `proration`."""

    unit: Annotated[ProrationUnit, Word(ProrationUnit)]
    lines: Annotated[ProrationLines, Word(ProrationLines)]
