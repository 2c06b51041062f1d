"""Accounts as the vendor's own program sees them, real ones or test data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from curule.core.policy import Channel
from curule.data import models
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A customer; one that hangs on a test clock is test data."""

    id: UUID
    name: str
    kind: str
    is_business: bool
    country: str
    language: str
    time_zone: str
    channel: Channel
    street: str
    postcode: str
    city: str
    order_number: str
    tax_id: str | None
    clock: UUID | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def livemode(self) -> bool:
        """Whether this is a real customer."""
        return self.clock is None


def list_accounts(
    sight: Sight,
    window: Window,
    *,
    clock: UUID | None = None,
    country: str | None = None,
    channel: str | None = None,
) -> Slice[AccountRow]:
    """Return accounts, the newest first."""
    found = narrowed(_seen(sight), clock_id=clock, country=country, channel=channel)
    return slice_of(found, window, _rows)


def find_accounts(sight: Sight, ids: Collection[UUID]) -> tuple[AccountRow, ...]:
    """Return the accounts with these ids, but for those of the other mode."""
    return _rows(list(_seen(sight).filter(id__in=ids)))


def _seen(sight: Sight) -> QuerySet[models.Account]:
    return models.Account.objects.filter(clock__isnull=sight.is_live)


def _rows(listed: Sequence[models.Account]) -> tuple[AccountRow, ...]:
    return tuple(
        AccountRow(
            id=row.id,
            name=row.name,
            kind=row.kind,
            is_business=row.is_business,
            country=row.country,
            language=row.language,
            time_zone=row.time_zone,
            channel=Channel(row.channel),
            street=row.street,
            postcode=row.postcode,
            city=row.city,
            order_number=row.order_number,
            tax_id=row.tax_id or None,
            clock=row.clock_id,
            created_at=row.created_at,
            closed_at=row.closed_at,
        )
        for row in listed
    )
