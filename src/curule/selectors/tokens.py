"""What is public about offline tokens, and the devices that they are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import get_plan_terms, get_seat_type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyRow:
    """A key that signs or has signed tokens, without its private half."""

    kid: str
    public: bytes
    created_at: datetime
    retired_at: datetime | None
    shown_until: datetime | None

    def shown_at(self, now: datetime) -> bool:
        """Whether tokens that it has signed may still live."""
        return self.shown_until is None or now < self.shown_until


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device on which somebody uses their seat offline."""

    id: UUID
    account_id: UUID
    email: str
    name: str
    added_at: datetime
    token_until: datetime
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSeatRow:
    """Whose seat it is, and what was sold with it."""

    person_id: UUID | None
    email: str
    seat_id: UUID
    plan_key: str
    seat_type: str


def list_signing_keys(use: str = "offline_tokens") -> tuple[SigningKeyRow, ...]:
    """Return every key that was ever made for a use, the newest first."""
    rows = models.SigningKey.objects.filter(use=use).order_by("-created_at", "-id")
    return tuple(
        SigningKeyRow(
            kid=row.kid,
            public=bytes(row.public),
            created_at=row.created_at,
            retired_at=row.retired_at,
            shown_until=row.shown_until,
        )
        for row in rows
    )


def get_held_seat(account_id: UUID, assignment_id: UUID) -> HeldSeatRow:
    """Return whose seat an assignment is. Raises `Assignment.DoesNotExist`."""
    row = models.Assignment.objects.get(account_id=account_id, id=assignment_id)
    subscription = models.Subscription.objects.get(account_id=account_id, id=row.subscription_id)
    return HeldSeatRow(
        person_id=row.person_id,
        email=row.email,
        seat_id=row.seat_id,
        plan_key=get_plan_terms(subscription.plan_version_id).plan_key,
        seat_type=get_seat_type_name(row.seat_type_id),
    )


def list_devices(
    *, product_id: UUID, email: str | None, person_id: UUID | None, is_live: bool
) -> tuple[DeviceRow, ...]:
    """Return the devices on which somebody uses a product now, the newest first."""
    whose = Q(person_id=person_id) if person_id else Q(email=email)
    sold = models.Subscription.objects.filter(product_id=product_id)
    held = models.Assignment.objects.filter(
        whose, ended_at=None, subscription_id__in=sold.values("id")
    )
    rows = _seen(is_live=is_live).filter(assignment_id__in=held.values("id"), released_at=None)
    return tuple(_with_addresses(rows.order_by("-added_at", "-id")))


def find_device(device_id: UUID, *, is_live: bool) -> DeviceRow | None:
    """Return a device of a real customer, or of a test one; None for one of the other mode."""
    return next(_with_addresses(_seen(is_live=is_live).filter(id=device_id)), None)


def _seen(*, is_live: bool) -> QuerySet[models.Device]:
    return models.Device.objects.filter(account__clock__isnull=is_live)


def _with_addresses(rows: QuerySet[models.Device]) -> Iterator[DeviceRow]:
    found = list(rows)
    holders = models.Assignment.objects.filter(
        account_id__in={row.account_id for row in found}
    ).in_bulk({row.assignment_id for row in found})
    for row in found:
        yield DeviceRow(
            id=row.id,
            account_id=row.account_id,
            email=holders[row.assignment_id].email,
            name=row.name,
            added_at=row.added_at,
            token_until=row.token_until,
            released_at=row.released_at,
        )


_VOID: Final = """
SELECT device.id, device.token_until
FROM curule_device AS device
JOIN curule_assignment AS held
    ON held.account_id = device.account_id AND held.id = device.assignment_id
JOIN curule_subscription AS bought
    ON bought.account_id = held.account_id AND bought.id = held.subscription_id
WHERE device.token_until > %(now)s AND (
    device.released_at IS NOT NULL OR held.ended_at IS NOT NULL
    OR bought.status IN ('suspended', 'ended')
)
ORDER BY device.id
"""


def list_void_devices(now: datetime) -> tuple[tuple[UUID, datetime], ...]:
    """Return the devices whose tokens are void though they have not ended, and until when.

    A device was released, somebody left the seat, or what was bought is suspended or over. What
    ends by time alone is in the tokens themselves: they never outlive it.
    """
    return tuple((row[0], row[1]) for row in fetch(_VOID, {"now": now}))
