"""Seats as intervals: how many are in force at an instant, and who leaves when there are fewer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from curule.core.policy import DecreaseOccupied, SeatTypeTerms
from curule.core.refusals import Refusal, RefusalCode, refuse


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
    """Return (instant, total) for each instant after `after` at which the number of seats changes.

    Every step is what comes then less what goes, so it takes one pass whatever the number of seats.
    """
    steps: dict[datetime, int] = {}
    for term in terms:
        if term.ends_at is not None and term.ends_at <= term.starts_at:
            continue
        steps[term.starts_at] = steps.get(term.starts_at, 0) + 1
        if term.ends_at is not None:
            steps[term.ends_at] = steps.get(term.ends_at, 0) - 1
    changes: list[tuple[datetime, int]] = []
    total = capacity_at(terms, after)
    for instant in sorted(steps):
        if instant > after and steps[instant]:
            total += steps[instant]
            changes.append((instant, total))
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


def _first_to_leave(occupant: Occupant) -> tuple[bool, float, float, str]:
    """Sort key: an invitation is never active, so of invitations the newest goes first."""
    active = occupant.hold is Hold.ACTIVE
    last_seen = (occupant.last_active_at or occupant.since).timestamp() if active else 0.0
    return active, last_seen, -occupant.since.timestamp(), occupant.key


def refuse_without_base(terms: SeatTypeTerms, held: Collection[str]) -> Refusal | None:
    """Refuse an add-on to a person who does not hold its base; `held` are the types they have."""
    if terms.base is None or terms.base in held:
        return None
    return refuse(RefusalCode.BASE_SEAT_REQUIRED, base=terms.base)


def standing_on(types: Collection[SeatTypeTerms], base: str) -> tuple[str, ...]:
    """Return the add-ons that a person loses with a base seat, and with those add-ons in turn."""
    lost = [base]
    for name in lost:
        lost += [terms.name for terms in types if terms.base == name and terms.name not in lost]
    return tuple(lost[1:])
