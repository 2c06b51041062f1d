"""Subscriptions as screens, reports and scenario files show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.lifecycle import Status
from curule.core.policy import SeatPolicy
from curule.core.seats import SeatCounts
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.counting import Taken, taken_in_each
from curule.selectors.standings import (
    counts_of,
    grace_since,
    oldest_unpaid_dues,
    term_or_trial_ends_at,
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What stands beside some subscriptions of an account, read at once for all of them."""

    taken: Mapping[UUID, Mapping[UUID, Taken]]
    changes: Mapping[UUID, Mapping[UUID, Mapping[datetime, int]]]
    reductions: Mapping[UUID, Sequence[models.ScheduledReduction]]
    ordered: Mapping[UUID, models.NextTerm]
    unpaid_since: Mapping[UUID, datetime]


def get_subscription(account_id: UUID, subscription_id: UUID, now: datetime) -> SubscriptionRow:
    """Return a subscription at `now`. Raises `Subscription.DoesNotExist`."""
    row = models.Subscription.objects.get(account_id=account_id, id=subscription_id)
    return _row(row, _beside(account_id, [row], now), now)


def list_subscriptions(account_id: UUID, now: datetime) -> tuple[SubscriptionRow, ...]:
    """Return the subscriptions of an account, the running ones first, each group oldest first."""
    found = models.Subscription.objects.filter(account_id=account_id).order_by("created_at", "id")
    rows = read_subscriptions(account_id, list(found), now)
    return tuple(sorted(rows, key=lambda row: row.status is Status.ENDED))


def read_subscriptions(
    account_id: UUID, listed: Sequence[models.Subscription], now: datetime
) -> tuple[SubscriptionRow, ...]:
    """Return some subscriptions of an account at `now`, in the order given."""
    beside = _beside(account_id, listed, now)
    return tuple(_row(each, beside, now) for each in listed)


def _beside(account_id: UUID, listed: Sequence[models.Subscription], now: datetime) -> _Beside:
    ids = [row.id for row in listed]
    asked = models.ScheduledReduction.objects.filter(
        account_id=account_id, subscription_id__in=ids, status="open"
    )
    reductions: dict[UUID, list[models.ScheduledReduction]] = {}
    for reduction in asked:
        reductions.setdefault(reduction.subscription_id, []).append(reduction)
    ordered = models.NextTerm.objects.filter(
        account_id=account_id, subscription_id__in=ids, status="open"
    )
    return _Beside(
        taken=taken_in_each(account_id, ids, now),
        changes=_seat_changes(account_id, ids, now),
        reductions=reductions,
        ordered={term.subscription_id: term for term in ordered},
        unpaid_since=oldest_unpaid_dues(account_id, now),
    )


def _row(row: models.Subscription, beside: _Beside, now: datetime) -> SubscriptionRow:
    terms = get_plan_terms(row.plan_version_id)
    counts = counts_of(terms, beside.taken.get(row.id, {}))
    scheduled = _scheduled(row, terms, beside)
    ordered = beside.ordered.get(row.id)
    renews = row.auto_renew and row.status not in {Status.ENDED, Status.INCOMPLETE}
    return SubscriptionRow(
        id=row.id,
        account_id=row.account_id,
        status=_status(row, beside, now),
        currency=row.currency,
        renews_at=row.term_ends_at if renews else None,
        ends_at=None if renews else row.ended_at or _ends_at(row, ordered),
        seats={
            sold.terms.name: SeatTypeRow(
                counts=counts[sold.terms.name], scheduled=scheduled.get(sold.id, ())
            )
            for sold in terms.seat_types
        },
        terms=terms,
    )


def _status(row: models.Subscription, beside: _Beside, now: datetime) -> Status:
    """Judge the status by time, whether or not the worker has written it down."""
    status = Status(row.status)
    if status in {Status.ENDED, Status.INCOMPLETE}:
        return status
    if _is_over(row, beside.ordered.get(row.id), now):
        return Status.ENDED
    if status is Status.TRIALING:
        return status
    return grace_since(beside.unpaid_since.get(row.id), row, now).status


def _ends_at(row: models.Subscription, ordered: models.NextTerm | None) -> datetime | None:
    """Return when a subscription ends that does not renew."""
    return row.term_ends_at if ordered is not None else term_or_trial_ends_at(row)


def _is_over(row: models.Subscription, ordered: models.NextTerm | None, now: datetime) -> bool:
    """Whether the term, or the trial, has ended and nothing follows."""
    end = term_or_trial_ends_at(row)
    return end is not None and end <= now and not row.auto_renew and ordered is None


def _scheduled(
    row: models.Subscription, terms: PlanTerms, beside: _Beside
) -> dict[UUID, tuple[tuple[datetime, int], ...]]:
    """Return the totals from dates on, by seat type: ends of seats, and what was asked for."""
    changes = beside.changes.get(row.id, {})
    totals = {seat_type_id: dict(known) for seat_type_id, known in changes.items()}
    for reduction in beside.reductions.get(row.id, ()):
        totals.setdefault(reduction.seat_type_id, {})[reduction.effective_at] = reduction.target
    ordered = beside.ordered.get(row.id)
    if ordered is not None:
        for name, number in ordered.seats.items():
            totals.setdefault(terms.id_of(name), {})[ordered.starts_at] = number
    return {key: tuple(sorted(known.items())) for key, known in totals.items()}


def _seat_changes(
    account_id: UUID, subscription_ids: Sequence[UUID], now: datetime
) -> dict[UUID, dict[UUID, dict[datetime, int]]]:
    """Return the totals that the seats themselves have from dates after `now` on."""
    asked = {"account": account_id, "subscriptions": list(subscription_ids), "now": now}
    found: dict[UUID, dict[UUID, dict[datetime, int]]] = {}
    for subscription_id, seat_type_id, at, total in fetch(_CHANGES, asked):
        found.setdefault(subscription_id, {}).setdefault(seat_type_id, {})[at] = total
    return found


# What `totals_over_time` of the core says, counted where the seats lie: one row leaves the database
# for each date, however many seats begin or end at it.
_CHANGES: Final = """
WITH seat AS (
    SELECT subscription_id, seat_type_id, starts_at, ends_at FROM curule_seat
    WHERE account_id = %(account)s AND subscription_id = ANY (%(subscriptions)s)
    AND (ends_at IS NULL OR (ends_at > starts_at AND ends_at > %(now)s))
), step AS (
    SELECT subscription_id, seat_type_id, greatest(starts_at, %(now)s) AS at, count(*) AS change
    FROM seat GROUP BY 1, 2, 3
    UNION ALL
    SELECT subscription_id, seat_type_id, ends_at, -count(*)
    FROM seat WHERE ends_at IS NOT NULL GROUP BY 1, 2, 3
), change AS (
    SELECT subscription_id, seat_type_id, at, sum(change)::bigint AS change FROM step
    GROUP BY 1, 2, 3
), total AS (
    SELECT *, sum(change) OVER (
        PARTITION BY subscription_id, seat_type_id ORDER BY at
    )::bigint AS total
    FROM change
)
SELECT subscription_id, seat_type_id, at, total FROM total WHERE at > %(now)s AND change <> 0
ORDER BY at
"""


def policy_of(account_id: UUID, subscription_id: UUID) -> SeatPolicy:
    """Return the policy that rules a subscription. Raises `Subscription.DoesNotExist`."""
    version_id = models.Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=account_id, id=subscription_id
    )
    return get_plan_terms(version_id).policy
