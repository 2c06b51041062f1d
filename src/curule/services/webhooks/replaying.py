"""Telling again what was told, or was not: one delivery, one event, or all of a time."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import first_id
from curule.data.models import Event, WebhookDelivery, WebhookEndpoint
from curule.data.statements import fetch

MOST_AT_ONCE: Final = 10_000
"""So many events at most are told again by one command."""

_AGAIN: Final = """
INSERT INTO curule_webhook_delivery (
    id, account_id, endpoint_id, event_id, status, attempts, fence
)
SELECT (substr(event.id::text, 1, 19) || substr(gen_random_uuid()::text, 20))::uuid,
    event.account_id, %(endpoint)s, event.id, 'pending', 0, 0
FROM curule_event AS event
JOIN curule_account AS customer ON customer.id = event.account_id
WHERE event.id = ANY (%(events)s::uuid[]) AND (customer.clock_id IS NULL) = %(is_live)s
ON CONFLICT (account_id, event_id, endpoint_id) DO UPDATE
SET status = 'pending', attempts = 0, next_attempt_at = NULL, done_at = NULL
RETURNING id
"""


def retry(*, actor: Actor, delivery_id: UUID, is_live: bool | None = None) -> None:
    """Try a delivery again now, whatever became of it, with its whole schedule before it.

    Refuses `role_not_allowed`, and `not_found` for one that there is not or whose endpoint is
    deleted.
    """
    _require(actor)
    with transaction.atomic():
        row = WebhookDelivery.objects.filter(id=delivery_id).first()
        endpoint = None if row is None else _find(row.endpoint_id, is_live=is_live)
        if row is None or endpoint is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="delivery"))
        _tell_again(endpoint, [row.event_id])


def replay_event(
    *, actor: Actor, endpoint_id: UUID, event_id: UUID, is_live: bool | None = None
) -> None:
    """Tell an endpoint of one event, also of one that it has not asked for.

    Refuses `role_not_allowed` and `not_found`.
    """
    _require(actor)
    with transaction.atomic():
        endpoint = _get(endpoint_id, is_live=is_live)
        if not _tell_again(endpoint, [event_id]):
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="event"))


def replay_range(
    *,
    actor: Actor,
    endpoint_id: UUID,
    since: datetime,
    until: datetime,
    is_live: bool | None = None,
) -> int:
    """Tell an endpoint again of everything it asks for that was recorded in a real time.

    Returns how many events that is. Refuses `role_not_allowed`, `not_found`, and `field_invalid`
    for a time that ends before it begins or holds more than `MOST_AT_ONCE` events.
    """
    _require(actor)
    if until <= since:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="until"))
    with transaction.atomic():
        endpoint = _get(endpoint_id, is_live=is_live)
        rows = Event.objects.filter(id__gte=first_id(since), id__lt=first_id(until))
        rows = rows.filter(account__clock_id__isnull=endpoint.is_live)
        if endpoint.events is not None:
            rows = rows.filter(type__in=endpoint.events)
        found = list(rows.order_by("id").values_list("id", flat=True)[: MOST_AT_ONCE + 1])
        if len(found) > MOST_AT_ONCE:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="since"))
        return _tell_again(endpoint, found)


def _tell_again(endpoint: WebhookEndpoint, event_ids: list[UUID]) -> int:
    values = {"endpoint": endpoint.id, "events": event_ids, "is_live": endpoint.is_live}
    return len(fetch(_AGAIN, values))


def _find(endpoint_id: UUID, *, is_live: bool | None) -> WebhookEndpoint | None:
    found = WebhookEndpoint.objects.filter(id=endpoint_id, deleted_at=None)
    return (found if is_live is None else found.filter(is_live=is_live)).first()


def _get(endpoint_id: UUID, *, is_live: bool | None) -> WebhookEndpoint:
    row = _find(endpoint_id, is_live=is_live)
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="endpoint"))
    return row


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_WEBHOOKS)
    if refused:
        raise Refused(refused)
