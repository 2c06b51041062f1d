"""New prices that were announced: to whom, from which renewal on, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.money import Money
from curule.data import models
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangeSeen:
    """New prices for one subscription; the amounts are those of a period, with tax."""

    id: UUID
    account: UUID
    subscription: UUID
    plan: UUID
    version: int
    status: str
    notice_days: int
    before: Money
    after: Money
    created_at: datetime
    not_before: datetime
    renews_at: datetime
    closed_at: datetime | None


def list_price_changes(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    plan: UUID | None = None,
    status: str | None = None,
) -> Slice[PriceChangeSeen]:
    """Return what was announced, the newest first."""
    found = sight.of(models.PriceChange.objects.all())
    found = narrowed(found, account_id=account, subscription_id=subscription, status=status)
    if plan is not None:
        versions = models.PlanVersion.objects.filter(plan_id=plan)
        found = found.filter(plan_version_id__in=versions.values("id"))
    return slice_of(found, window, _rows, made_at="announced_at")


def find_price_changes(sight: Sight, ids: Collection[UUID]) -> tuple[PriceChangeSeen, ...]:
    """Return what was announced with these ids, but for those of the other mode."""
    return _rows(list(sight.of(models.PriceChange.objects.filter(id__in=ids))))


def _rows(listed: Sequence[models.PriceChange]) -> tuple[PriceChangeSeen, ...]:
    versions = models.PlanVersion.objects.in_bulk({row.plan_version_id for row in listed})
    return tuple(
        PriceChangeSeen(
            id=row.id,
            account=row.account_id,
            subscription=row.subscription_id,
            plan=versions[row.plan_version_id].plan_id,
            version=versions[row.plan_version_id].number,
            status=row.status,
            notice_days=row.notice_days,
            before=Money(row.amount_before_minor, row.currency),
            after=Money(row.amount_after_minor, row.currency),
            created_at=row.announced_at,
            not_before=row.not_before,
            renews_at=row.renews_at,
            closed_at=row.closed_at,
        )
        for row in listed
    )
