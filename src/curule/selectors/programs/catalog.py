"""The catalog and the test clocks: what belongs to the vendor, the same for every customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count

from curule.core.pricing import Tier
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms, price_value
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of

_LONGEST_STEP: Final = timedelta(days=2 * 366)
"""Where nothing runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSeen:
    """What a seat lets a person use."""

    id: UUID
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTypeSeen:
    """A kind of seat that a plan sells, with its limits."""

    name: str
    min: int
    max: int | None
    step: int
    unlimited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeen:
    """A way in which a product is sold, as its newest published version has it, if it has one."""

    id: UUID
    product: UUID
    key: str
    name: str
    version: int | None
    policy: Mapping[str, Any] | None
    seat_types: tuple[SeatTypeSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSeen:
    """A version of a plan, which never changes: who bought by it keeps it."""

    id: UUID
    plan: UUID
    number: int
    policy: Mapping[str, Any]
    seat_types: tuple[SeatTypeSeen, ...]
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSeen:
    """What seats of a type cost per interval, in minor units of its currency."""

    id: UUID
    plan: UUID
    version: int
    seat_type: str
    currency: str
    interval: str
    interval_count: int
    model: str
    unit_amount: int
    tiers: tuple[Tier, ...]
    package_size: int | None
    base_fee: int
    tax_behavior: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSeen:
    """A test clock: the time it shows, and how many accounts live by it."""

    id: UUID
    name: str
    now: datetime
    follows_real_time: bool
    accounts: int


def list_products(window: Window, *, key: str | None = None) -> Slice[ProductSeen]:
    """Return products, the newest first."""
    return slice_of(narrowed(models.Product.objects.all(), key=key), window, _products)


def find_products(ids: Collection[UUID]) -> tuple[ProductSeen, ...]:
    """Return the products with these ids."""
    return _products(list(models.Product.objects.filter(id__in=ids)))


def list_plans(
    window: Window, *, product: UUID | None = None, key: str | None = None
) -> Slice[PlanSeen]:
    """Return plans, the newest first."""
    found = narrowed(models.Plan.objects.all(), product_id=product, key=key)
    return slice_of(found, window, _plans)


def find_plans(ids: Collection[UUID]) -> tuple[PlanSeen, ...]:
    """Return the plans with these ids."""
    return _plans(list(models.Plan.objects.filter(id__in=ids)))


def find_plan_version(plan_id: UUID) -> PlanTerms | None:
    """Return the newest published version of a plan, or None."""
    found = models.PlanVersion.objects.filter(plan_id=plan_id, published_at__isnull=False)
    version_id = found.order_by("-number").values_list("id", flat=True).first()
    return None if version_id is None else get_plan_terms(version_id)


def list_plan_versions(window: Window, *, plan: UUID | None = None) -> Slice[VersionSeen]:
    """Return published versions, the newest first."""
    found = models.PlanVersion.objects.filter(published_at__isnull=False)
    return slice_of(narrowed(found, plan_id=plan), window, _versions, made_at="published_at")


def find_plan_versions(ids: Collection[UUID]) -> tuple[VersionSeen, ...]:
    """Return the published versions with these ids."""
    found = models.PlanVersion.objects.filter(id__in=ids, published_at__isnull=False)
    return _versions(list(found))


def list_prices(
    window: Window, *, plan: UUID | None = None, currency: str | None = None
) -> Slice[PriceSeen]:
    """Return prices of published versions, the newest first."""
    found = narrowed(_published(), plan_version__plan_id=plan, currency=currency)
    return slice_of(found, window, _prices)


def find_prices(ids: Collection[UUID]) -> tuple[PriceSeen, ...]:
    """Return the prices with these ids."""
    return _prices(list(_published().filter(id__in=ids)))


def list_clocks(real_now: datetime, window: Window) -> Slice[ClockSeen]:
    """Return test clocks, the newest first."""
    return slice_of(models.TestClock.objects.all(), window, lambda rows: _clocks(rows, real_now))


def find_clocks(real_now: datetime, ids: Collection[UUID]) -> tuple[ClockSeen, ...]:
    """Return the test clocks with these ids."""
    return _clocks(list(models.TestClock.objects.filter(id__in=ids)), real_now)


def furthest_step(clock_id: UUID, now: datetime) -> datetime:
    """Return how far a clock may go in one step: two periods where they are the shortest."""
    running = models.Subscription.objects.filter(
        account__clock=clock_id, ended_at=None, period_ends_at__gt=now
    )
    steps = [
        row.period_ends_at + (row.period_ends_at - row.period_starts_at)
        for row in running.only("period_starts_at", "period_ends_at")
        if row.period_starts_at is not None and row.period_ends_at is not None
    ]
    return min(steps, default=now + _LONGEST_STEP)


def _products(listed: Sequence[models.Product]) -> tuple[ProductSeen, ...]:
    return tuple(ProductSeen(id=row.id, key=row.key, name=row.name) for row in listed)


def _plans(listed: Sequence[models.Plan]) -> tuple[PlanSeen, ...]:
    versions = models.PlanVersion.objects.filter(plan__in=listed, published_at__isnull=False)
    newest = {row.plan_id: row for row in versions.order_by("number")}
    return tuple(_plan(row, newest.get(row.id)) for row in listed)


def _plan(row: models.Plan, version: models.PlanVersion | None) -> PlanSeen:
    return PlanSeen(
        id=row.id,
        product=row.product_id,
        key=row.key,
        name=row.name,
        version=version.number if version else None,
        policy=version.policy if version else None,
        seat_types=_seat_types(version) if version else (),
    )


def _seat_types(version: models.PlanVersion) -> tuple[SeatTypeSeen, ...]:
    return tuple(
        SeatTypeSeen(
            name=each.terms.name,
            min=each.terms.min,
            max=each.terms.max,
            step=each.terms.step,
            unlimited=each.terms.unlimited,
        )
        for each in get_plan_terms(version.id).seat_types
    )


def _versions(listed: Sequence[models.PlanVersion]) -> tuple[VersionSeen, ...]:
    return tuple(
        VersionSeen(
            id=row.id,
            plan=row.plan_id,
            number=row.number,
            policy=row.policy,
            seat_types=_seat_types(row),
            published_at=row.published_at,
        )
        for row in listed
        if row.published_at is not None
    )


def _published() -> Any:  # noqa: ANN401 - a query
    found = models.Price.objects.filter(plan_version__published_at__isnull=False)
    return found.select_related("plan_version", "seat_type")


def _prices(listed: Sequence[models.Price]) -> tuple[PriceSeen, ...]:
    return tuple(
        PriceSeen(
            id=row.id,
            plan=row.plan_version.plan_id,
            version=row.plan_version.number,
            seat_type=row.seat_type.name,
            currency=row.currency,
            interval=row.interval_unit,
            interval_count=row.interval_count,
            model=row.model,
            unit_amount=row.unit_amount_minor,
            tiers=price_value(row).tiers,
            package_size=row.package_size,
            base_fee=row.base_fee_minor,
            tax_behavior=row.tax_behavior,
        )
        for row in listed
    )


def _clocks(listed: Sequence[models.TestClock], real_now: datetime) -> tuple[ClockSeen, ...]:
    found = models.Account.objects.filter(clock__in=listed).values_list("clock_id")
    counts: dict[UUID, int] = dict(found.annotate(Count("id")))
    return tuple(
        ClockSeen(
            id=row.id,
            name=row.name,
            now=row.now if row.follows_from is None else max(row.now, real_now),
            follows_real_time=row.follows_from is not None,
            accounts=counts.get(row.id, 0),
        )
        for row in listed
    )
