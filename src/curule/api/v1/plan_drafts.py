"""A version of a plan as it is sent: a preset or a whole policy, seat types and prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from curule.api.v1.shapes import Given
from curule.core.intervals import Interval, IntervalUnit
from curule.core.policy import (
    PolicyError,
    SeatPolicy,
    SeatTypeTerms,
    Unreadable,
    read_seat_type,
)
from curule.core.presets import PRESETS
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.quantities import LARGEST
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.tax import PriceTax
from curule.services.catalog import PriceOf
from curule.services.payments.transfers import LARGEST_AMOUNT

MOST_SEAT_TYPES = 50
MOST_PRICES = 500
MOST_TIERS = 100
Preset = Annotated[str, Field(json_schema_extra={"enum": list(PRESETS)})]
TypeName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,59}$")]
Minor = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT, description="In minor units")]
Count = Annotated[int, Field(ge=1, le=LARGEST)]


class SeatTypeGiven(Given):
    """A kind of seat; limits that are not given are the policy's."""

    name: TypeName
    min: Annotated[int, Field(ge=0, le=LARGEST)] | None = None
    max: Count | None = None
    step: Count | None = None
    base: TypeName | None = None
    unlimited: bool = False
    noun: dict[str, Any] | str | None = None


class TierGiven(Given):
    """A step of a price: the units up to and with `up_to`; null for no end."""

    up_to: Count | None
    unit_amount: Minor = 0
    flat_amount: Minor = 0


class PriceGiven(Given):
    """What seats of a type cost per interval."""

    seat_type: TypeName
    currency: str = Field(pattern="^[A-Z]{3}$")
    interval: Literal["day", "week", "month", "year"] = "month"
    interval_count: int = Field(1, ge=1, le=36)
    model: Literal["flat", "graduated", "volume", "package"] = "flat"
    unit_amount: Minor = 0
    tiers: list[TierGiven] = Field(default_factory=list, max_length=MOST_TIERS)
    package_size: Count | None = None
    base_fee: Minor = 0
    tax_behavior: Literal["exclusive", "inclusive"] = "exclusive"


class VersionGiven(Given):
    """What a version sells, and by which rules.

    With a `preset`, `policy` has only what differs from it; without one it is whole.
    """

    preset: Preset | None = None
    policy: dict[str, Any] = Field(default_factory=dict)
    seat_types: list[SeatTypeGiven] = Field(min_length=1, max_length=MOST_SEAT_TYPES)
    prices: list[PriceGiven] = Field(default_factory=list, max_length=MOST_PRICES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A version that can be read; whether it goes together is not decided here."""

    policy: SeatPolicy
    seat_types: tuple[SeatTypeTerms, ...]
    prices: tuple[PriceOf, ...]


def read_draft(given: VersionGiven) -> Draft:
    """Return what was sent. Refuses `policy_invalid` with everything that cannot be read."""
    policy = _policy(given)
    problems: list[str] = []
    seat_types = tuple(_seat_types(given.seat_types, policy, problems))
    prices = tuple(_prices(given.prices, {each.name for each in given.seat_types}, problems))
    if problems:
        raise _invalid(*problems)
    return Draft(policy=policy, seat_types=seat_types, prices=prices)


def _policy(given: VersionGiven) -> SeatPolicy:
    if given.preset is not None and given.preset not in PRESETS:
        raise _invalid(f"preset: {given.preset}?")
    try:
        if given.preset is None:
            return SeatPolicy.from_mapping(given.policy)
        return PRESETS[given.preset].override(given.policy)
    except PolicyError as error:
        raise _invalid(*(str(problem) for problem in error.problems[:10])) from None


def _seat_types(
    given: Sequence[SeatTypeGiven], policy: SeatPolicy, problems: list[str]
) -> list[SeatTypeTerms]:
    read: list[SeatTypeTerms] = []
    for place, each in enumerate(given):
        written = {
            name: value
            for name, value in each.model_dump(exclude_unset=True).items()
            if value is not None or name == "max"
        }
        try:
            read.append(read_seat_type(cast("Mapping[str, object]", written), policy.quantity))
        except (Unreadable, ValueError) as error:
            problems.append(f"seat_types[{place}]: {error}")
    names = [each.name for each in given]
    if len(set(names)) < len(names):
        problems.append("seat_types: a name stands twice")
    return read


def _prices(given: Sequence[PriceGiven], sold: set[str], problems: list[str]) -> list[PriceOf]:
    read: list[PriceOf] = []
    for place, each in enumerate(given):
        if each.seat_type not in sold:
            problems.append(f"prices[{place}].seat_type: {each.seat_type}?")
            continue
        try:
            read.append(PriceOf(seat_type=each.seat_type, price=_price(each)))
        except ValueError as error:
            problems.append(f"prices[{place}]: {error}")
    kinds = [(each.seat_type, each.price.currency, each.price.interval) for each in read]
    if len(set(kinds)) < len(kinds):
        problems.append("prices: one stands twice")
    return read


def _price(given: PriceGiven) -> Price:
    return Price(
        model=PriceModel(given.model),
        currency=given.currency,
        interval=Interval(IntervalUnit(given.interval), given.interval_count),
        unit_amount=given.unit_amount,
        tiers=tuple(Tier(**tier.model_dump()) for tier in given.tiers),
        package_size=given.package_size,
        base_fee=given.base_fee,
        tax_behavior=PriceTax(given.tax_behavior),
    )


def _invalid(*problems: str) -> Refused:
    return Refused(refuse(RefusalCode.POLICY_INVALID, problems=problems))
