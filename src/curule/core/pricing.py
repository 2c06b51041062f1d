"""What a quantity costs for one full period: flat, graduated, volume, package.

All amounts are whole minor units, so nothing is rounded here. What a *part* of a period costs is
`proration`'s answer. A base fee is a line of its own that no change of quantity touches; it is
never part of these amounts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import assert_never

from curule.core.currencies import exponent
from curule.core.intervals import Interval
from curule.core.tax import PriceTax


@unique
class PriceModel(StrEnum):
    """How a quantity becomes an amount (`price.model`)."""

    FLAT = "flat"
    """Every unit costs the same."""
    GRADUATED = "graduated"
    """Each unit costs what the tier it falls into says."""
    VOLUME = "volume"
    """All units cost what the tier that the quantity reaches says."""
    PACKAGE = "package"
    """Units are sold by the package; one that is begun counts whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A step of a graduated or volume price: the units up to and with `up_to`, None for no end.

    Both amounts are minor units: `unit_amount` per unit, `flat_amount` once when it is reached.

    Raises `ValueError` for a negative amount and for a tier that ends before its first unit.
    """

    up_to: int | None
    unit_amount: int
    flat_amount: int = 0

    def __post_init__(self) -> None:
        if self.up_to is not None and self.up_to < 1:
            raise ValueError(f"a tier cannot end at {self.up_to} units")
        _require_no_negative(unit_amount=self.unit_amount, flat_amount=self.flat_amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one seat type for one interval in one currency, in minor units.

    Flat and package prices have a `unit_amount` (per unit, per package of `package_size`),
    graduated and volume prices have `tiers` instead. `base_fee` is charged per period beside the
    units. `tax_behavior` says whether tax is in all these amounts or comes on top of them.

    >>> from curule.core.intervals import IntervalUnit
    >>> month = Interval(IntervalUnit.MONTH)
    >>> tiers = (Tier(up_to=10, unit_amount=1000), Tier(up_to=20, unit_amount=800))
    >>> Price(model=PriceModel.VOLUME, currency="EUR", interval=month, tiers=tiers)
    Traceback (most recent call last):
    ...
    ValueError: the last tier has no end: its up_to is null

    Raises `UnknownCurrency`, and `ValueError` with a sentence for all else that makes no price.
    """

    model: PriceModel = PriceModel.FLAT
    currency: str
    interval: Interval
    unit_amount: int = 0
    tiers: tuple[Tier, ...] = ()
    package_size: int | None = None
    base_fee: int = 0
    tax_behavior: PriceTax = PriceTax.EXCLUSIVE

    def __post_init__(self) -> None:
        exponent(self.currency)
        _require_no_negative(unit_amount=self.unit_amount, base_fee=self.base_fee)
        if self.model in {PriceModel.GRADUATED, PriceModel.VOLUME}:
            _require_ascending(self.tiers)
            if self.unit_amount:
                raise ValueError(f"a {self.model} price has its unit amounts in its tiers")
        elif self.tiers:
            raise ValueError(f"a {self.model} price has no tiers")
        if self.model is PriceModel.PACKAGE:
            if self.package_size is None or self.package_size < 1:
                raise ValueError("a package price needs a package_size of at least 1")
        elif self.package_size is not None:
            raise ValueError(f"a {self.model} price has no package_size")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """`quantity` × `unit_amount` + `flat_amount` = `amount`, which a customer can check by hand.

    The quantity is of units, or of packages where they are what is priced.
    """

    quantity: int
    unit_amount: int
    flat_amount: int = 0

    @property
    def amount(self) -> int:
        """What it comes to, in minor units."""
        return self.quantity * self.unit_amount + self.flat_amount


def amount_for(price: Price, quantity: int) -> int:
    """What `quantity` units cost for one full period, in minor units, without the base fee.

    Fourteen seats, the first ten at 10.00 and further ones at 8.00:

    >>> from curule.core.intervals import IntervalUnit
    >>> tiers = (Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800))
    >>> for model in (PriceModel.GRADUATED, PriceModel.VOLUME):
    ...     month = Interval(IntervalUnit.MONTH)
    ...     price = Price(model=model, currency="EUR", interval=month, tiers=tiers)
    ...     print(model, amount_for(price, 14))
    graduated 13200
    volume 11200

    Raises `ValueError` for a negative quantity.
    """
    return sum(line.amount for line in price_lines(price, quantity))


def price_lines(price: Price, quantity: int) -> tuple[PriceLine, ...]:
    """How `amount_for` comes about: one line per tier that the quantity reaches.

    Flat, volume and package prices have one line. Nothing at all has none, so a tier's flat amount
    counts from its first unit on.

    >>> from curule.core.intervals import IntervalUnit
    >>> month = Interval(IntervalUnit.MONTH)
    >>> boxes = Price(
    ...     model=PriceModel.PACKAGE,
    ...     currency="EUR",
    ...     interval=month,
    ...     unit_amount=9900,
    ...     package_size=50,
    ... )
    >>> price_lines(boxes, 101)
    (PriceLine(quantity=3, unit_amount=9900, flat_amount=0),)

    Raises `ValueError` for a negative quantity.
    """
    _require_no_negative(quantity=quantity)
    return increment_lines(price, 0, quantity)


def increment(price: Price, held: int, added: int) -> int:
    """What `added` units more cost for one full period, beside the `held` ones.

    With a volume price the units held change their price too, so more seats may cost less:

    >>> from curule.core.intervals import IntervalUnit
    >>> tiers = (Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800))
    >>> month = Interval(IntervalUnit.MONTH)
    >>> volume = Price(model=PriceModel.VOLUME, currency="EUR", interval=month, tiers=tiers)
    >>> increment(volume, 10, 1)
    -1200

    Raises `ValueError` for a negative number.
    """
    _require_no_negative(held=held, added=added)
    return amount_for(price, held + added) - amount_for(price, held)


def increment_lines(price: Price, held: int, added: int) -> tuple[PriceLine, ...]:
    """How the `increment` of a price that `is_marginal` comes about, tier by tier.

    Any other price has such lines only from zero: there the whole quantity changes its price.

    >>> from curule.core.intervals import IntervalUnit
    >>> tiers = (
    ...     Tier(up_to=10, unit_amount=1000),
    ...     Tier(up_to=None, unit_amount=800, flat_amount=50),
    ... )
    >>> month = Interval(IntervalUnit.MONTH)
    >>> price = Price(model=PriceModel.GRADUATED, currency="EUR", interval=month, tiers=tiers)
    >>> [line.amount for line in increment_lines(price, 9, 3)]
    [1000, 1650]

    Raises `ValueError` for a negative number, and for units beside others at another model's price.
    """
    _require_no_negative(held=held, added=added)
    if held and not is_marginal(price):
        raise ValueError(f"units more at a {price.model} price are no lines of their own")
    return tuple(_lines(price, held, added)) if added else ()


def is_marginal(price: Price) -> bool:
    """Whether units more are a line of their own that touches no other: flat and graduated."""
    return price.model in {PriceModel.FLAT, PriceModel.GRADUATED}


def falls_somewhere(price: Price) -> bool:
    """Whether some quantity costs more than the next one: a volume price may; publishing warns."""
    return price.model is PriceModel.VOLUME and any(
        increment(price, tier.up_to, 1) < 0 for tier in price.tiers if tier.up_to is not None
    )


def _lines(price: Price, held: int, added: int) -> Iterator[PriceLine]:
    match price.model:
        case PriceModel.FLAT:
            yield PriceLine(quantity=added, unit_amount=price.unit_amount)
        case PriceModel.PACKAGE:
            packages = -(-added // (price.package_size or 1))
            yield PriceLine(quantity=packages, unit_amount=price.unit_amount)
        case PriceModel.VOLUME:
            tier = next(tier for tier in price.tiers if tier.up_to is None or added <= tier.up_to)
            yield _line(tier, added)
        case PriceModel.GRADUATED:
            yield from _graduated(price.tiers, held, added)
        case _:
            assert_never(price.model)


def _graduated(tiers: tuple[Tier, ...], held: int, added: int) -> Iterator[PriceLine]:
    """The units after `held`, cut where tiers end, with the flat amounts of tiers they begin."""
    below = 0
    for tier in tiers:
        top = held + added if tier.up_to is None else min(held + added, tier.up_to)
        if top > max(held, below):
            line = _line(tier, top - max(held, below))
            begun = held <= below
            yield line if begun else PriceLine(quantity=line.quantity, unit_amount=line.unit_amount)
        below = top


def _line(tier: Tier, quantity: int) -> PriceLine:
    return PriceLine(quantity=quantity, unit_amount=tier.unit_amount, flat_amount=tier.flat_amount)


def _require_no_negative(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 0:
            raise ValueError(f"{name} cannot be negative, as {number} is")


def _require_ascending(tiers: tuple[Tier, ...]) -> None:
    below = 0
    for tier in tiers[:-1]:
        if tier.up_to is None:
            raise ValueError("only the last tier has no end")
        if tier.up_to <= below:
            raise ValueError(f"tiers go up: one up to {tier.up_to} cannot follow one up to {below}")
        below = tier.up_to
    if not tiers or tiers[-1].up_to is not None:
        raise ValueError("the last tier has no end: its up_to is null")
