"""Accounts as the vendor's own program sees them, real ones or test data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.policy import Channel
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A customer; one that hangs on a test clock is test data."""

    id: UUID
    name: str
    is_business: bool
    country: str
    language: str
    time_zone: str
    channel: Channel
    tax_id: str
    clock_id: UUID | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Whether this is a real customer."""
        return self.clock_id is None


def find_account(account_id: UUID, *, is_live: bool) -> AccountRow | None:
    """Return an account; None for one of the other mode, as for none."""
    row = models.Account.objects.filter(id=account_id, clock__isnull=is_live).first()
    return None if row is None else _row(row)


def page_accounts(*, is_live: bool, before: UUID | None, limit: int) -> tuple[AccountRow, ...]:
    """Return so many accounts at most, the newest first, older than `before` where it is given."""
    found = models.Account.objects.filter(clock__isnull=is_live)
    if before is not None:
        found = found.filter(id__lt=before)
    return tuple(map(_row, found.order_by("-id")[:limit]))


def find_owner_of_subscription(subscription_id: UUID, *, is_live: bool) -> UUID | None:
    """Return the account that a subscription belongs to; None for one of the other mode."""
    found = models.Subscription.objects.filter(id=subscription_id, account__clock__isnull=is_live)
    return found.values_list("account_id", flat=True).first()


def _row(row: models.Account) -> AccountRow:
    return AccountRow(
        id=row.id,
        name=row.name,
        is_business=row.is_business,
        country=row.country,
        language=row.language,
        time_zone=row.time_zone,
        channel=Channel(row.channel),
        tax_id=row.tax_id,
        clock_id=row.clock_id,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )
