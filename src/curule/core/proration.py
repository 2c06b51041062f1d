"""Parts of a period, measured from its end, and the formulas of an increase."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class LastDay(StrEnum):
    """Whether the day of a reduction still counts (``decrease.last_day``)."""

    PAID = "paid"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Part:
    """``numerator`` of ``denominator`` counted units of a period, not reduced."""

    numerator: int
    denominator: int
