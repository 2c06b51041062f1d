"""Endpoints of webhooks: made, changed, given another secret, disabled, enabled, deleted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from curule.core.permissions import Action, Actor, may
from curule.core.public_events import EVERYTHING, heard
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.webhooks import Disabled
from curule.data.models import WebhookDelivery, WebhookEndpoint
from curule.gateways.signing import webhook_secret
from curule.gateways.webhook_http import Reach, may_lead
from curule.services._input import line

LONGEST_NOTE: Final = 200
OVERLAP: Final = timedelta(hours=24)
"""So long two secrets sign, unless something else is asked for."""
LONGEST_OVERLAP: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MadeSecret:
    """An endpoint with a secret just made: the only time that it is seen."""

    endpoint_id: UUID
    secret: str


def reach() -> Reach:
    """Return where this installation's messages may go."""
    return Reach(ports=settings.CURULE_WEBHOOK_PORTS, loopback=settings.CURULE_WEBHOOK_LOOPBACK)


def add_endpoint(
    *,
    actor: Actor,
    url: str,
    types: Collection[str] = (EVERYTHING,),
    is_live: bool,
    note: str = "",
    now: datetime,
) -> MadeSecret:
    """Make an endpoint that is told the `types` from now on, or everything (`*`).

    Refuses `role_not_allowed`, and `field_invalid` for an address that no message may go to, for a
    type that there is not, and for a note that is too long.
    """
    _require(actor)
    row = WebhookEndpoint.objects.create(
        url=_url(url),
        note=line(note, "note", longest=LONGEST_NOTE),
        events=_events(types),
        is_live=is_live,
        created_at=now,
        created_by=actor.name,
    )
    return MadeSecret(row.id, secret_of(row.id, row.generation))


def change_endpoint(
    *,
    actor: Actor,
    endpoint_id: UUID,
    is_live: bool | None = None,
    url: str | None = None,
    types: Collection[str] | None = None,
    note: str | None = None,
    now: datetime,
) -> None:
    """Change what is given, and leave the rest. Refuses as `add_endpoint`, and `not_found`."""
    _require(actor)
    with transaction.atomic():
        row = _lock(endpoint_id, is_live=is_live)
        if url is not None:
            row.url = _url(url)
        if types is not None:
            row.events = _events(types)
        if note is not None:
            row.note = line(note, "note", longest=LONGEST_NOTE)
        _save(row, actor, now)


def roll_secret(
    *,
    actor: Actor,
    endpoint_id: UUID,
    is_live: bool | None = None,
    overlap: timedelta = OVERLAP,
    now: datetime,
) -> MadeSecret:
    """Make another secret; until the overlap is over, messages are signed with the old one too.

    Refuses `role_not_allowed`, `not_found`, and `field_invalid` for an overlap that is negative or
    longer than a week.
    """
    _require(actor)
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="overlap"))
    with transaction.atomic():
        row = _lock(endpoint_id, is_live=is_live)
        row.generation += 1
        row.previous_until = now + overlap
        _save(row, actor, now)
    return MadeSecret(row.id, secret_of(row.id, row.generation))


def disable_endpoint(
    *, actor: Actor, endpoint_id: UUID, is_live: bool | None = None, now: datetime
) -> None:
    """Tell an endpoint nothing more; what waits for it goes on waiting. Twice is once.

    Refuses `role_not_allowed` and `not_found`.
    """
    _require(actor)
    with transaction.atomic():
        row = _lock(endpoint_id, is_live=is_live)
        if row.disabled_at is None:
            row.disabled_at, row.disabled_because = now, Disabled.STAFF.value
            _save(row, actor, now)


def enable_endpoint(
    *, actor: Actor, endpoint_id: UUID, is_live: bool | None = None, now: datetime
) -> None:
    """Tell an endpoint again, first what has waited for it; what came meanwhile is replayed.

    Refuses `role_not_allowed` and `not_found`.
    """
    _require(actor)
    with transaction.atomic():
        row = _lock(endpoint_id, is_live=is_live)
        if row.disabled_at is None:
            return
        row.disabled_at, row.disabled_because = None, ""
        _save(row, actor, now)
        waiting = WebhookDelivery.objects.filter(endpoint_id=row.id, status="pending")
        waiting.update(attempts=0, next_attempt_at=None)


def delete_endpoint(
    *, actor: Actor, endpoint_id: UUID, is_live: bool | None = None, now: datetime
) -> None:
    """Delete an endpoint for good; what waits for it is dropped, what it was told stays readable.

    Refuses `role_not_allowed` and `not_found`.
    """
    _require(actor)
    with transaction.atomic():
        row = _lock(endpoint_id, is_live=is_live)
        row.deleted_at = now
        _save(row, actor, now)
        waiting = WebhookDelivery.objects.filter(endpoint_id=row.id, status="pending")
        waiting.update(status="dropped", done_at=now, leased_until=None, next_attempt_at=None)


def secret_of(endpoint_id: UUID, generation: int) -> str:
    """Return a secret of an endpoint; it stands in no row."""
    return webhook_secret(settings.SECRET_KEY, endpoint_id=endpoint_id, generation=generation)


def secrets_of(row: WebhookEndpoint, now: datetime) -> list[str]:
    """Return what messages are signed with now, the newest secret first."""
    secrets = [secret_of(row.id, row.generation)]
    if row.previous_until is not None and now < row.previous_until:
        secrets.append(secret_of(row.id, row.generation - 1))
    return secrets


def _url(text: str) -> str:
    url = text.strip()
    if not may_lead(url, reach()):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="url"))
    return url


def _events(types: Collection[str]) -> list[str] | None:
    """Return what is kept of the types that are asked for; nothing for everything."""
    if EVERYTHING in types:
        return None
    try:
        events = heard(types)
    except KeyError:
        events = frozenset()
    if not events:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="types"))
    return sorted(event.value for event in events)


def _lock(endpoint_id: UUID, *, is_live: bool | None) -> WebhookEndpoint:
    # Not against keys: an event that is told to it meanwhile refers to it.
    locked = WebhookEndpoint.objects.select_for_update(no_key=True)
    found = locked.filter(id=endpoint_id, deleted_at=None)
    row = (found if is_live is None else found.filter(is_live=is_live)).first()
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="endpoint"))
    return row


def _save(row: WebhookEndpoint, actor: Actor, now: datetime) -> None:
    row.changed_at, row.changed_by = now, actor.name
    row.save()


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_WEBHOOKS)
    if refused:
        raise Refused(refused)
