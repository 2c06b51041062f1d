"""The ways to pay of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.data import models
from curule.gateways.payments.registry import gateway, names


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


def list_methods(account_id: UUID) -> tuple[MethodRow, ...]:
    """Return the ways to pay that are there, the default first, then the newest."""
    rows = models.PaymentMethod.objects.filter(account_id=account_id, removed_at=None)
    return tuple(
        MethodRow(
            id=row.id,
            name=row.name,
            gateway=row.gateway,
            collects=gateway(row.gateway).collects,
            is_saved=row.is_saved,
            is_default=row.is_default,
            added_at=row.added_at,
        )
        for row in rows.order_by("-is_default", "-id")
    )


def offered() -> tuple[str, ...]:
    """Return the names of the gateways that a customer can add a way to pay for."""
    return names()
