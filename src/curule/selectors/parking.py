"""Which accounts are parked and why, and how much one invoice of an account may come to (I26)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.bounds import Bound, Crossing
from curule.core.money import Money
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkingRow:
    """That an account met a safety bound, and how it went on; `released_at` is None until then."""

    account_id: UUID
    subscription_id: UUID | None
    crossing: Crossing
    parked_at: datetime
    released_at: datetime | None
    released_by: str
    released_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapRow:
    """The most that one invoice of an account may come to in a currency, gross."""

    account: UUID
    most: Money
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkingState:
    """Whether an account waits for its release, and what it met; all else is None if not."""

    account: UUID
    is_parked: bool
    bound: str | None = None
    found: int | None = None
    most: int | None = None
    currency: str | None = None
    subscription: UUID | None = None
    parked_at: datetime | None = None


def parking_of(account_id: UUID) -> ParkingState:
    """Return how an account stands with its bounds."""
    row = find_parked([account_id]).get(account_id)
    if row is None:
        return ParkingState(account=account_id, is_parked=False)
    return ParkingState(
        account=account_id,
        is_parked=True,
        bound=row.crossing.bound.value,
        found=row.crossing.found,
        most=row.crossing.most,
        currency=row.crossing.currency or None,
        subscription=row.subscription_id,
        parked_at=row.parked_at,
    )


def find_parked(account_ids: Collection[UUID]) -> dict[UUID, ParkingRow]:
    """Return those of the accounts that wait for their release, each with what it met."""
    rows = models.Parking.objects.filter(account_id__in=account_ids, released_at=None)
    return {row.account_id: _row(row) for row in rows}


def list_parkings(account_id: UUID) -> tuple[ParkingRow, ...]:
    """Return how often an account was parked, the last time first."""
    rows = models.Parking.objects.filter(account_id=account_id)
    return tuple(_row(row) for row in rows.order_by("-parked_at", "-id"))


def list_caps(account_id: UUID) -> tuple[CapRow, ...]:
    """Return what is agreed with an account, by currency."""
    rows = models.InvoiceCap.objects.filter(account_id=account_id)
    return tuple(
        CapRow(account=row.account_id, most=Money(row.most_minor, row.currency), set_at=row.set_at)
        for row in rows.order_by("currency")
    )


def capped_currencies(account_id: UUID) -> tuple[str, ...]:
    """Return the currencies in which something is sold, or agreed with this account."""
    sold = models.Price.objects.values_list("currency")
    agreed = models.InvoiceCap.objects.filter(account_id=account_id).values_list("currency")
    return tuple(sorted({currency for (currency,) in sold.union(agreed)}))


def _row(row: models.Parking) -> ParkingRow:
    return ParkingRow(
        account_id=row.account_id,
        subscription_id=row.subscription_id,
        crossing=Crossing(
            bound=Bound(row.bound), found=row.found, most=row.most, currency=row.currency
        ),
        parked_at=row.parked_at,
        released_at=row.released_at,
        released_by=row.released_by,
        released_because=row.released_because,
    )
