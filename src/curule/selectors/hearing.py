"""Hearing from the database what was taken away, at once and in every process.

Triggers tell the rows that no longer give the access they gave (`data.rules.tells`). A listener is
a thread with a connection of its own that hears them. It also says whether it may be relied on: it
asks the server for a sign of life a few times a second, and what was told before arrives with the
answer. Where no sign comes, on whatever ground, nothing remembered is believed after `_LEASE`.

A pooler that gives each transaction another connection, or says nothing while there is none, keeps
what is told to itself. So a sign of life counts only from the very server process that we connected
to, while it listens: behind a pooler that nobody declared, nothing is remembered.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from curule.data.rules import TAKEN_AWAY

_log = logging.getLogger(__name__)

_BEAT: Final = 250
"""Milliseconds from one sign of life to the next question."""
_LEASE: Final = 0.9
"""Seconds from a question to the server until its answer no longer counts: less than one."""
_PAUSES: Final = (0.1, 0.5, 2.0)
"""Seconds between attempts to connect; the last goes on."""
_PATIENT_FOR: Final[dict[str, str | int]] = {
    "application_name": "curule hears",
    "connect_timeout": 5,
    "tcp_user_timeout": 2_000,
    "keepalives_idle": 5,
}


_IS_HEARD: Final = """
SELECT pg_backend_pid() = %(pid)s AND %(channel)s IN (SELECT pg_listening_channels())
"""


class NotHeard(Exception):
    """Somebody stands between us and the server, and does not hand on what it tells."""


class Listener:
    """Hears what was taken away; `heard` gets the row, or None where everything may be.

    It is told of None whenever it has begun to listen: nobody knows what was said before. `ticks`
    is a clock that only goes forward, in seconds.
    """

    def __init__(self, *, heard: Callable[[UUID | None], None], ticks: Callable[[], float]) -> None:
        self._heard = heard
        self._ticks = ticks
        self._relied_on_until = float("-inf")
        self._doubts = self._settled = self._attempts = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._bell = os.pipe()
        for end in self._bell:
            os.set_blocking(end, False)

    @property
    def is_relied_on(self) -> bool:
        """Whether everything that was taken away until a moment ago has been heard."""
        return self._settled == self._doubts and self._ticks() < self._relied_on_until

    def start(self) -> None:
        """Begin to listen; again is nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hearing", daemon=True)
                self._thread.start()

    def doubt(self) -> None:
        """Do not rely on it until all has been heard that is committed by now."""
        with self._lock:
            self._doubts += 1
        self._ring()

    def end(self) -> None:
        """Stop listening for good, and wait until the connection is closed."""
        self._ended.set()
        self._ring()
        if self._thread is not None:
            self._thread.join()

    def _ring(self) -> None:
        with contextlib.suppress(BlockingIOError):  # then it rings already
            os.write(self._bell[1], b"!")

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                with _connected() as sql:
                    self._listen(sql)
            except NotHeard:
                _log.warning(
                    "hearing: a pooler stands before the database; set CURULE_DB_POOLER=transaction"
                )
            except (psycopg.Error, DatabaseError, OSError) as error:
                _log.warning("hearing: the database does not answer (%s)", type(error).__name__)
            except Exception:  # noqa: BLE001 - the thread outlives a mistake; until then all is asked
                _log.exception("hearing: failed")
            self._relied_on_until = float("-inf")
            self._ended.wait(_PAUSES[min(self._attempts, len(_PAUSES) - 1)])
            self._attempts += 1

    def _listen(self, sql: psycopg.Connection[Any]) -> None:
        sql.add_notify_handler(lambda told: self._heard(_row(told.payload)))
        sql.execute(f"LISTEN {TAKEN_AWAY}".encode())
        self._heard(None)
        either = select.poll()
        for descriptor in (sql.fileno(), self._bell[0]):
            either.register(descriptor, select.POLLIN)
        while not self._ended.is_set():
            asked_at, doubts = self._ticks(), self._doubts
            _check(sql)
            self._attempts = 0
            self._settled = doubts
            self._relied_on_until = asked_at + _LEASE
            either.poll(_BEAT)
            with contextlib.suppress(BlockingIOError):  # nobody rang
                os.read(self._bell[0], 4096)


def _check(sql: psycopg.Connection[Any]) -> None:
    """Raise `NotHeard` unless the server that we connected to tells us what it hears."""
    told = sql.execute(_IS_HEARD, {"pid": sql.info.backend_pid, "channel": TAKEN_AWAY}).fetchone()
    if told != (True,):
        raise NotHeard


@contextlib.contextmanager
def _connected() -> Iterator[psycopg.Connection[Any]]:
    """Open a connection of one's own to where Django's default one leads."""
    django = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {**django.settings_dict["OPTIONS"], **_PATIENT_FOR}
    django.settings_dict = {**django.settings_dict, "OPTIONS": options}
    django.connect()
    try:
        yield django.connection
    finally:
        django.close()


def _row(payload: str) -> UUID | None:
    """Return the row that is named; None, which is everything, for what is no row."""
    try:
        return UUID(payload)
    except ValueError:
        return None
