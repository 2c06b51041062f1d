"""Subscriptions as screens, reports and scenario files show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.lifecycle import Status
from curule.core.policy import SeatPolicy
from curule.core.seats import SeatCounts, SeatTerm, totals_over_time
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import grace_of, seat_counts, term_or_trial_ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTypeRow:
    """The four numbers of a seat type, and its totals from dates on."""

    counts: SeatCounts
    scheduled: tuple[tuple[datetime, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRow:
    """A subscription at an instant; `renews_at` where it renews by itself, else `ends_at`."""

    id: UUID
    account_id: UUID
    status: Status
    currency: str
    renews_at: datetime | None
    ends_at: datetime | None
    seats: dict[str, SeatTypeRow]
    terms: PlanTerms


def get_subscription(account_id: UUID, subscription_id: UUID, now: datetime) -> SubscriptionRow:
    """Return a subscription at `now`. Raises `Subscription.DoesNotExist`."""
    row = models.Subscription.objects.get(account_id=account_id, id=subscription_id)
    terms = get_plan_terms(row.plan_version_id)
    counts = seat_counts(row, now)
    scheduled = _scheduled(row, now)
    renews = row.auto_renew and row.status not in {Status.ENDED, Status.INCOMPLETE}
    return SubscriptionRow(
        id=row.id,
        account_id=account_id,
        status=_status(row, now),
        currency=row.currency,
        renews_at=row.term_ends_at if renews else None,
        ends_at=None if renews else row.ended_at or _ends_at(row),
        seats={
            sold.terms.name: SeatTypeRow(
                counts=counts[sold.terms.name], scheduled=scheduled.get(sold.id, ())
            )
            for sold in terms.seat_types
        },
        terms=terms,
    )


def _status(row: models.Subscription, now: datetime) -> Status:
    """Judge the status by time, whether or not the worker has written it down."""
    status = Status(row.status)
    if status in {Status.ENDED, Status.INCOMPLETE}:
        return status
    if _is_over(row, now):
        return Status.ENDED
    return status if status is Status.TRIALING else grace_of(row, now).status


def _ends_at(row: models.Subscription) -> datetime | None:
    """Return when a subscription ends that does not renew."""
    return row.term_ends_at if _ordered(row) is not None else term_or_trial_ends_at(row)


def _is_over(row: models.Subscription, now: datetime) -> bool:
    """Whether the term, or the trial, has ended and nothing follows."""
    end = term_or_trial_ends_at(row)
    return end is not None and end <= now and not row.auto_renew and _ordered(row) is None


def _ordered(row: models.Subscription) -> models.NextTerm | None:
    """Return the next term that was ordered by hand, or None."""
    return models.NextTerm.objects.filter(
        account_id=row.account_id, subscription_id=row.id, status="open"
    ).first()


def _scheduled(
    row: models.Subscription, now: datetime
) -> dict[UUID, tuple[tuple[datetime, int], ...]]:
    """Return the totals from dates on, by seat type: ends of seats, and what was asked for."""
    terms: dict[UUID, list[SeatTerm]] = {}
    seats = models.Seat.objects.filter(account_id=row.account_id, subscription_id=row.id)
    for seat_type_id, starts_at, ends_at in seats.values_list(
        "seat_type_id", "starts_at", "ends_at"
    ):
        terms.setdefault(seat_type_id, []).append(SeatTerm(starts_at, ends_at))
    totals = {
        seat_type_id: dict(totals_over_time(intervals, after=now))
        for seat_type_id, intervals in terms.items()
    }
    asked = models.ScheduledReduction.objects.filter(
        account_id=row.account_id, subscription_id=row.id, status="open"
    )
    for reduction in asked:
        totals.setdefault(reduction.seat_type_id, {})[reduction.effective_at] = reduction.target
    ordered = _ordered(row)
    if ordered is not None:
        sold = get_plan_terms(row.plan_version_id)
        for name, number in ordered.seats.items():
            totals.setdefault(sold.id_of(name), {})[ordered.starts_at] = number
    return {key: tuple(sorted(changes.items())) for key, changes in totals.items()}


def policy_of(account_id: UUID, subscription_id: UUID) -> SeatPolicy:
    """Return the policy that rules a subscription. Raises `Subscription.DoesNotExist`."""
    version_id = models.Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=account_id, id=subscription_id
    )
    return get_plan_terms(version_id).policy


def list_subscriptions(account_id: UUID, now: datetime) -> tuple[SubscriptionRow, ...]:
    """Return the subscriptions of an account, the running ones first, each group oldest first."""
    ids = models.Subscription.objects.filter(account_id=account_id).order_by("created_at", "id")
    rows = [get_subscription(account_id, row, now) for row in ids.values_list("id", flat=True)]
    return tuple(sorted(rows, key=lambda row: row.status is Status.ENDED))
