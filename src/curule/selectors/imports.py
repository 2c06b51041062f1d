"""Lists of people as their pages show them: what was written, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.data import models
from curule.selectors.catalog import SoldSeatType
from curule.selectors.knowing import Known, known_among
from curule.selectors.rosters import Bought

MOST_LISTED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleList:
    """A list that somebody brought."""

    id: UUID
    subscription_id: UUID
    seat_type_id: UUID
    name: str
    coding: str
    separator: str
    status: str
    if_full: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """Somebody on a list; `email` is empty where what was `written` is no address."""

    number: int
    written: str
    email: str
    first_name: str
    last_name: str
    outcome: str
    reason: str


_FIELDS: Final = tuple(PeopleList.__dataclass_fields__)
_ROW_FIELDS: Final = tuple(ListedRow.__dataclass_fields__)


def find_list(account_id: UUID, import_id: UUID) -> PeopleList | None:
    """Return a list of the account, or None."""
    found = models.PeopleImport.objects.filter(account_id=account_id, id=import_id)
    values = found.values(*_FIELDS).first()
    return PeopleList(**values) if values else None


def list_recent(account_id: UUID, subscription_id: UUID) -> tuple[PeopleList, ...]:
    """Return the newest lists of a subscription, the last first."""
    found = models.PeopleImport.objects.filter(
        account_id=account_id, subscription_id=subscription_id
    ).order_by("-created_at", "-id")
    return tuple(PeopleList(**values) for values in found.values(*_FIELDS)[:MOST_LISTED])


def list_rows(account_id: UUID, import_id: UUID) -> tuple[ListedRow, ...]:
    """Return everybody on a list, in the order of the file."""
    found = models.PeopleImportRow.objects.filter(account_id=account_id, import_id=import_id)
    return tuple(ListedRow(**values) for values in found.order_by("number").values(*_ROW_FIELDS))


def known_on(
    account_id: UUID,
    bought: Bought,
    sold: SoldSeatType,
    rows: Sequence[ListedRow],
    now: datetime,
) -> dict[str, Known]:
    """Return what the account knows of the people on a list, by address."""
    return known_among(account_id, bought, sold, [row.email for row in rows if row.email], now)
