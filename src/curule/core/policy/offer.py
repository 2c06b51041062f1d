"""How seats are priced, and what is done about people who do not use theirs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from curule.core.policy.forms import SomeDays
from curule.core.policy.written import Word
from curule.core.pricing import PriceModel


class Reclaim(StrEnum):
    """What is done about an inactive person's seat."""

    NONE = "none"
    SUGGEST = "suggest"


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePolicy:
    """Group `price`; the amounts themselves belong to the plan, not to the policy."""

    model: Annotated[PriceModel, Word(PriceModel)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePolicy:
    """Group `people`."""

    inactive_after_days: SomeDays
    reclaim: Annotated[Reclaim, Word(Reclaim)]
