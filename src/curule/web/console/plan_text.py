"""A version of a plan as it is typed: a preset, what differs from it, seat types and prices.

Amounts are typed in the currency's main unit, as a text where they have decimals. What cannot be
read is told with the place; what contradicts itself is told by the policy's own rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import yaml

from curule.core.intervals import Interval, IntervalUnit
from curule.core.policy import (
    FIELDS,
    PolicyError,
    SeatPolicy,
    SeatTypeTerms,
    Unreadable,
    read_seat_type,
    write_seat_type,
)
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.tax import PriceTax
from curule.selectors.catalog import PlanTerms
from curule.services.catalog import PriceOf
from curule.web.money_input import minor_units
from curule.web.tables import plain_amount

LONGEST: Final = 20_000
_MOST_SEAT_TYPES: Final = 50
_PRICE_KEYS: Final = (
    "seat_type",
    "currency",
    "interval",
    "interval_count",
    "model",
    "unit_amount",
    "tiers",
    "package_size",
    "base_fee",
    "tax_behavior",
)


class NotReadable(ValueError):
    """A text that cannot be read; `problems` are everything wrong, each with its place."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """What a version sells: seat types and what they cost."""

    seat_types: tuple[SeatTypeTerms, ...]
    prices: tuple[PriceOf, ...]


def read_policy(preset: str, written: str) -> SeatPolicy:
    """Return a preset with what differs from it. Raises NotReadable."""
    changes = _load(written)
    if changes is None:
        return PRESETS[preset]
    if not isinstance(changes, Mapping):
        raise NotReadable("field.name: value")
    try:
        return PRESETS[preset].override(changes)
    except PolicyError as error:
        raise NotReadable(*(str(problem) for problem in error.problems)) from None


def read_sold(written: str, policy: SeatPolicy) -> Sold:
    """Return seat types and prices. Raises NotReadable."""
    given = _load(written)
    if not isinstance(given, Mapping) or set(given) != {"seat_types", "prices"}:
        raise NotReadable("seat_types: …, prices: …")
    types = _list(given["seat_types"], "seat_types")
    prices = _list(given["prices"], "prices")
    seat_types = tuple(
        _seat_type(each, policy, f"seat_types[{place}]") for place, each in enumerate(types, 1)
    )
    names = [terms.name for terms in seat_types]
    if len(set(names)) < len(names) or len(names) > _MOST_SEAT_TYPES:
        raise NotReadable("seat_types: name")
    read = tuple(_price(each, policy, f"prices[{place}]") for place, each in enumerate(prices, 1))
    for place, priced in enumerate(read, 1):
        if priced.seat_type not in names:
            raise NotReadable(f"prices[{place}].seat_type: {priced.seat_type}?")
    return Sold(seat_types=seat_types, prices=read)


def suggested(preset: str) -> tuple[str, str]:
    """Return how a preset begins: nothing that differs, its seat types, a price to change."""
    types = PRESET_SEAT_TYPES[preset]
    prices = [
        {"seat_type": terms.name, "currency": "EUR", "interval": "year", "unit_amount": "120.00"}
        for terms in types
        if not terms.unlimited
    ]
    return "", _dump({"seat_types": [_written(terms) for terms in types], "prices": prices})


def written_again(terms: PlanTerms) -> tuple[str, str, str]:
    """Return a published version as it would be typed: the nearest preset and what differs."""
    values = _flat(terms.policy.to_mapping())
    differences = {
        name: {
            field: values[field]
            for field, value in _flat(policy.to_mapping()).items()
            if values[field] != value
        }
        for name, policy in PRESETS.items()
    }
    preset = min(differences, key=lambda name: len(differences[name]))
    changes = _dump(differences[preset]) if differences[preset] else ""
    sold = {
        "seat_types": [_written(sold.terms) for sold in terms.seat_types],
        "prices": [_written_price(sold.seat_type, sold.price) for sold in terms.prices],
    }
    return preset, changes, _dump(sold)


def _load(written: str) -> Any:  # noqa: ANN401 - whatever was typed
    try:
        return yaml.safe_load(written)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{mark.line + 1}:{mark.column + 1} " if mark else ""
        raise NotReadable(f"{place}{error.problem or ''}".strip()) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotReadable(str(error).splitlines()[0]) from None


def _list(given: object, name: str) -> Sequence[object]:
    if not isinstance(given, list) or not given:
        raise NotReadable(f"{name}: [ … ]")
    return cast("list[object]", given)


def _seat_type(given: object, policy: SeatPolicy, place: str) -> SeatTypeTerms:
    if not isinstance(given, Mapping):
        raise NotReadable(f"{place}: name: …")
    try:
        return read_seat_type(cast("Mapping[str, object]", given), policy.quantity)
    except Unreadable as error:
        hint = f" (→ {error.nearest})" if error.nearest else ""
        raise NotReadable(f"{place}: {error}{hint}") from None


def _price(given: object, policy: SeatPolicy, place: str) -> PriceOf:
    if not isinstance(given, Mapping):
        raise NotReadable(f"{place}: seat_type: …")
    unknown = [str(key) for key in given if key not in _PRICE_KEYS]
    if unknown:
        raise NotReadable(f"{place}.{unknown[0]}? {', '.join(_PRICE_KEYS)}")
    currency = str(given.get("currency", ""))
    try:
        price = Price(
            model=PriceModel(given.get("model", policy.price.model)),
            currency=currency,
            interval=Interval(
                IntervalUnit(given.get("interval", "month")), int(given.get("interval_count", 1))
            ),
            unit_amount=_amount(given.get("unit_amount", 0), currency),
            tiers=tuple(_tier(tier, currency) for tier in given.get("tiers") or ()),
            package_size=given.get("package_size"),
            base_fee=_amount(given.get("base_fee", 0), currency),
            tax_behavior=PriceTax(given.get("tax_behavior", PriceTax.EXCLUSIVE)),
        )
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise NotReadable(f"{place}: {error}") from None
    return PriceOf(seat_type=str(given.get("seat_type", "")), price=price)


def _tier(given: Mapping[str, Any], currency: str) -> Tier:
    return Tier(
        up_to=given["up_to"],
        unit_amount=_amount(given.get("unit_amount", 0), currency),
        flat_amount=_amount(given.get("flat_amount", 0), currency),
    )


def _amount(given: object, currency: str) -> int:
    minor = minor_units(str(given), currency)
    if minor is None:
        raise ValueError(f"{given}?")
    return minor


def _written(terms: SeatTypeTerms) -> dict[str, object]:
    return {
        name: value
        for name, value in write_seat_type(terms).items()
        if not (name in {"base", "unlimited"} and not value)
    }


def _written_price(seat_type: str, price: Price) -> dict[str, object]:
    def plain(minor: int) -> str:
        return str(plain_amount(minor, price.currency))

    written: dict[str, object] = {
        "seat_type": seat_type,
        "currency": price.currency,
        "interval": price.interval.unit.value,
    }
    if price.interval.count != 1:
        written["interval_count"] = price.interval.count
    if price.model is not PriceModel.FLAT:
        written["model"] = price.model.value
    if price.tiers:
        written["tiers"] = [
            {
                "up_to": tier.up_to,
                "unit_amount": plain(tier.unit_amount),
                "flat_amount": plain(tier.flat_amount),
            }
            for tier in price.tiers
        ]
    else:
        written["unit_amount"] = plain(price.unit_amount)
    if price.package_size is not None:
        written["package_size"] = price.package_size
    if price.base_fee:
        written["base_fee"] = plain(price.base_fee)
    if price.tax_behavior is not PriceTax.EXCLUSIVE:
        written["tax_behavior"] = price.tax_behavior.value
    return written


def _dump(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True)


def _flat(written: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in written.items():
        full = f"{prefix}{name}"
        if full in FIELDS or not isinstance(value, Mapping):
            flat[full] = value
        else:
            flat |= _flat(cast("Mapping[str, object]", value), f"{full}.")
    return flat
