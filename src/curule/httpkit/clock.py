"""The clock of what answers over HTTP: read here, handed down from here."""

import time
from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time it is."""
    return datetime.now(UTC)


def ticks() -> float:
    """Return seconds that only go forward, also where somebody sets the clock back."""
    return time.monotonic()
