"""Endpoints of webhooks, what they were told, and every try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count

from curule.core.events import EventType
from curule.core.public_events import EVERYTHING, public_type
from curule.core.webhooks import Outcome
from curule.data import models
from curule.data.statements import fetch

_TRIED: Final = """
SELECT delivery.endpoint_id, count(*) FILTER (WHERE attempt.outcome = 'delivered'),
    count(*) FILTER (WHERE attempt.outcome <> 'delivered')
FROM curule_webhook_attempt AS attempt
JOIN curule_webhook_delivery AS delivery
    ON delivery.account_id = attempt.account_id AND delivery.id = attempt.delivery_id
WHERE attempt.at > %(since)s AND delivery.endpoint_id = ANY (%(endpoints)s::uuid[])
GROUP BY delivery.endpoint_id
"""
COUNTED: Final = timedelta(days=1)
"""Tries are counted over the last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRow:
    """An endpoint without its secret, and what became of its tries of the last day."""

    id: UUID
    url: str
    note: str
    types: tuple[str, ...]
    is_live: bool
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str
    disabled_at: datetime | None
    disabled_because: str
    previous_until: datetime | None
    waiting: int
    taken: int
    failed: int

    @property
    def state(self) -> str:
        """`disabled`, `failing` where the last day brought failures alone, else `active`."""
        if self.disabled_at is not None:
            return "disabled"
        return "failing" if self.failed and not self.taken else "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One try."""

    number: int
    at: datetime
    milliseconds: int
    outcome: Outcome
    status_code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One event for one endpoint, with its last tries, the newest first."""

    id: UUID
    endpoint_id: UUID
    event_id: UUID
    account_id: UUID
    type: str
    status: str
    tries: int
    next_attempt_at: datetime | None
    done_at: datetime | None
    attempts: tuple[AttemptRow, ...]


def find_endpoint(
    endpoint_id: UUID, *, is_live: bool | None = None, now: datetime
) -> EndpointRow | None:
    """Return an endpoint that is not deleted; with `is_live`, one of that mode alone."""
    found = list_endpoints(is_live=is_live, only=endpoint_id, now=now)
    return found[0] if found else None


def list_endpoints(
    *, is_live: bool | None = None, only: UUID | None = None, now: datetime
) -> tuple[EndpointRow, ...]:
    """Return the endpoints that are not deleted, the newest first."""
    rows = models.WebhookEndpoint.objects.filter(deleted_at=None).order_by("-id")
    if is_live is not None:
        rows = rows.filter(is_live=is_live)
    if only is not None:
        rows = rows.filter(id=only)
    found = list(rows)
    waiting, taken, failed = _counts([row.id for row in found], now)
    return tuple(
        EndpointRow(
            id=row.id,
            url=row.url,
            note=row.note,
            types=_types(row.events),
            is_live=row.is_live,
            created_at=row.created_at,
            created_by=row.created_by,
            changed_at=row.changed_at,
            changed_by=row.changed_by,
            disabled_at=row.disabled_at,
            disabled_because=row.disabled_because,
            previous_until=row.previous_until,
            waiting=waiting.get(row.id, 0),
            taken=taken.get(row.id, 0),
            failed=failed.get(row.id, 0),
        )
        for row in found
    )


def get_generation(endpoint_id: UUID) -> int:
    """Return which of its secrets an endpoint has now."""
    return models.WebhookEndpoint.objects.values_list("generation", flat=True).get(id=endpoint_id)


def count_deliveries(endpoint_id: UUID) -> int:
    """Return how many events an endpoint was or is to be told."""
    return models.WebhookDelivery.objects.filter(endpoint_id=endpoint_id).count()


def page_deliveries(
    endpoint_id: UUID, *, before: UUID | None = None, after: int = 0, limit: int
) -> tuple[DeliveryRow, ...]:
    """Return deliveries of an endpoint, the newest event first, behind `before` or `after` many."""
    rows = models.WebhookDelivery.objects.filter(endpoint_id=endpoint_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _deliveries(rows.order_by("-id")[after : after + limit])


def find_delivery(delivery_id: UUID, *, is_live: bool | None = None) -> DeliveryRow | None:
    """Return a delivery with all that is known of it; with `is_live`, one of that mode alone."""
    rows = models.WebhookDelivery.objects.filter(id=delivery_id)
    if is_live is not None:
        of_mode = models.WebhookEndpoint.objects.filter(is_live=is_live)
        rows = rows.filter(endpoint_id__in=of_mode.values("id"))
    found = _deliveries(rows)
    return found[0] if found else None


def _types(events: list[str] | None) -> tuple[str, ...]:
    if events is None:
        return (EVERYTHING,)
    return tuple(sorted({public_type(EventType(event)) for event in events}))


def _counts(
    endpoint_ids: list[UUID], now: datetime
) -> tuple[dict[UUID, int], dict[UUID, int], dict[UUID, int]]:
    """Return what waits, what was taken and what failed, by endpoint."""
    deliveries = models.WebhookDelivery.objects.filter(endpoint_id__in=endpoint_ids)
    waiting = deliveries.filter(status="pending").values_list("endpoint_id").annotate(Count("id"))
    tried = fetch(_TRIED, {"since": now - COUNTED, "endpoints": endpoint_ids})
    return (
        dict(waiting),
        {endpoint_id: taken for endpoint_id, taken, _ in tried},
        {endpoint_id: failed for endpoint_id, _, failed in tried},
    )


def _deliveries(rows: Iterable[models.WebhookDelivery]) -> tuple[DeliveryRow, ...]:
    found = list(rows)
    events = models.Event.objects.in_bulk([row.event_id for row in found])
    tries: dict[UUID, list[AttemptRow]] = {row.id: [] for row in found}
    attempts = models.WebhookAttempt.objects.filter(
        account_id__in={row.account_id for row in found}, delivery_id__in=list(tries)
    )
    for each in attempts.order_by("-number"):
        tries[each.delivery_id].append(
            AttemptRow(
                number=each.number,
                at=each.at,
                milliseconds=each.milliseconds,
                outcome=Outcome(each.outcome),
                status_code=each.status_code,
            )
        )
    return tuple(
        DeliveryRow(
            id=row.id,
            endpoint_id=row.endpoint_id,
            event_id=row.event_id,
            account_id=row.account_id,
            type=public_type(EventType(events[row.event_id].type)),
            status=row.status,
            tries=row.attempts,
            next_attempt_at=row.next_attempt_at,
            done_at=row.done_at,
            attempts=tuple(tries[row.id]),
        )
        for row in found
    )
