"""Subscriptions of all customers, each as it stands at the time of its account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.core.lifecycle import Status
from curule.data import models
from curule.selectors.catalog import get_plan_terms
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of
from curule.selectors.subscriptions import SeatTypeRow, SubscriptionRow, read_subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalAhead:
    """A total from an instant on."""

    at: datetime
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsSeen:
    """The numbers of one seat type, and its totals from dates on."""

    type: str
    total: int
    occupied: int
    held: int
    free: int
    scheduled: tuple[TotalAhead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAhead:
    """What comes with a date besides numbers, and the plan that holds from then on.

    Its `type` is `plan` for another plan that the customer chose, `price` for new prices that were
    announced, and `term` for a next term that was ordered by hand.
    """

    type: str
    at: datetime
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionSeen:
    """A subscription at the time of its account; `renews_at` where it renews by itself."""

    id: UUID
    account: UUID
    plan: str
    label: str
    status: Status
    currency: str
    interval: str
    interval_count: int
    auto_renew: bool
    renews_at: datetime | None
    ends_at: datetime | None
    seats: tuple[SeatsSeen, ...]
    scheduled: tuple[ChangeAhead, ...]


def list_subscriptions(
    sight: Sight, window: Window, *, account: UUID | None = None
) -> Slice[SubscriptionSeen]:
    """Return subscriptions, the newest first."""
    found = narrowed(sight.of(models.Subscription.objects.all()), account_id=account)
    return slice_of(found, window, _rows)


def find_subscriptions(sight: Sight, ids: Collection[UUID]) -> tuple[SubscriptionSeen, ...]:
    """Return the subscriptions with these ids, but for those of the other mode."""
    return _rows(list(sight.of(models.Subscription.objects.filter(id__in=ids))))


def _rows(listed: Sequence[Any]) -> tuple[SubscriptionSeen, ...]:
    """Read account by account: what stands beside a subscription is read for all of them."""
    times: dict[UUID, datetime] = {row.account_id: row.there for row in listed}
    read = {
        row.id: row
        for account_id, there in times.items()
        for row in read_subscriptions(
            account_id, [each for each in listed if each.account_id == account_id], there
        )
    }
    ahead = _ahead(listed)
    return tuple(_seen(row, read[row.id], ahead.get(row.id, ())) for row in listed)


def _seen(
    row: models.Subscription, read: SubscriptionRow, ahead: Sequence[ChangeAhead]
) -> SubscriptionSeen:
    return SubscriptionSeen(
        id=row.id,
        account=row.account_id,
        plan=read.terms.plan_key,
        label=row.label,
        status=read.status,
        currency=read.currency,
        interval=row.interval_unit,
        interval_count=row.interval_count,
        auto_renew=row.auto_renew,
        renews_at=read.renews_at,
        ends_at=read.ends_at,
        seats=tuple(_seats(name, each) for name, each in read.seats.items()),
        scheduled=tuple(sorted(ahead, key=lambda each: (each.at, each.type))),
    )


def _seats(name: str, row: SeatTypeRow) -> SeatsSeen:
    return SeatsSeen(
        type=name,
        total=row.counts.total,
        occupied=row.counts.occupied,
        held=row.counts.held,
        free=row.counts.free,
        scheduled=tuple(TotalAhead(at=at, total=total) for at, total in row.scheduled),
    )


def _ahead(listed: Sequence[models.Subscription]) -> Mapping[UUID, list[ChangeAhead]]:
    """Return what comes with a date, by subscription."""
    found: dict[UUID, list[ChangeAhead]] = {}
    kinds = (
        ("plan", models.ScheduledPlanChange, "effective_at"),
        ("price", models.PriceChange, "renews_at"),
    )
    open_ones: dict[str, object] = {
        "account__in": {row.account_id for row in listed},
        "subscription_id__in": [row.id for row in listed],
        "status": "open",
    }
    for kind, table, at in kinds:
        for change in table._default_manager.filter(**open_ones):  # noqa: SLF001  (Django's name of it)
            change_ahead = ChangeAhead(
                type=kind, at=getattr(change, at), plan=_plan(change.plan_version_id)
            )
            found.setdefault(change.subscription_id, []).append(change_ahead)
    plans = {row.id: row.plan_version_id for row in listed}
    for term in models.NextTerm.objects.filter(**open_ones):
        next_term = ChangeAhead(
            type="term", at=term.starts_at, plan=_plan(plans[term.subscription_id])
        )
        found.setdefault(term.subscription_id, []).append(next_term)
    return found


def _plan(version_id: UUID) -> str:
    return get_plan_terms(version_id).plan_key
