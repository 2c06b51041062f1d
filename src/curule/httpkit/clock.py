"""The clock of what answers over HTTP: read here, handed down from here."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time it is."""
    return datetime.now(UTC)
