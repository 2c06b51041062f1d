"""How the fake company treats the next requests, if not as it should."""

import threading
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto


class Manner(Enum):
    """A fault; those before the work leave nothing behind, those after it have done it."""

    TOO_MANY = auto()  # 429, before the key is looked at
    BROKEN = auto()  # 500 before the work, kept under the key as every answer is
    BUSY = auto()  # 503 before the key is looked at
    HTML = auto()  # a proxy's page instead of an answer, before the work
    HANG = auto()  # no answer, before the work
    CUT = auto()  # the work is done, the JSON ends in the middle
    LOSE_ANSWER = auto()  # the work is done, the line goes dead
    HANG_AFTER = auto()  # the work is done, no answer
    DRIP = auto()  # the work is done, the answer comes a byte at a time
    UNREADABLE = auto()  # the work is done, 200 with half a JSON text, as if it were whole


BEFORE_THE_KEY = frozenset({Manner.TOO_MANY, Manner.BUSY, Manner.HTML, Manner.HANG})


@dataclass
class Manners:
    """What is to happen next, by the start of a path, and the hook that ends every hanging."""

    queued: deque[tuple[str, Manner]] = field(default_factory=deque)
    always: dict[str, Manner] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    hanging: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, path: str) -> Manner | None:
        """Return what becomes of a request to `path`, and use it up."""
        with self._lock:
            for start, manner in self.always.items():
                if path.startswith(start):
                    return manner
            for place, (start, manner) in enumerate(self.queued):
                if path.startswith(start):
                    del self.queued[place]
                    return manner
        return None

    def hang(self) -> None:
        """Keep a request waiting until it is let go."""
        self.hanging.set()
        self.released.wait(60)
