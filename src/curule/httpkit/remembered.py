"""What was read once and is not read again while it holds: some seconds, and not too much of it.

It is thrown away when a row that it was read from is told to have changed. What is still being read
at that moment is not taken in: nobody knows whether it was read before the change.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[V]):
    value: V
    rows: Collection[UUID]
    until: datetime | None
    old_at: float


class Remembered(Generic[K, V]):
    """At most `most` values, each for at most `longest` seconds of `ticks`; safe to share.

    `is_relied_on` is asked each time: where it says no, nothing is remembered.
    """

    def __init__(
        self,
        *,
        most: int,
        longest: float,
        ticks: Callable[[], float],
        is_relied_on: Callable[[], bool],
    ) -> None:
        self._most = most
        self._longest = longest
        self._ticks = ticks
        self._is_relied_on = is_relied_on
        self._kept: dict[K, _Kept[V]] = {}
        self._read_from: dict[UUID, set[K]] = {}
        self._mark = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def mark(self) -> int:
        """What to take before reading something that is to be kept."""
        return self._mark

    def find(self, asked: K, now: datetime) -> V | None:
        """Return what is remembered and holds at `now`, or None."""
        kept = self._kept.get(asked)
        if kept is None or not self._is_relied_on():
            return None
        if self._ticks() >= kept.old_at or (kept.until is not None and now >= kept.until):
            return None
        return kept.value

    def keep(
        self,
        asked: K,
        value: V,
        *,
        rows: Collection[UUID],
        until: datetime | None = None,
        mark: int,
    ) -> None:
        """Keep what was read from `rows`, unless something was thrown away since `mark`."""
        kept = _Kept(value, rows, until, self._ticks() + self._longest)
        with self._lock:
            if mark != self._mark:
                return
            self._drop(asked)
            while len(self._kept) >= self._most:
                self._drop(next(iter(self._kept)))
            self._kept[asked] = kept
            for row in rows:
                self._read_from.setdefault(row, set()).add(asked)

    def forget(self, row: UUID | None) -> None:
        """Throw away what was read from a row; everything, for None."""
        with self._lock:
            self._mark += 1
            if row is None:
                self._kept.clear()
                self._read_from.clear()
            for asked in tuple(self._read_from.get(row, ())) if row else ():
                self._drop(asked)

    def _drop(self, asked: K) -> None:
        kept = self._kept.pop(asked, None)
        for row in kept.rows if kept else ():
            readers = self._read_from[row]
            readers.discard(asked)
            if not readers:
                del self._read_from[row]
