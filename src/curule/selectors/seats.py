"""Seats as lists, as pages and as biographies: who held which seat on any date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from curule.core.seats import Hold
from curule.data import models
from curule.selectors.catalog import seat_type_names
from curule.selectors.standings import seats_in_force


@unique
class SeatState(StrEnum):
    """What a seat is at an instant."""

    NOT_STARTED = "not_started"
    FREE = "free"
    HELD = "held"
    OCCUPIED = "occupied"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """One seat at an instant; `is_ending` if its end is known, `expires_at` that of a hold."""

    id: UUID
    seat_type: str
    pool_id: UUID
    order_id: UUID | None
    starts_at: datetime
    ends_at: datetime | None
    state: SeatState
    email: str | None = None
    person_id: UUID | None = None
    assignment_id: UUID | None = None
    invitation_id: UUID | None = None
    expires_at: datetime | None = None

    @property
    def is_ending(self) -> bool:
        """Whether it is in force and has an end."""
        return self.ends_at is not None and self.state is not SeatState.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """Somebody's time on a seat; `activated_at` is None while it is only kept for them."""

    assignment_id: UUID
    seat_id: UUID
    seat_type: str
    email: str
    person_id: UUID | None
    state: Hold
    started_at: datetime
    activated_at: datetime | None
    ended_at: datetime | None
    end_reason: str


def list_seats(
    account_id: UUID, subscription_id: UUID, now: datetime, *, seat_type: str | None = None
) -> tuple[SeatRow, ...]:
    """Return all seats of a subscription, ended ones too, the oldest first."""
    return page_seats(account_id, subscription_id, now, seat_type=seat_type, limit=None)


def page_seats(
    account_id: UUID,
    subscription_id: UUID,
    now: datetime,
    *,
    seat_type: str | None = None,
    after: UUID | None = None,
    limit: int | None = 100,
) -> tuple[SeatRow, ...]:
    """Return up to `limit` seats after the one named, in the order of their ids."""
    seats = models.Seat.objects.filter(account_id=account_id, subscription_id=subscription_id)
    if seat_type is not None:
        types = models.SeatType.objects.filter(name=seat_type)
        seats = seats.filter(seat_type_id__in=types.values("id"))
    if after is not None:
        seats = seats.filter(id__gt=after)
    listed = list(seats.order_by("id")[:limit])
    holders = models.Assignment.objects.in_bulk(
        [seat.assignment_id for seat in listed if seat.assignment_id]
    )
    invitations = models.Invitation.objects.in_bulk(
        [row.invitation_id for row in holders.values() if row.invitation_id]
    )
    names = seat_type_names([seat.seat_type_id for seat in listed])
    return tuple(_row(seat, names[seat.seat_type_id], now, holders, invitations) for seat in listed)


def _row(
    seat: models.Seat,
    seat_type: str,
    now: datetime,
    holders: dict[UUID, models.Assignment],
    invitations: dict[UUID, models.Invitation],
) -> SeatRow:
    holder = holders.get(seat.assignment_id) if seat.assignment_id else None
    invitation = invitations.get(holder.invitation_id) if holder and holder.invitation_id else None
    expires_at = invitation.expires_at if invitation and holder and holder.state == "held" else None
    state = _state(seat, holder, expires_at, now)
    taken = holder if state in {SeatState.HELD, SeatState.OCCUPIED} else None
    return SeatRow(
        id=seat.id,
        seat_type=seat_type,
        pool_id=seat.pool_id,
        order_id=seat.order_id,
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        state=state,
        email=taken.email if taken else None,
        person_id=taken.person_id if taken else None,
        assignment_id=taken.id if taken else None,
        invitation_id=taken.invitation_id if taken else None,
        expires_at=expires_at if taken else None,
    )


def _state(
    seat: models.Seat,
    holder: models.Assignment | None,
    expires_at: datetime | None,
    now: datetime,
) -> SeatState:
    if now < seat.starts_at:
        return SeatState.NOT_STARTED
    if seat.ends_at is not None and now >= seat.ends_at:
        return SeatState.ENDED
    if holder is None or (expires_at is not None and now >= expires_at):
        return SeatState.FREE
    return SeatState.OCCUPIED if holder.state == Hold.ACTIVE else SeatState.HELD


def find_nth_seat(
    account_id: UUID, subscription_id: UUID, seat_type_id: UUID, *, number: int, now: datetime
) -> UUID | None:
    """Return the n-th seat of a type among those in force, counted from 1 in order of purchase."""
    if number < 1:
        return None
    return (
        models.Seat.objects.filter(
            seats_in_force(now),
            account_id=account_id,
            subscription_id=subscription_id,
            seat_type_id=seat_type_id,
        )
        .order_by("starts_at", "id")
        .values_list("id", flat=True)[number - 1 : number]
        .first()
    )


def list_biography(account_id: UUID, seat_id: UUID) -> tuple[Stint, ...]:
    """Return everybody who had a seat, or was kept it, the first first."""
    rows = models.Assignment.objects.filter(account_id=account_id, seat_id=seat_id)
    return _stints(list(rows.order_by("started_at", "id")))


def list_holders(account_id: UUID, subscription_id: UUID, at: datetime) -> tuple[Stint, ...]:
    """Return who had a seat of a subscription at an instant, past or present.

    A hold or a lease that has lapsed since counts up to its end, whoever wrote that down and when.
    """
    lapses = models.Invitation.objects.filter(
        account_id=account_id, id=OuterRef("invitation_id"), status="open"
    ).values("expires_at")
    ends = models.Seat.objects.filter(account_id=account_id, id=OuterRef("seat_id"))
    rows = (
        models.Assignment.objects.filter(
            account_id=account_id, subscription_id=subscription_id, started_at__lte=at
        )
        .annotate(
            hold_lapses_at=Subquery(lapses[:1]),
            seat_ends_at=Subquery(ends.values("ends_at")[:1]),
        )
        .filter(Q(ended_at=None) | Q(ended_at__gt=at))
        .filter(Q(seat_ends_at=None) | Q(seat_ends_at__gt=at))
        .exclude(Q(state="held") & Q(hold_lapses_at__lte=at))
        .exclude(lapses_at__lte=at)
    )
    return _stints(list(rows.order_by("started_at", "id")))


def _stints(rows: list[models.Assignment]) -> tuple[Stint, ...]:
    names = dict(
        models.SeatType.objects.filter(id__in={row.seat_type_id for row in rows}).values_list(
            "id", "name"
        )
    )
    return tuple(
        Stint(
            assignment_id=row.id,
            seat_id=row.seat_id,
            seat_type=names[row.seat_type_id],
            email=row.email,
            person_id=row.person_id,
            state=Hold(row.state),
            started_at=row.started_at,
            activated_at=row.activated_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
        )
        for row in rows
    )
