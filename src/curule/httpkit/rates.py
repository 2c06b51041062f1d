"""How often somebody may ask: so many requests a minute, all at once or one after another.

A bucket (GCRA) is refilled steadily and holds a minute's worth. It is one number, the moment at
which it will be full again:

>>> now = iter([0.0, 0.0, 0.0, 30.0]).__next__
>>> buckets = Buckets(2, ticks=now)
>>> [buckets.take("ours").remaining for _ in range(2)], buckets.take("ours").wait
([1, 0], 30.0)
>>> buckets.take("ours").is_refused
False

Buckets live in the process: whoever runs several processes lets so many through in each of them.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final

WINDOW_SECONDS: Final = 60
MOST_BUCKETS: Final = 10_000
"""Full ones are forgotten then; a bucket that nobody knows is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of one request: what is left, and after how many seconds to ask again if refused.

    `full_in` is how many seconds it takes until a whole minute's worth is there again.
    """

    name: str
    quota: int
    remaining: int
    full_in: float
    wait: float = 0.0

    @property
    def is_refused(self) -> bool:
        """Whether there was nothing left to take."""
        return self.wait > 0

    @property
    def headers(self) -> Mapping[str, str]:
        """What an answer says about it (draft-ietf-httpapi-ratelimit-headers-10)."""
        said = {
            "RateLimit-Policy": f'"{self.name}";q={self.quota};w={WINDOW_SECONDS}',
            "RateLimit": f'"{self.name}";r={self.remaining};t={math.ceil(self.full_in)}',
        }
        if self.is_refused:
            said["Retry-After"] = str(max(1, math.ceil(self.wait)))
        return said


class Buckets:
    """A bucket for each of those who ask; safe to share between threads."""

    def __init__(self, quota: int, *, ticks: Callable[[], float], name: str = "requests") -> None:
        self.quota = quota
        self._name = name
        self._ticks = ticks
        self._full_at: dict[Hashable, float] = {}
        self._lock = threading.Lock()

    def take(self, who: Hashable) -> Taken:
        """Take one from a bucket; where it is empty nothing is taken."""
        step = WINDOW_SECONDS / self.quota
        with self._lock:
            now = self._ticks()
            before = max(self._full_at.get(who, now), now)
            after = before + step
            wait = after - now - WINDOW_SECONDS
            # A sum of steps may miss the minute by a rounding.
            if wait > step * 1e-6:
                return self._taken(before - now, wait=wait)
            self._full_at[who] = after
            if len(self._full_at) > MOST_BUCKETS:
                self._full_at = {each: at for each, at in self._full_at.items() if at > now}
        return self._taken(after - now)

    def _taken(self, full_in: float, *, wait: float = 0.0) -> Taken:
        left = (WINDOW_SECONDS - full_in) * self.quota / WINDOW_SECONDS
        return Taken(
            name=self._name,
            quota=self.quota,
            remaining=max(0, math.floor(left + 1e-6)),
            full_in=full_in,
            wait=wait,
        )
