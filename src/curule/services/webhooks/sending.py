"""Deliveries on their way out: lease one, say what is sent, record what became of it.

Whoever tries a delivery holds it under a lease and a fence, as mails are held (TH37). One endpoint
is told one thing at a time: a receiver that hangs keeps one sender waiting and no other (F19).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Final, assert_never
from uuid import UUID

from django.db import transaction

from curule.core.public_ids import public_text
from curule.core.webhooks import (
    TRIES,
    Again,
    Delivered,
    Disabled,
    GivenUp,
    Outcome,
    Step,
    next_step,
)
from curule.data.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from curule.data.statements import fetch
from curule.selectors.told_events import get_told_event
from curule.services.webhooks.alarms import tell_staff
from curule.services.webhooks.bodies import body_of, headers_of
from curule.services.webhooks.endpoints import secrets_of

LEASE: Final = timedelta(seconds=60)
"""Longer than a receiver can keep us waiting."""

_DUE: Final = """
SELECT delivery.account_id, delivery.id
FROM curule_webhook_endpoint AS endpoint
CROSS JOIN LATERAL (
    SELECT account_id, id, next_attempt_at FROM curule_webhook_delivery
    WHERE endpoint_id = endpoint.id AND status = 'pending'
    ORDER BY next_attempt_at NULLS FIRST, id
    LIMIT 1
) AS delivery
WHERE endpoint.disabled_at IS NULL AND endpoint.deleted_at IS NULL
AND (delivery.next_attempt_at IS NULL OR delivery.next_attempt_at <= %(now)s)
AND NOT EXISTS (
    SELECT FROM curule_webhook_delivery AS under_way
    WHERE under_way.endpoint_id = endpoint.id AND under_way.leased_until > %(now)s
)
ORDER BY delivery.id
LIMIT 1
FOR NO KEY UPDATE OF endpoint SKIP LOCKED
"""
_LEASE: Final = """
UPDATE curule_webhook_delivery AS delivery
SET fence = fence + 1, leased_until = %(until)s
WHERE account_id = %(account)s AND id = %(delivery)s AND status = 'pending'
AND (leased_until IS NULL OR leased_until <= %(now)s)
AND NOT EXISTS (
    SELECT FROM curule_webhook_delivery AS under_way
    WHERE under_way.endpoint_id = delivery.endpoint_id AND under_way.leased_until > %(now)s
)
RETURNING endpoint_id, event_id, fence, attempts
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A delivery that is ours to try until `leased_until`, and where it goes."""

    account_id: UUID
    delivery_id: UUID
    endpoint_id: UUID
    event_id: UUID
    fence: int
    tries: int
    leased_until: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    body: bytes
    headers: Mapping[str, str]


def lease_next(*, now: datetime) -> Leased | None:
    """Take the oldest delivery that is due and whose endpoint is being told nothing else."""
    with transaction.atomic():
        due = fetch(_DUE, {"now": now})
        if not due:
            return None
        [(account_id, delivery_id)] = due
        until = now + LEASE
        taken = fetch(
            _LEASE, {"account": account_id, "delivery": delivery_id, "now": now, "until": until}
        )
    if not taken:
        return None
    [(endpoint_id, event_id, fence, attempts)] = taken
    return Leased(
        account_id=account_id,
        delivery_id=delivery_id,
        endpoint_id=endpoint_id,
        event_id=event_id,
        fence=fence,
        tries=attempts + 1,
        leased_until=until,
        url=WebhookEndpoint.objects.get(id=endpoint_id).url,
    )


def message_of(leased: Leased, *, now: datetime) -> Message:
    """Write what is sent, signed at `now`; raise whatever keeps it from being written."""
    endpoint = WebhookEndpoint.objects.get(id=leased.endpoint_id)
    body = body_of(get_told_event(leased.account_id, leased.event_id))
    message_id = public_text("evt", leased.event_id.int)
    return Message(body, headers_of(message_id, body, secrets=secrets_of(endpoint, now), at=now))


def record(
    leased: Leased,
    *,
    outcome: Outcome,
    status: int | None,
    milliseconds: int,
    now: datetime,
) -> bool:
    """Record what became of a try; False if the delivery has been leased again meanwhile.

    The last failure of what takes nothing else either, and an answer that says that nobody is there
    any more, disable the endpoint and are mailed to staff.
    """
    spread = Fraction(zlib.crc32(f"{leased.delivery_id} {leased.fence}".encode()), 1 << 32)
    with transaction.atomic():
        step = next_step(
            outcome,
            tries=leased.tries,
            at=now,
            spread=spread,
            takes_others=leased.tries == TRIES and _takes_others(leased),
        )
        ours = WebhookDelivery.objects.filter(
            account_id=leased.account_id, id=leased.delivery_id, fence=leased.fence
        )
        if ours.filter(status="pending").update(**_changes(step, leased, now)) != 1:
            return False
        WebhookAttempt.objects.create(
            account_id=leased.account_id,
            delivery_id=leased.delivery_id,
            number=leased.fence,
            at=now,
            milliseconds=milliseconds,
            outcome=outcome.value,
            status_code=status,
        )
        if not isinstance(step, GivenUp) or step.disables is None:
            return True
        if _disable(leased.endpoint_id, step.disables, now):
            tell_staff(account_id=leased.account_id, url=leased.url, now=now)
    return True


def _takes_others(leased: Leased) -> bool:
    """Whether the receiver took anything else since it was first asked to take this."""
    tries = WebhookAttempt.objects.filter(
        account_id=leased.account_id, delivery_id=leased.delivery_id
    )
    first = tries.order_by("number").first()
    since = {} if first is None else {"done_at__gte": first.at}
    taken = WebhookDelivery.objects.filter(endpoint_id=leased.endpoint_id, status="delivered")
    return taken.filter(**since).exists()


def _changes(step: Step, leased: Leased, now: datetime) -> dict[str, Any]:
    over = {"leased_until": None, "attempts": leased.tries}
    match step:
        case Delivered():
            return {**over, "status": "delivered", "done_at": now, "next_attempt_at": None}
        case Again(at):
            return {**over, "next_attempt_at": at}
        case GivenUp():
            return {**over, "status": "failed", "done_at": now, "next_attempt_at": None}
        case _:
            assert_never(step)


def _disable(endpoint_id: UUID, why: Disabled, now: datetime) -> bool:
    running = WebhookEndpoint.objects.filter(id=endpoint_id, disabled_at=None, deleted_at=None)
    return running.update(disabled_at=now, disabled_because=why.value) == 1
