"""Test clocks and the accounts that hang on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """A clock: where it was brought to, since when it follows real time, how many accounts it has.

    One that follows is brought forward by each sweep; in between it shows what `showing` says.
    """

    id: UUID
    name: str
    now: datetime
    follows_from: datetime | None
    accounts: int

    def showing(self, real_now: datetime) -> datetime:
        """Return the time it shows: one that follows, the real time if it is not ahead of it."""
        return self.now if self.follows_from is None else max(self.now, real_now)


def list_clocks() -> tuple[ClockRow, ...]:
    """Return all clocks by name."""
    counts = _accounts()
    return tuple(_row(clock, counts) for clock in models.TestClock.objects.order_by("name"))


def get_clock(clock_id: UUID) -> ClockRow | None:
    """Return one clock, or None."""
    clock = models.TestClock.objects.filter(id=clock_id).first()
    return None if clock is None else _row(clock, _accounts())


def accounts_on(clock_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """Return the accounts on a clock as (id, name), by name."""
    return tuple(
        models.Account.objects.filter(clock_id=clock_id)
        .order_by("name", "id")
        .values_list("id", "name")
    )


def _accounts() -> dict[UUID, int]:
    rows = models.Account.objects.exclude(clock=None).values_list("clock_id")
    return dict(rows.annotate(Count("id")))


def _row(clock: models.TestClock, counts: dict[UUID, int]) -> ClockRow:
    return ClockRow(
        id=clock.id,
        name=clock.name,
        now=clock.now,
        follows_from=clock.follows_from,
        accounts=counts.get(clock.id, 0),
    )
