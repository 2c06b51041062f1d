"""What happened, across accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.core.events import EventType
from curule.core.policy import SeatNoun
from curule.data import models
from curule.selectors.activity import ActivityFilter, ActivityRow, list_activity, nouns_of
from curule.selectors.console.paging import LAST_PAGE, ROWS_PER_PAGE, Page, of_one, page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event with who acted: an address, or the kind of actor."""

    id: UUID
    account_id: UUID
    account: str
    type: str
    noun: SeatNoun
    at: datetime
    actor_kind: str
    actor: str
    subscription_id: UUID | None
    subject_id: UUID | None
    payload: dict[str, Any]


def list_events(
    *,
    account_id: UUID | None = None,
    event_type: str = "",
    actor_kind: str = "",
    number: int = 1,
) -> Page[EventRow]:
    """Return a page of events, the newest first."""
    found = models.Event.objects.select_related("account").order_by("-id")
    found = of_one(found, account_id=account_id)
    if event_type in set(EventType):
        found = found.filter(type=event_type)
    if actor_kind:
        found = found.filter(actor_kind=actor_kind)
    return page_of(found, number, _rows)


def list_timeline(
    account_id: UUID, *, subscription_id: UUID | None = None, number: int = 1
) -> Page[ActivityRow]:
    """Return a page of what happened in an account, or to one subscription, the newest first."""
    at = min(max(number, 1), LAST_PAGE)
    rows, total = list_activity(
        account_id,
        ActivityFilter(subscription_id=subscription_id),
        after=(at - 1) * ROWS_PER_PAGE,
        limit=ROWS_PER_PAGE,
    )
    return Page(rows=rows, number=at, total=total, size=ROWS_PER_PAGE)


def _rows(listed: list[models.Event]) -> list[EventRow]:
    nouns = nouns_of(listed)
    people = models.Person.objects.in_bulk({row.actor_id for row in listed if row.actor_id})
    return [
        EventRow(
            id=row.id,
            account_id=row.account_id,
            account=row.account.name,
            type=row.type,
            noun=nouns[row.id],
            at=row.occurred_at,
            actor_kind=row.actor_kind,
            actor=people[row.actor_id].email if row.actor_id in people else "",
            subscription_id=row.subscription_id,
            subject_id=row.subject_id,
            payload=row.payload,
        )
        for row in listed
    ]
