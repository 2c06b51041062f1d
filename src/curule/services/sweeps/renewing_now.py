"""Everything that is due to renew, carried out behind the page that shows how far it has come.

The worker does the same each minute; by hand it is done where the worker stood still, or to try
again what could not be renewed. Whoever runs it holds a lock of the database that goes with their
process, so there is one such run at a time; it charges no saved method, that is the worker's.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import connection

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import Refused
from curule.data.ids import new_id
from curule.services.catching_up import catch_up
from curule.services.renewals.due_renewals import Expected, Sought, count_expected, list_expected
from curule.services.renewals.renewal_run import renew_plain

_log: Final = logging.getLogger(__name__)
_LOCK: Final = 0x72656E65
"""The lock of the one who renews ("rene"), apart from all others of the database."""

_PATIENCE_SECONDS: Final = 10.0
_KEPT_SECONDS: Final = 24 * 3600
_BEGUN: Final = "renewals:run"
_STOPPED: Final = "renewals:stopped"
_CHUNK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the last run has come: of `number` that were due when it began, `left` still are.

    What has become due since is not its own.
    `is_running` is whether it goes on now; `was_stopped` whether somebody asked it to stop.
    `id` names the run for a day, in which it is known at all.
    """

    id: UUID
    begun_at: datetime
    number: int
    left: int
    is_running: bool
    was_stopped: bool

    @property
    def done(self) -> int:
        """How many have been renewed or ended since."""
        return max(self.number - self.left, 0)


def start(*, actor: Actor, now: datetime) -> None:
    """Begin to renew what is due, in a thread of its own. Refuses `role_not_allowed`.

    One that runs already goes on alone.
    """
    _require(actor)
    begun = threading.Event()
    threading.Thread(
        target=_run, kwargs={"now": now, "begun": begun}, name="renewals", daemon=True
    ).start()
    begun.wait(_PATIENCE_SECONDS)


def renew_here(*, actor: Actor, now: datetime) -> bool:
    """Renew what is due and come back when it is done; false where somebody does so already.

    Refuses `role_not_allowed`.
    """
    _require(actor)
    if not _take_lock():
        return False
    try:
        renew_due(now=now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, _LOCK])
    return True


def stop(*, actor: Actor) -> None:
    """Let the run end after the account it is at. Refuses `role_not_allowed`."""
    _require(actor)
    cache.set(_STOPPED, value=True, timeout=_KEPT_SECONDS)


def progress() -> Progress | None:
    """Return how far the last run has come; None where there was none lately."""
    begun = cache.get(_BEGUN)
    if begun is None:
        return None
    number, written, run_id = begun
    return Progress(
        id=UUID(run_id),
        begun_at=datetime.fromisoformat(written),
        number=number,
        left=count_expected(datetime.fromisoformat(written)),
        is_running=is_running(),
        was_stopped=_is_stopped(),
    )


def renew_due(*, now: datetime, begun: threading.Event | None = None) -> None:
    """Carry out all renewals that are due: together what is plain, then account by account.

    Once it is known how far it will go, whoever waits for it to have `begun` is told.
    """
    cache.delete(_STOPPED)
    noted = (count_expected(now), now.isoformat(), str(new_id()))
    cache.set(_BEGUN, value=noted, timeout=_KEPT_SECONDS)
    if begun is not None:
        begun.set()
    renew_plain(now=now, stopping=_is_stopped)
    sought = Sought(until=now, now=now)
    after: Expected | None = None
    while listed := list_expected(sought, after=after, most=_CHUNK):
        for expected in listed:
            if _is_stopped():
                return
            catch_up(account_id=expected.picked.account_id, now=now)
        after = listed[-1]


def is_running() -> bool:
    """Return whether somebody renews by hand now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = %s AND objid = %s)",
            [_LOCK, _LOCK],
        )
        (running,) = cursor.fetchone()
    return bool(running)


def _run(*, now: datetime, begun: threading.Event) -> None:
    try:
        if _take_lock():
            renew_due(now=now, begun=begun)
    except Exception:  # noqa: BLE001 - nobody waits for this thread; the log is told
        _log.exception("the renewals could not go on")
    finally:
        begun.set()
        connection.close()  # the lock goes with it


def _take_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, _LOCK])
        (taken,) = cursor.fetchone()
    return bool(taken)


def _is_stopped() -> bool:
    return bool(cache.get(_STOPPED))


def _require(actor: Actor) -> None:
    refused = may(actor, Action.RUN_RENEWALS)
    if refused:
        raise Refused(refused)
