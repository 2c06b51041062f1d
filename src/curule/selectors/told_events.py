"""Events as programs are told of them: by webhook, and when they ask.

What is told is what was recorded in the transaction in which it happened, so every try of every
delivery says the same; what a thing is like now, the API is asked for (TH17).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from curule.core.events import EventType
from curule.core.public_events import public_type, subject_prefix
from curule.core.public_ids import public_text
from curule.data import models
from curule.data.ids import first_id

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAMED: Final = {
    "account": "acc",
    "invoice": "in",
    "order": "ord",
    "payment": "pay",
    "person": "usr",
    "product": "prod",
    "quote": "qt",
    "subscription": "sub",
}
"""What ids in an event's values are ids of; others are of nothing that has a public id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """An event with what it is called outside."""

    id: UUID
    type: str
    at: datetime
    is_live: bool
    account_id: UUID
    subscription_id: UUID | None
    subject: str | None
    actor: str
    details: Mapping[str, Any]
    previous: Mapping[str, Any]


def find_told_event(event_id: UUID, *, is_live: bool) -> ToldEvent | None:
    """Return an event of live accounts, or of those on test clocks."""
    row = _of_mode(is_live=is_live).filter(id=event_id).first()
    return None if row is None else _told(row)


def get_told_event(account_id: UUID, event_id: UUID) -> ToldEvent:
    """Return an event; raise `Event.DoesNotExist` if there is none."""
    rows = models.Event.objects.select_related("account")
    return _told(rows.get(account_id=account_id, id=event_id))


def page_told_events(
    *,
    is_live: bool,
    account_id: UUID | None = None,
    subscription_id: UUID | None = None,
    events: Collection[EventType] | None = None,
    made: Mapping[str, datetime] | None = None,
    before: UUID | None = None,
    limit: int,
) -> tuple[ToldEvent, ...]:
    """Return events, the newest first, from the one after `before` on.

    `made` narrows them by when they happened: `gte`, `gt`, `lte`, `lt`.
    """
    rows = _of_mode(is_live=is_live)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if subscription_id is not None:
        rows = rows.filter(subscription_id=subscription_id)
    if made:
        rows = rows.filter(**{f"occurred_at__{step}": at for step, at in made.items()})
    if events is not None:
        rows = rows.filter(type__in=events)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(map(_told, rows.order_by("-id")[:limit]))


def list_told_events_since(since: datetime, *, is_live: bool, limit: int) -> tuple[ToldEvent, ...]:
    """Return the events that were recorded since, in real time, the oldest first."""
    rows = _of_mode(is_live=is_live).filter(id__gte=first_id(since))
    return tuple(map(_told, rows.order_by("id")[:limit]))


def _of_mode(*, is_live: bool) -> Any:  # noqa: ANN401 - a query set
    rows = models.Event.objects.select_related("account").filter(type__in=list(EventType))
    return rows.filter(account__clock_id__isnull=is_live)


def _told(row: models.Event) -> ToldEvent:
    event = EventType(row.type)
    details, previous = _values(row.payload)
    prefix = subject_prefix(event)
    return ToldEvent(
        id=row.id,
        type=public_type(event),
        at=row.occurred_at,
        is_live=row.account.clock_id is None,
        account_id=row.account_id,
        subscription_id=row.subscription_id,
        subject=public_text(prefix, row.subject_id.int) if prefix and row.subject_id else None,
        actor=row.actor_kind,
        details=details,
        previous=previous,
    )


def _values(payload: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was recorded, and of what changed how it was before."""
    values = dict(_outside(payload.items()))
    if "before" not in values or "after" not in values:
        return values, {}
    before, after = values.pop("before"), values.pop("after")
    if isinstance(before, dict) and isinstance(after, dict):
        return {**values, **after}, before
    return {**values, "value": after}, {"value": before}


def _outside(values: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    """Yield values with ids as they are written outside, without those of inner things."""
    for name, value in values:
        if not (isinstance(value, str) and _UUID.fullmatch(value)):
            yield name, value
        elif name in _NAMED:
            yield name, public_text(_NAMED[name], UUID(value).int)
