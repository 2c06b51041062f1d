"""Ids as a browser sends them."""

from __future__ import annotations

from uuid import UUID


def as_uuid(text: str | None) -> UUID | None:
    """Return the id that is written so, or None."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
