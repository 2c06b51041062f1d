"""The clock, read here and nowhere else."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time it is."""
    return datetime.now(UTC)
