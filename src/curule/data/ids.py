"""Identifiers: UUIDv7 (RFC 9562 §5.7), made in Python: nothing depends on the server's version."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh identifier; within one process each is greater than the one before."""
    return uuid7()
