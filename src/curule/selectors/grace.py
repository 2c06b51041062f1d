"""From when the grace of an unpaid invoice counts: its due date, or what it was put off to."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q
from django.db.models.functions import Greatest

GRACE_FROM: Final = "greatest(due_at, grace_from_at)"
"""In SQL, of a row of invoices; without anything put off it is the due date."""


def grace_from() -> Greatest:
    """Return the same as an expression."""
    return Greatest("due_at", "grace_from_at")


def grace_begun(now: datetime) -> Q:
    """Return the condition of invoices that are due, and put off no longer."""
    return Q(due_at__lte=now) & (Q(grace_from_at=None) | Q(grace_from_at__lte=now))
