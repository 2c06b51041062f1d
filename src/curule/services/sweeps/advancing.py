"""A test clock on its way: moved behind the page that shows how far it has come.

If the process dies that moves it, the clock stands where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from curule.core.permissions import Actor
from curule.data.models import TestClock
from curule.services.sweeps import clocks
from curule.services.sweeps.behind import Behind

_FAMILY: Final = 0x636C6F63  # "cloc"

MOST_STEPS: Final = 60
SHORTEST_STEP: Final = timedelta(days=1)


def start(*, actor: Actor, clock_id: UUID, to: datetime) -> None:
    """Begin to move a clock; returns as soon as it is on its way.

    One that is moved already is left to whoever moves it.
    """

    def work(begun: Callable[[], None]) -> None:
        begun()
        starts_at = TestClock.objects.values_list("now", flat=True).get(id=clock_id)
        advance_in_steps(actor=actor, clock_id=clock_id, starts_at=starts_at, to=to)

    _behind(clock_id).start(work)


def is_moving(clock_id: UUID) -> bool:
    """Return whether somebody moves this clock now."""
    return _behind(clock_id).is_running()


def advance_in_steps(*, actor: Actor, clock_id: UUID, starts_at: datetime, to: datetime) -> None:
    """Move a clock step by step, so that whoever looks sees it go. Refuses what `advance` does."""
    step = max(SHORTEST_STEP, (to - starts_at) / MOST_STEPS)
    at = starts_at
    while at < to:
        at = min(at + step, to)
        clocks.advance(actor=actor, clock_id=clock_id, to=at)


def _behind(clock_id: UUID) -> Behind:
    """Return the work of moving a clock, by its last, random bits."""
    return Behind(name=f"clock-{clock_id}", family=_FAMILY, number=clock_id.int & 0xFFFFFFFF)
