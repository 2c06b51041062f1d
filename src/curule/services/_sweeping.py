"""What a sweep is: sources of rows that fall due, each carried out at its own time, in order.

Each source is a query for the earliest row that is due and a command that carries it out; the
command looks again under its locks, so that running twice, or on two machines, changes nothing
(I36).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from curule.core.refusals import RefusalCode, Refused
from curule.data.models import TestClock

log: Final = logging.getLogger("curule.due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose time is meant: the accounts of a clock, of the real time, or a few named ones."""

    clock_id: UUID | None = None
    account_ids: frozenset[UUID] | None = None

    def of(self, field_name: str = "account") -> Q:
        """Return the condition on a table whose account is `field_name`."""
        chosen = Q(**{f"{field_name}__clock_id": self.clock_id})
        if self.account_ids is not None:
            chosen &= Q(**{f"{field_name}_id__in": list(self.account_ids)})
        return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One row that is due: what is to be done, when it was due, and for whom."""

    due_at: datetime
    rank: int
    source: str
    account_id: UUID
    id: UUID


@dataclass(slots=True)
class DueReport:
    """What a sweep did: how often each source had something, what failed, and what is parked."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[DueItem] = field(default_factory=list)
    parked: list[DueItem] = field(default_factory=list)


Finder = Callable[[Scope, datetime, Collection[UUID]], DueItem | None]
Handler = Callable[[DueItem], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of thing that falls due; at one instant the lower rank comes first."""

    name: str
    rank: int
    find: Finder
    carry_out: Handler


def sweep(sources: Sequence[Source], scope: Scope, now: datetime) -> DueReport:
    """Carry out everything due up to `now`, in order of time; each at the time it was due.

    A failing row is logged and left for the next sweep; on a test clock, which goes with what
    happens, it stops the clock. What is due in an account that is parked waits for its release.
    Without a clock each account has a time of its own, so they are taken one after the other.
    """
    report = DueReport()
    skipped: set[UUID] = set()
    if scope.clock_id is not None or scope.account_ids is not None:
        _sweep(sources, scope, now, report, skipped)
        return report
    while item := _earliest(sources, scope, now, skipped):
        one = Scope(account_ids=frozenset({item.account_id}))
        _sweep(sources, one, now, report, skipped)
    return report


def _sweep(
    sources: Sequence[Source],
    scope: Scope,
    now: datetime,
    report: DueReport,
    skipped: set[UUID],
) -> None:
    last: DueItem | None = None
    while item := _earliest(sources, scope, now, skipped):
        if scope.clock_id is not None:
            TestClock.objects.filter(id=scope.clock_id, now__lt=item.due_at).update(now=item.due_at)
        try:
            _carry_out(sources, item, last)
        except Exception as error:
            if scope.clock_id is not None:
                raise
            if _is_parked(error):
                report.parked.append(item)
                skipped.add(item.id)
                continue
            log.exception("due item failed", extra={"source": item.source, "row": str(item.id)})
            report.failed.append(item)
            skipped.add(item.id)
        report.done[item.source] = report.done.get(item.source, 0) + 1
        last = item


def _is_parked(error: Exception) -> bool:
    """Whether it waits for somebody to release its account: staff were told, and it stays due."""
    return isinstance(error, Refused) and error.refusal.code is RefusalCode.ACCOUNT_PARKED


class StillDue(Exception):
    """A row was carried out and is due as before: it would be found for ever."""


def _carry_out(sources: Sequence[Source], item: DueItem, last: DueItem | None) -> None:
    if item == last:
        raise StillDue(item)
    source = next(source for source in sources if source.name == item.source)
    source.carry_out(item)


def _earliest(
    sources: Collection[Source], scope: Scope, now: datetime, skipped: Collection[UUID]
) -> DueItem | None:
    found = (source.find(scope, now, skipped) for source in sources)
    items = [item for item in found if item is not None]
    return min(items, key=lambda item: (item.due_at, item.rank, item.id), default=None)


def column_source(
    name: str,
    rank: int,
    rows: Callable[[], QuerySet[Any]],
    column: str,
    carry_out: Handler,
) -> Source:
    """Return a source whose rows carry their due time in a column."""

    def find(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
        chosen = rows().filter(scope.of()).exclude(id__in=list(skipped))
        return _first(name, rank, chosen, column, now)

    return Source(name=name, rank=rank, find=find, carry_out=carry_out)


def _first(
    name: str, rank: int, rows: QuerySet[Model], column: str, now: datetime
) -> DueItem | None:
    row = (
        rows.filter(**{f"{column}__lte": now})
        .order_by(column, "id")
        .values_list(column, "account_id", "id")
        .first()
    )
    if row is None:
        return None
    due_at, account_id, row_id = row
    return DueItem(due_at=due_at, rank=rank, source=name, account_id=account_id, id=row_id)
