"""Identifiers: UUIDv7 (RFC 9562 §5.7), made in Python: nothing depends on the server's version."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh identifier; within one process each is greater than the one before."""
    return uuid7()


def first_id(at: datetime) -> UUID:
    """Return the least UUIDv7 of a millisecond: what was made later has a greater one."""
    return UUID(int=max(int(at.timestamp() * 1000), 0) << 80)
