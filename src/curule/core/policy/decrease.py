"""When fewer seats are possible, from when they count, and who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from curule.core.policy.forms import MOST_DAYS
from curule.core.policy.written import NumberedChoice, Text, Word
from curule.core.proration import LastDay


class DecreaseRule(StrEnum):
    """When a reduction is accepted."""

    ANY_TIME = "any_time"
    NEVER_IN_TERM = "never_in_term"
    DAYS_AFTER_PURCHASE = "days_after_purchase"
    DAYS_BEFORE_RENEWAL = "days_before_renewal"
    CONTACT = "contact"


class DecreaseAllowed(NumberedChoice[DecreaseRule]):
    """A rule for reductions; the two windows name their days."""

    __slots__ = ()
    choices: ClassVar[type[StrEnum]] = DecreaseRule
    numbered: ClassVar[frozenset[StrEnum]] = frozenset(
        {DecreaseRule.DAYS_AFTER_PURCHASE, DecreaseRule.DAYS_BEFORE_RENEWAL},
    )
    largest: ClassVar[int] = MOST_DAYS


class DecreaseEffective(StrEnum):
    """From when fewer seats count."""

    NOW = "now"
    AT_RENEWAL = "at_renewal"


class DecreaseMoney(StrEnum):
    """What becomes of the price of the unused time."""

    NONE = "none"
    ACCOUNT_CREDIT = "account_credit"
    REFUND_TO_METHOD = "refund_to_method"


class DecreaseOccupied(StrEnum):
    """What happens when fewer seats are left than people hold.

    `automatic` takes held seats first, then the longest inactive people, then the newest.
    """

    REFUSE = "refuse"
    CHOOSE = "choose"
    AUTOMATIC = "automatic"
    DROP_TO_USED = "drop_to_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreasePolicy:
    """Group `decrease`."""

    allowed: Annotated[DecreaseAllowed, Text(DecreaseAllowed.parse)]
    effective: Annotated[DecreaseEffective, Word(DecreaseEffective)]
    money: Annotated[DecreaseMoney, Word(DecreaseMoney)]
    last_day: Annotated[LastDay, Word(LastDay)]
    occupied: Annotated[DecreaseOccupied, Word(DecreaseOccupied)]
