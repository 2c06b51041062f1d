"""Bought seats as rows: they come, they get an end, they go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from curule.core.events import EventType
from curule.data.models import Seat
from curule.selectors.standings import seats_in_force
from curule.services._acts import Command

_BLINK = timedelta(microseconds=1)
"""A seat that ends at the instant it began was in force this long before: none is empty."""


def add_seats(
    command: Command,
    *,
    subscription_id: UUID,
    seat_type_id: UUID,
    count: int,
    starts_at: datetime,
    ends_at: datetime | None = None,
    pool_id: UUID | None = None,
    order_id: UUID | None = None,
) -> list[Seat]:
    """Insert `count` seats that are in force from `starts_at`; who waits gets them."""
    seats = insert_seats(
        command,
        subscription_id=subscription_id,
        seat_type_id=seat_type_id,
        count=count,
        starts_at=starts_at,
        ends_at=ends_at,
        pool_id=pool_id,
        order_id=order_id,
    )
    command.vacate(subscription_id)
    return seats


def insert_seats(
    command: Command,
    *,
    subscription_id: UUID,
    seat_type_id: UUID,
    count: int,
    starts_at: datetime,
    ends_at: datetime | None = None,
    pool_id: UUID | None = None,
    order_id: UUID | None = None,
) -> list[Seat]:
    """Insert seats that somebody is put on at once."""
    seats = Seat.objects.bulk_create(
        Seat(
            account_id=command.account_id,
            subscription_id=subscription_id,
            pool_id=pool_id or subscription_id,
            seat_type_id=seat_type_id,
            order_id=order_id,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for _ in range(count)
    )
    command.record_all(
        EventType.SEAT_ADDED,
        [(seat.id, {"starts_at": starts_at, "ends_at": ends_at}) for seat in seats],
        subscription_id=subscription_id,
    )
    return seats


def free_seats(
    command: Command, *, subscription_id: UUID, seat_type_id: UUID, now: datetime
) -> list[Seat]:
    """Lock and return the free seats of a type, those that end soonest first."""
    return list(
        Seat.objects.select_for_update()
        .filter(
            seats_in_force(now),
            account_id=command.account_id,
            subscription_id=subscription_id,
            seat_type_id=seat_type_id,
            assignment_id=None,
        )
        .order_by(F("ends_at").asc(nulls_last=True), "-starts_at", "-id")
    )


def seats_of_order(command: Command, order_id: UUID, seat_type_id: UUID) -> list[UUID]:
    """Return the free seats that an order brought."""
    seats = Seat.objects.filter(
        account_id=command.account_id,
        order_id=order_id,
        seat_type_id=seat_type_id,
        assignment_id=None,
    )
    return list(seats.order_by("id").values_list("id", flat=True))


def end_seats(command: Command, seats: Iterable[Seat], ends_at: datetime) -> None:
    """Give seats an end: now, or at a date to come."""
    listed = list(seats)
    if not listed:
        return
    for seat in listed:
        seat.ends_at = ends_at
        seat.starts_at = min(seat.starts_at, ends_at - _BLINK)
    Seat.objects.bulk_update(listed, ["starts_at", "ends_at"])
    command.record_all(
        EventType.SEAT_ENDED,
        [(seat.id, {"ends_at": ends_at}) for seat in listed],
        subscription_id=listed[0].subscription_id,
    )


def keep_seats(
    command: Command, *, subscription_id: UUID, seat_type_id: UUID, ends_at: datetime
) -> None:
    """Take back the end that a scheduled reduction gave to seats."""
    seats = list(
        Seat.objects.select_for_update()
        .filter(
            account_id=command.account_id,
            subscription_id=subscription_id,
            seat_type_id=seat_type_id,
            ends_at=ends_at,
        )
        .order_by("id")
    )
    Seat.objects.filter(account_id=command.account_id, id__in=[seat.id for seat in seats]).update(
        ends_at=None
    )
    command.record_all(
        EventType.SEAT_ADDED,
        [(seat.id, {"starts_at": seat.starts_at, "ends_at": None}) for seat in seats],
        subscription_id=subscription_id,
    )


def end_all_seats(command: Command, *, subscription_id: UUID, ends_at: datetime) -> None:
    """End every seat of a subscription that would run on."""
    seats = Seat.objects.select_for_update().filter(
        Q(ends_at=None) | Q(ends_at__gt=ends_at),
        account_id=command.account_id,
        subscription_id=subscription_id,
    )
    end_seats(command, seats.order_by("id"), ends_at)
