"""Ways to pay of all customers; what a gateway calls them is told to nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.data import models
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodSeen:
    """A way to pay; one that is not saved was used for one order."""

    id: UUID
    account: UUID
    name: str
    gateway: str
    is_saved: bool
    is_default: bool
    created_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSeen:
    """A visit to a gateway's page on which a card is added; `payment_method` is what came of it."""

    id: UUID
    account: UUID
    gateway: str
    default: bool
    status: str
    payment_method: UUID | None
    created_at: datetime
    settled_at: datetime | None


def list_methods(sight: Sight, window: Window, *, account: UUID | None = None) -> Slice[MethodSeen]:
    """Return the ways to pay that are there, the newest first."""
    found = sight.of(models.PaymentMethod.objects.filter(removed_at=None))
    return slice_of(narrowed(found, account_id=account), window, _methods, made_at="added_at")


def find_methods(sight: Sight, ids: Collection[UUID]) -> tuple[MethodSeen, ...]:
    """Return the ways to pay with these ids, removed ones too, but for those of the other mode."""
    return _methods(list(sight.of(models.PaymentMethod.objects.filter(id__in=ids))))


def _methods(listed: Sequence[Any]) -> tuple[MethodSeen, ...]:
    return tuple(
        MethodSeen(
            id=row.id,
            account=row.account_id,
            name=row.name,
            gateway=row.gateway,
            is_saved=row.is_saved,
            is_default=row.is_default,
            created_at=row.added_at,
            removed_at=row.removed_at,
        )
        for row in listed
    )


def find_setups(sight: Sight, ids: Collection[UUID]) -> tuple[SetupSeen, ...]:
    """Return the visits with these ids, as far as is known, but for those of the other mode."""
    return tuple(
        SetupSeen(
            id=row.id,
            account=row.account_id,
            gateway=row.gateway,
            default=row.is_default,
            status="open" if row.settled_at is None else "saved" if row.method_id else "over",
            payment_method=row.method_id,
            created_at=row.started_at,
            settled_at=row.settled_at,
        )
        for row in sight.of(models.MethodSetup.objects.filter(id__in=ids))
    )
