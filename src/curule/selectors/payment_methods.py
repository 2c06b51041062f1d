"""The ways to pay of an account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodRow:
    """A way to pay; `collects` if money moves by itself, else the customer transfers it."""

    id: UUID
    name: str
    gateway: str
    collects: bool
    is_saved: bool
    is_default: bool
    added_at: datetime


def list_methods(account_id: UUID, *, collecting: Collection[str] = ()) -> tuple[MethodRow, ...]:
    """Return the ways to pay that are there, the default first, then the newest.

    `collecting` are the gateways by which money moves by itself.
    """
    rows = models.PaymentMethod.objects.filter(account_id=account_id, removed_at=None)
    return tuple(
        MethodRow(
            id=row.id,
            name=row.name,
            gateway=row.gateway,
            collects=row.gateway in collecting,
            is_saved=row.is_saved,
            is_default=row.is_default,
            added_at=row.added_at,
        )
        for row in rows.order_by("-is_default", "-id")
    )
