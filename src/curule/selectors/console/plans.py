"""Plans with their versions, and what each version says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from curule.core.lifecycle import Status
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan: its newest published version, and how many subscriptions run on any of them."""

    id: UUID
    product: str
    product_id: UUID
    key: str
    name: str
    newest: int | None
    published_at: datetime | None
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version of a plan and how many subscriptions run on it."""

    id: UUID
    number: int
    published_at: datetime | None
    running: int


def list_plans() -> tuple[PlanRow, ...]:
    """Return all plans by product and name."""
    return tuple(_plan_rows(list(models.Plan.objects.select_related("product"))))


def get_plan(plan_id: UUID) -> PlanRow | None:
    """Return one plan, or None."""
    found = models.Plan.objects.select_related("product").filter(id=plan_id)
    rows = _plan_rows(list(found))
    return rows[0] if rows else None


def find_plans(key: str) -> dict[str, UUID]:
    """Return the plans with a key, written `team` or with their product's as `acme/team`.

    The names of the result are of the second kind, which only one plan has.
    """
    of_product, _, of_plan = key.rpartition("/")
    found = models.Plan.objects.select_related("product").filter(key=of_plan)
    if of_product:
        found = found.filter(product__key=of_product)
    return {f"{row.product.key}/{row.key}": row.id for row in found.order_by("product__key")}


def list_versions(plan_id: UUID) -> tuple[VersionRow, ...]:
    """Return the versions of a plan, the newest first."""
    running = _running()
    return tuple(
        VersionRow(
            id=row.id,
            number=row.number,
            published_at=row.published_at,
            running=running.get(row.id, 0),
        )
        for row in models.PlanVersion.objects.filter(plan_id=plan_id).order_by("-number")
    )


def find_terms(plan_id: UUID, number: int) -> PlanTerms | None:
    """Return a published version of a plan, whole, or None."""
    version_id = (
        models.PlanVersion.objects.filter(plan_id=plan_id, number=number)
        .exclude(published_at=None)
        .values_list("id", flat=True)
        .first()
    )
    return None if version_id is None else get_plan_terms(version_id)


def published_terms() -> tuple[PlanTerms, ...]:
    """Return the newest published version of every plan, by product and name."""
    rows = models.PlanVersion.objects.exclude(published_at=None).order_by("number")
    newest = dict(rows.values_list("plan_id", "id"))
    terms = [get_plan_terms(version_id) for version_id in newest.values()]
    return tuple(sorted(terms, key=lambda each: (each.product_name, each.plan_name)))


def product_choices() -> tuple[tuple[str, str], ...]:
    """Return the products as (id, name), by name."""
    rows = models.Product.objects.order_by("name").values_list("id", "name")
    return tuple((str(product_id), name) for product_id, name in rows)


def _running() -> dict[UUID, int]:
    rows = (
        models.Subscription.objects.exclude(status=Status.ENDED)
        .values_list("plan_version_id")
        .annotate(Count("id"))
    )
    return dict(rows)


def _plan_rows(plans: list[models.Plan]) -> list[PlanRow]:
    running = _running()
    newest: dict[UUID, models.PlanVersion] = {}
    sold: dict[UUID, int] = {}
    versions = models.PlanVersion.objects.filter(plan_id__in=[plan.id for plan in plans])
    for version in versions.order_by("number").only("id", "plan_id", "number", "published_at"):
        sold[version.plan_id] = sold.get(version.plan_id, 0) + running.get(version.id, 0)
        if version.published_at is not None:
            newest[version.plan_id] = version
    rows = [
        PlanRow(
            id=plan.id,
            product=plan.product.name,
            product_id=plan.product_id,
            key=plan.key,
            name=plan.name,
            newest=newest[plan.id].number if plan.id in newest else None,
            published_at=newest[plan.id].published_at if plan.id in newest else None,
            running=sold.get(plan.id, 0),
        )
        for plan in plans
    ]
    return sorted(rows, key=lambda row: (row.product, row.name))
