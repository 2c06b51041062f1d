"""Accounts as the vendor's own program sees them, real ones or test data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from curule.core.policy import Channel
from curule.data import models
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A customer; one that hangs on a test clock is test data.

    `adviser` is whom it asks where its contract is managed; `tax_rate` is a plain rate in per cent
    that it was given in the place of the rules; `closes_at` is when it closes, once that was asked.
    """

    id: UUID
    name: str
    kind: str
    is_business: bool
    country: str
    language: str
    time_zone: str
    channel: Channel
    adviser: str
    street: str
    postcode: str
    city: str
    order_number: str
    tax_id: str | None
    registration_number: str | None
    tax_rate: str | None
    clock: UUID | None
    created_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None

    @property
    def livemode(self) -> bool:
        """Whether this is a real customer."""
        return self.clock is None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximumSeen:
    """A maximum of seats of a type that is agreed with one customer, in place of the plans'."""

    account: UUID
    product: UUID
    seat_type: str
    maximum: int
    agreed_at: datetime


def list_maximums(account_id: UUID) -> tuple[MaximumSeen, ...]:
    """Return what is agreed with an account, by product and seat type."""
    rows = models.SeatMaximum.objects.filter(account_id=account_id)
    return tuple(
        MaximumSeen(
            account=row.account_id,
            product=row.product_id,
            seat_type=row.seat_type,
            maximum=row.maximum,
            agreed_at=row.agreed_at,
        )
        for row in rows.order_by("product_id", "seat_type")
    )


def list_accounts(
    sight: Sight,
    window: Window,
    *,
    clock: UUID | None = None,
    country: str | None = None,
    channel: str | None = None,
    parked: bool | None = None,
) -> Slice[AccountRow]:
    """Return accounts, the newest first; with `parked` those that are at a safety bound, or not."""
    found = narrowed(_seen(sight), clock_id=clock, country=country, channel=channel)
    if parked is not None:
        waits = models.Parking.objects.filter(account_id=OuterRef("id"), released_at=None)
        found = found.filter(Exists(waits) if parked else ~Exists(waits))
    return slice_of(found, window, _rows)


def find_accounts(sight: Sight, ids: Collection[UUID]) -> tuple[AccountRow, ...]:
    """Return the accounts with these ids, but for those of the other mode."""
    return _rows(list(_seen(sight).filter(id__in=ids)))


def _seen(sight: Sight) -> QuerySet[models.Account]:
    return models.Account.objects.filter(clock__isnull=sight.is_live)


def _rows(listed: Sequence[models.Account]) -> tuple[AccountRow, ...]:
    asked = models.AccountClosing.objects.filter(
        account__in=listed, withdrawn_at=None, closed_at=None
    )
    closing = dict(asked.values_list("account_id", "closes_at"))
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
            adviser=row.adviser,
            street=row.street,
            postcode=row.postcode,
            city=row.city,
            order_number=row.order_number,
            tax_id=row.tax_id or None,
            registration_number=row.registration_number or None,
            tax_rate=None if row.tax_rate is None else f"{row.tax_rate.normalize():f}",
            clock=row.clock_id,
            created_at=row.created_at,
            closes_at=closing.get(row.id),
            closed_at=row.closed_at,
        )
        for row in listed
    )
