"""What a quantity costs for one full period: flat, graduated, volume, package."""

from dataclasses import dataclass
from enum import StrEnum, unique

from curule.core.intervals import Interval


@unique
class PriceModel(StrEnum):
    """The choices of ``price.model``."""

    FLAT = "flat"
    GRADUATED = "graduated"
    VOLUME = "volume"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A step of a graduated or volume price; ``up_to`` None is the last, without end."""

    up_to: int | None
    unit_amount: int
    flat_amount: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one seat type for one interval in one currency, in minor units."""

    model: PriceModel = PriceModel.FLAT
    currency: str
    interval: Interval
    unit_amount: int = 0
    tiers: tuple[Tier, ...] = ()
    package_size: int | None = None
    base_fee: int = 0
