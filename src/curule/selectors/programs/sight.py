"""Which data a program sees, and the time it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from curule.selectors.console.time_there import time_there

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Real customers, or those on test clocks; `now` is the real time."""

    is_live: bool
    now: datetime

    def of(self, found: QuerySet[M]) -> QuerySet[M]:
        """Return the rows that it sees of a query, each with the time `there` in its account."""
        seen: QuerySet[M] = found.annotate(there=time_there(self.now))
        return seen.filter(account__clock__isnull=self.is_live)
