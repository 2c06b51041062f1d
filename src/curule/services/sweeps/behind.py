"""Work that goes on behind the page, or the answer, that began it: one of its kind at a time.

Whoever does it holds a lock of the database that goes with their process: if that dies, nobody has
to give it back, and everybody sees that nothing goes on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection, transaction

_log: Final = logging.getLogger(__name__)
_PATIENCE_SECONDS: Final = 10.0

Work = Callable[[Callable[[], None]], None]
"""Does it, and says by its argument that it is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A kind of work. Its lock is a `family`, apart from all others of the database, and a number.

    Both are numbers of 32 bits.
    """

    name: str
    family: int
    number: int = 0

    def start(self, work: Work) -> None:
        """Do it in a thread of its own; return as soon as it is on its way.

        What goes on already goes on alone. Where the setting `CURULE_RUNS_BEHIND` is off it is over
        when this returns.
        """
        if not settings.CURULE_RUNS_BEHIND:
            self._do(work, lambda: None)
            return
        begun = threading.Event()
        threading.Thread(
            target=self._in_thread, args=(work, begun), name=self.name, daemon=True
        ).start()
        begun.wait(_PATIENCE_SECONDS)

    def here(self, work: Work) -> bool:
        """Do it, and come back when it is over; false where somebody does it already."""
        with self._lock() as is_taken:
            if is_taken:
                work(lambda: None)
            return is_taken

    def is_running(self) -> bool:
        """Return whether somebody does it now."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND classid = %s AND objid = %s)",
                [self.family, self.number],
            )
            (running,) = cursor.fetchone()
        return bool(running)

    def _in_thread(self, work: Work, begun: threading.Event) -> None:
        try:
            self._do(work, begun.set)
        finally:
            begun.set()
            connection.close()

    def _do(self, work: Work, begun: Callable[[], None]) -> None:
        try:
            with self._lock() as is_taken:
                if is_taken:
                    work(begun)
        except Exception:  # noqa: BLE001 - nobody waits for it; the log is told
            _log.exception("%s could not go on", self.name)

    @contextmanager
    def _lock(self) -> Iterator[bool]:
        """Hold the lock, and tell whether it is ours; within a transaction what fails is undone."""
        lock = [_signed(self.family), _signed(self.number)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock)
            (is_taken,) = cursor.fetchone()
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                yield bool(is_taken)
        finally:
            if is_taken:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)


def _signed(number: int) -> int:
    """Return a number of 32 bits as the database takes it, with a sign."""
    return number - 2**32 if number >= 2**31 else number
