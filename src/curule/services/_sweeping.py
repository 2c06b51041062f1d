"""What a sweep is: whatever falls due is carried out at its own time, in order.

The command that carries a row out looks again under its locks, so that running twice, or on two
machines, changes nothing (I36).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.refusals import RefusalCode, Refused
from curule.data.models import TestClock
from curule.services._sources import DueItem, Scope, Source, earliest

log: Final = logging.getLogger("curule.due")


@dataclass(slots=True)
class DueReport:
    """What a sweep did: how often each source had something, what failed, and what is parked."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[DueItem] = field(default_factory=list)
    parked: list[DueItem] = field(default_factory=list)


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
    while item := earliest(sources, scope, now, skipped):
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
    while item := earliest(sources, scope, now, skipped):
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
