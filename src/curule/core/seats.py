"""Seats as intervals: how many are in force at an instant, and who leaves when there are fewer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from curule.core.policy import DecreaseOccupied


@unique
class Hold(StrEnum):
    """How a seat is taken: by a person, or by an invitation that keeps it."""

    HELD = "held"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class SeatTerm:
    """When one seat is in force: `[starts_at, ends_at)`; no end while the subscription runs."""

    starts_at: datetime
    ends_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether the seat can be used at `at`."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCounts:
    """The four numbers of a seat type, which add up: total = occupied + held + free."""

    total: int
    occupied: int
    held: int

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return self.total - self.occupied - self.held


def capacity_at(terms: Iterable[SeatTerm], at: datetime) -> int:
    """Return how many seats are in force at `at`; never negative, whatever the intervals."""
    return sum(term.in_force(at) for term in terms)


def totals_over_time(
    terms: Sequence[SeatTerm], *, after: datetime
) -> tuple[tuple[datetime, int], ...]:
    """Return (instant, total) for each instant after `after` at which the number of seats changes."""
    edges = {term.starts_at for term in terms} | {t.ends_at for t in terms if t.ends_at is not None}
    changes: list[tuple[datetime, int]] = []
    total = capacity_at(terms, after)
    for edge in sorted(instant for instant in edges if instant > after):
        now = capacity_at(terms, edge)
        if now != total:
            changes.append((edge, now))
            total = now
    return tuple(changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupant:
    """Who has a seat, as far as the choice of who leaves needs it."""

    key: str
    hold: Hold
    since: datetime
    last_active_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TooManyPeople:
    """More people stay than there will be seats, and nobody said who leaves."""

    staying: int
    seats: int


def who_leaves(
    occupants: Collection[Occupant],
    seats: int,
    rule: DecreaseOccupied,
    chosen: Collection[str] = (),
) -> tuple[Occupant, ...] | TooManyPeople:
    """Return who leaves when only `seats` seats are left (decrease.occupied).

    The chosen leave in any case. `automatic` lets go what is still missing: invitations first, then
    who was inactive longest, then who came last. `drop_to_used` and `choose` without a choice let
    nobody go: the number of seats stays at those in use. `refuse` says how many are too many.
    """
    leaving = [occupant for occupant in occupants if occupant.key in chosen]
    staying = [occupant for occupant in occupants if occupant.key not in chosen]
    excess = len(staying) - seats
    if excess <= 0:
        return tuple(leaving)
    if rule is DecreaseOccupied.AUTOMATIC:
        return tuple(leaving) + tuple(sorted(staying, key=_first_to_leave)[:excess])
    if rule is DecreaseOccupied.REFUSE:
        return TooManyPeople(staying=len(staying), seats=seats)
    return tuple(leaving)


def _first_to_leave(occupant: Occupant) -> tuple[int, float, float]:
    active = occupant.last_active_at or occupant.since
    return (
        0 if occupant.hold is Hold.HELD else 1,
        active.timestamp(),
        -occupant.since.timestamp(),
    )
