"""The five products of the demo: a preset each, in several plan sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from curule.core.intervals import Interval, IntervalUnit
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.core.pricing import Price
from curule.playback.demo.company import VENDOR
from curule.services import catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A plan of a product: how many seats at most, and what one costs per interval."""

    key: str
    name: str
    most: int | None
    unit_amounts: Mapping[str, Mapping[IntervalUnit, int]]
    """Of each seat type that is sold, in minor units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What one vendor sells."""

    preset: str
    name: str
    currency: str
    sizes: tuple[Size, ...]

    def publish(self, now: datetime) -> dict[str, UUID]:
        """Publish all plans; return their versions by key."""
        product_id = catalog.create_product(actor=VENDOR, key=self.preset, name=self.name, now=now)
        return {size.key: self._publish(product_id, size, now) for size in self.sizes}

    def _publish(self, product_id: UUID, size: Size, now: datetime) -> UUID:
        plan_id = catalog.create_plan(
            actor=VENDOR, product_id=product_id, key=size.key, name=size.name, now=now
        )
        policy = PRESETS[self.preset].override({"quantity.max_seats": size.most})
        seat_types = [
            terms if terms.unlimited else replace(terms, max=size.most, min=self._least)
            for terms in PRESET_SEAT_TYPES[self.preset]
            if terms.unlimited or terms.name in size.unit_amounts
        ]
        prices = [
            catalog.PriceOf(
                seat_type=name,
                price=Price(
                    currency=self.currency, interval=Interval(unit), unit_amount=unit_amount
                ),
            )
            for name, amounts in size.unit_amounts.items()
            for unit, unit_amount in amounts.items()
        ]
        return catalog.publish_version(
            actor=VENDOR,
            plan_id=plan_id,
            policy=policy,
            seat_types=seat_types,
            prices=prices,
            now=now,
        )

    @property
    def _least(self) -> int:
        """How many of each type: of several that are sold, a customer may leave some out."""
        return 0 if any(len(size.unit_amounts) > 1 for size in self.sizes) else 1


MONTH, YEAR = IntervalUnit.MONTH, IntervalUnit.YEAR
