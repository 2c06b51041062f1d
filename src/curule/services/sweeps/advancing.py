"""A test clock on its way: moved behind the page that shows how far it has come.

Whoever moves a clock holds a lock of the database that says so and that nobody has to give back:
if the process dies, the lock goes with it, and the clock stands where it was.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from curule.core.permissions import Actor
from curule.data.models import TestClock
from curule.services.sweeps import clocks

_log: Final = logging.getLogger(__name__)
_FAMILY: Final = 0x636C6F63
"""Keeps these locks apart from all others of the database ("cloc")."""

MOST_STEPS: Final = 60
SHORTEST_STEP: Final = timedelta(days=1)
_PATIENCE_SECONDS: Final = 10.0


def start(*, actor: Actor, clock_id: UUID, to: datetime) -> None:
    """Begin to move a clock, in a thread of its own; returns as soon as it is on its way.

    One that is moved already is left to whoever moves it.
    """
    begun = threading.Event()
    threading.Thread(
        target=_run,
        kwargs={"actor": actor, "clock_id": clock_id, "to": to, "begun": begun},
        name=f"clock-{clock_id}",
        daemon=True,
    ).start()
    begun.wait(_PATIENCE_SECONDS)


def is_moving(clock_id: UUID) -> bool:
    """Return whether somebody moves this clock now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = %s AND objid = %s)",
            [_FAMILY, _number(clock_id)],
        )
        (moving,) = cursor.fetchone()
    return bool(moving)


def advance_in_steps(*, actor: Actor, clock_id: UUID, starts_at: datetime, to: datetime) -> None:
    """Move a clock step by step, so that whoever looks sees it go. Refuses what `advance` does."""
    step = max(SHORTEST_STEP, (to - starts_at) / MOST_STEPS)
    at = starts_at
    while at < to:
        at = min(at + step, to)
        clocks.advance(actor=actor, clock_id=clock_id, to=at)


def _run(*, actor: Actor, clock_id: UUID, to: datetime, begun: threading.Event) -> None:
    try:
        if not _take(clock_id):
            return
        begun.set()
        try:
            starts_at = TestClock.objects.values_list("now", flat=True).get(id=clock_id)
            advance_in_steps(actor=actor, clock_id=clock_id, starts_at=starts_at, to=to)
        finally:
            _give_back(clock_id)
    except Exception:  # noqa: BLE001 - nobody waits for this thread; the log is told
        _log.exception("a clock could not go on", extra={"clock": str(clock_id)})
    finally:
        begun.set()
        connection.close()


def _take(clock_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_FAMILY, _signed(clock_id)])
        (taken,) = cursor.fetchone()
    return bool(taken)


def _give_back(clock_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_FAMILY, _signed(clock_id)])


def _number(clock_id: UUID) -> int:
    """Return a clock's number among the locks: its last, random bits."""
    return clock_id.int & 0xFFFFFFFF


def _signed(clock_id: UUID) -> int:
    """Return the same number as the database takes it, with a sign."""
    number = _number(clock_id)
    return number - 2**32 if number >= 2**31 else number
