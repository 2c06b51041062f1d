"""A price change that goes out to many, behind the page that shows how far it has come.

Whoever runs it holds a lock of the database that goes with their process, so there is one at a
time. It can be stopped between two subscriptions; begun again it goes on, as it tells nobody twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import connection

from curule.core.permissions import Actor
from curule.services import price_announcements

_log: Final = logging.getLogger(__name__)
_LOCK: Final = 0x70726963
"""The lock of the one who announces ("pric"), apart from all others of the database."""

_PATIENCE_SECONDS: Final = 10.0
_KEPT_SECONDS: Final = 24 * 3600
_BEGUN: Final = "prices:begun"
_DONE: Final = "prices:done"
_STOPPED: Final = "prices:stopped"
_EACH: Final = 10
"""How far it has come is written down after so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the last announcement, or the last taking back, of a plan has come."""

    number: int
    done: int
    is_running: bool
    was_stopped: bool


def announce(
    *, actor: Actor, plan_id: UUID, number: int, notice_days: int, now: datetime, key: str
) -> None:
    """Begin to announce the newest version of a plan to `number` subscriptions.

    Refuses `role_not_allowed`. One that runs already goes on alone.
    """
    price_announcements.require(actor)

    def work(told: Callable[[str], None]) -> None:
        price_announcements.announce_version(
            actor=actor,
            plan_id=plan_id,
            notice_days=notice_days,
            now=now,
            key=key,
            stopping=_is_stopped,
            told=told,
        )

    _start(plan_id, number, work)


def withdraw(*, actor: Actor, plan_id: UUID, version_id: UUID, number: int, now: datetime) -> None:
    """Begin to take an announcement back from all who have not renewed yet.

    Refuses `role_not_allowed`.
    """
    price_announcements.require(actor)

    def work(told: Callable[[str], None]) -> None:
        price_announcements.withdraw_version(
            actor=actor, version_id=version_id, now=now, stopping=_is_stopped, told=told
        )

    _start(plan_id, number, work)


def stop(*, actor: Actor) -> None:
    """Let it end after the subscription it is at. Refuses `role_not_allowed`."""
    price_announcements.require(actor)
    cache.set(_STOPPED, value=True, timeout=_KEPT_SECONDS)


def progress(plan_id: UUID) -> Progress | None:
    """Return how far the last one has come; None where none was for this plan lately."""
    begun = cache.get(_BEGUN)
    if begun is None or begun[0] != str(plan_id):
        return None
    return Progress(
        number=begun[1],
        done=cache.get(_DONE) or 0,
        is_running=is_running(),
        was_stopped=_is_stopped(),
    )


def is_running() -> bool:
    """Return whether prices are announced, or taken back, now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = %s AND objid = %s)",
            [_LOCK, _LOCK],
        )
        (running,) = cursor.fetchone()
    return bool(running)


Work = Callable[[Callable[[str], None]], None]


def _start(plan_id: UUID, number: int, work: Work) -> None:
    begun = threading.Event()
    threading.Thread(
        target=_run,
        kwargs={"begun": begun, "of": (str(plan_id), number), "work": work},
        name="prices",
        daemon=True,
    ).start()
    begun.wait(_PATIENCE_SECONDS)


def _run(*, begun: threading.Event, of: tuple[str, int], work: Work) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, _LOCK])
            (taken,) = cursor.fetchone()
        if taken:
            carry_out(of=of, work=work, begun=begun)
    except Exception:  # noqa: BLE001 - nobody waits for this thread; the log is told
        _log.exception("the announcement of prices could not go on")
    finally:
        begun.set()
        connection.close()  # the lock goes with it


def carry_out(*, of: tuple[str, int], work: Work, begun: threading.Event) -> None:
    """Do the work, and write down how far it has come."""
    cache.set(_BEGUN, value=of, timeout=_KEPT_SECONDS)
    cache.set(_DONE, value=0, timeout=_KEPT_SECONDS)
    cache.delete(_STOPPED)
    begun.set()
    done = 0

    def told(_said: str) -> None:
        nonlocal done
        done += 1
        if done % _EACH == 0:
            cache.set(_DONE, value=done, timeout=_KEPT_SECONDS)

    try:
        work(told)
    finally:
        cache.set(_DONE, value=done, timeout=_KEPT_SECONDS)


def _is_stopped() -> bool:
    return bool(cache.get(_STOPPED))
