"""The catalog as frozen values: what a plan version sells and by which rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from curule.core.intervals import Interval, IntervalUnit
from curule.core.policy import SeatPolicy, SeatTypeTerms, read_seat_type
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.purchases import Offer
from curule.core.standing import Pool
from curule.core.tax import PriceTax
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldSeatType:
    """A seat type of a plan version with the id its rows refer to."""

    id: UUID
    terms: SeatTypeTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldPrice:
    """A price of a plan version with the id its rows refer to."""

    id: UUID
    seat_type: str
    price: Price


def seat_type_names(seat_type_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of seat types, also of plans that a subscription has left."""
    rows = models.SeatType.objects.filter(id__in=set(seat_type_ids))
    return dict(rows.values_list("id", "name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerms:
    """One published plan version, whole; it never changes, so it can be kept."""

    version_id: UUID
    plan_key: str
    plan_name: str
    product_id: UUID
    product_name: str
    policy: SeatPolicy
    seat_types: tuple[SoldSeatType, ...]
    prices: tuple[SoldPrice, ...]

    @property
    def called(self) -> str:
        """The names of the product and of the plan, the first left out where the second has it."""
        if self.plan_name.startswith(self.product_name):
            return self.plan_name
        return f"{self.product_name} \N{MIDDLE DOT} {self.plan_name}"

    @property
    def price_models(self) -> frozenset[PriceModel]:
        """How the prices of the plan are built."""
        return frozenset(sold.price.model for sold in self.prices)

    def seat_type(self, name: str) -> SoldSeatType | None:
        """Return the seat type of that name, or None."""
        return next((sold for sold in self.seat_types if sold.terms.name == name), None)

    def id_of(self, name: str) -> UUID:
        """Return the id of a seat type. Raises `KeyError` for an unknown name."""
        return {sold.terms.name: sold.id for sold in self.seat_types}[name]

    def price_of(self, name: str, currency: str, interval: Interval) -> SoldPrice | None:
        """Return what a seat type costs per interval in a currency, or None."""
        return next(
            (
                sold
                for sold in self.prices
                if sold.seat_type == name
                and sold.price.currency == currency
                and sold.price.interval == interval
            ),
            None,
        )

    def tax_behavior(self, currency: str) -> PriceTax:
        """Return whether tax is in its prices in a currency: all of them say the same."""
        said = (s.price.tax_behavior for s in self.prices if s.price.currency == currency)
        return next(said, PriceTax.EXCLUSIVE)

    def offer(self, currency: str, interval: Interval, maxima: dict[str, int]) -> Offer:
        """Return the plan as something to buy; `maxima` are the account's own, by seat type."""
        pools = tuple(
            Pool(
                terms=sold.terms,
                price=self._price(sold.terms.name, currency, interval),
                maximum=maxima.get(sold.terms.name),
            )
            for sold in self.seat_types
        )
        return Offer(policy=self.policy, currency=currency, interval=interval, pools=pools)

    def _price(self, name: str, currency: str, interval: Interval) -> Price | None:
        sold = self.price_of(name, currency, interval)
        return None if sold is None else sold.price


@lru_cache(maxsize=1024)
def get_plan_terms(version_id: UUID) -> PlanTerms:
    """Return a published plan version. Raises `PlanVersion.DoesNotExist`."""
    version = models.PlanVersion.objects.select_related("plan__product").get(
        id=version_id, published_at__isnull=False
    )
    policy = SeatPolicy.from_mapping(version.policy)
    seat_types = tuple(
        SoldSeatType(id=row.id, terms=seat_type_terms(row, policy))
        for row in models.SeatType.objects.filter(plan_version=version).order_by("position")
    )
    names = {sold.id: sold.terms.name for sold in seat_types}
    prices = tuple(
        SoldPrice(id=row.id, seat_type=names[row.seat_type_id], price=price_value(row))
        for row in models.Price.objects.filter(plan_version=version).order_by("id")
    )
    return PlanTerms(
        version_id=version.id,
        plan_key=version.plan.key,
        plan_name=version.plan.name,
        product_id=version.plan.product_id,
        product_name=version.plan.product.name,
        policy=policy,
        seat_types=seat_types,
        prices=prices,
    )


def seat_type_terms(row: models.SeatType, policy: SeatPolicy) -> SeatTypeTerms:
    """Return the limits of a seat type as the core knows them."""
    written: dict[str, object] = {
        "name": row.name,
        "min": row.min_seats,
        "max": row.max_seats,
        "step": row.step,
        "base": row.base,
        "unlimited": row.is_unlimited,
    }
    if row.noun is not None:
        written["noun"] = row.noun
    return read_seat_type(written, policy.quantity)


def price_value(row: models.Price) -> Price:
    """Return a price as the core knows it."""
    return Price(
        model=PriceModel(row.model),
        currency=row.currency,
        interval=Interval(IntervalUnit(row.interval_unit), row.interval_count),
        unit_amount=row.unit_amount_minor,
        tiers=tuple(
            Tier(
                up_to=tier["up_to"],
                unit_amount=tier["unit_amount"],
                flat_amount=tier.get("flat_amount", 0),
            )
            for tier in row.tiers
        ),
        package_size=row.package_size,
        base_fee=row.base_fee_minor,
        tax_behavior=PriceTax(row.tax_behavior),
    )


@lru_cache(maxsize=4096)
def get_price(price_id: UUID) -> Price:
    """Return a price of any plan version. Raises `Price.DoesNotExist`."""
    return price_value(models.Price.objects.get(id=price_id))


@lru_cache(maxsize=4096)
def get_seat_type_name(seat_type_id: UUID) -> str:
    """Return the name of a seat type of any plan version. Raises `SeatType.DoesNotExist`."""
    return models.SeatType.objects.values_list("name", flat=True).get(id=seat_type_id)


def find_product(*, key: str, product_id: UUID | None = None) -> UUID | None:
    """Return the id of the product with this key, or of the one with this id, or None."""
    found = models.Product.objects.filter(id=product_id) if product_id else None
    if found is None:
        found = models.Product.objects.filter(key=key)
    return found.values_list("id", flat=True).first()


def get_product_key(product_id: UUID) -> str:
    """Return what a product is called in addresses. Raises `Product.DoesNotExist`."""
    return models.Product.objects.values_list("key", flat=True).get(id=product_id)


def find_newest_version(product_id: UUID, plan_key: str) -> UUID | None:
    """Return the newest published version of a plan, or None."""
    return (
        models.PlanVersion.objects.filter(
            plan__product_id=product_id, plan__key=plan_key, published_at__isnull=False
        )
        .order_by("-number")
        .values_list("id", flat=True)
        .first()
    )
