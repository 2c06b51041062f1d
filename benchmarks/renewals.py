"""The renewal run: customers whose month is over, few of them and very many, beside bare SQL.

Curule's side is the worker's sweep, from looking for what is due to the last commit, in a process
of its own whose peak of memory is read at the end. The limit is one statement that writes the same
rows. Each turn has customers of its own, so that nothing is renewed twice.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from statistics import median
from typing import Any, Final

from django.db import connection, transaction
from tests.support.factories import make_plan

from benchmarks import scene
from benchmarks.alternating import Bound, Effort, Figure, Goal, Measured, Ratio
from benchmarks.crew import ClientFailed
from benchmarks.renewal_rows import CUSTOMERS, LIMIT
from curule.core.policy import default_seat_type
from curule.core.presets import PRESETS
from curule.data import models
from curule.data.database_url import DatabaseUrl, connect
from curule.data.databases import point_at
from curule.selectors.catalog import PlanTerms
from curule.services.sweeps.due import run_due

_FIRST_DAY: Final = datetime(2026, 1, 2, tzinfo=UTC)
"""When the first of Curule's customers are due; those of the limit are a month later."""

_BOOKS: Final = datetime(2026, 3, 1, tzinfo=UTC)
"""When revenue is recognized next: after all of it."""

_OFTEN: Final = 10_000
"""More than so many are renewed in one turn only."""

_TURNS: Final = 3
_FORK: Final = multiprocessing.get_context("fork")
_AS_ISSUED: Final = "{" + " " * 520 + "}"
"""As long as what an invoice keeps of who and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """So many customers who are due at the same time."""

    name: str
    count: int
    due_at: datetime

    def names(self, terms: PlanTerms) -> dict[str, Any]:
        """What statements about them name."""
        [sold], [price] = terms.seat_types, terms.prices
        month = self.due_at.month - 1
        return {
            "group": self.name,
            "count": self.count,
            "until": self.due_at,
            "from": self.due_at.replace(year=2026 if month else 2025, month=month or 12),
            "product": terms.product_id,
            "version": terms.version_id,
            "seat_type": sold.id,
            "price": price.id,
        }


@dataclass(slots=True)
class _Size:
    """The turns with groups of one size, and what was measured in them."""

    count: int
    groups: list[tuple[_Group, _Group]]
    bare: list[float] = field(default_factory=list)
    renewed: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    @property
    def limit(self) -> Figure:
        """What the statement did per second."""
        name = f"one SQL statement, {self.count:,}"
        return Figure(name=name, clients=1, rates=tuple(self.bare))

    @property
    def curule(self) -> Figure:
        """What the run did per second."""
        return Figure(name=f"renewal run, {self.count:,}", clients=1, rates=tuple(self.renewed))


def run(server: DatabaseUrl, effort: Effort, *, sizes: Sequence[int]) -> Measured:
    """Renew so many at once, in turns; the largest number only once."""
    with scene.database(server) as url:
        terms = make_plan(
            "gotoassist",
            overrides={"payment.method": "invoice", "renewal.reminder_days": []},
            seat_types=[default_seat_type("seat", PRESETS["gotoassist"].quantity)],
        )
        warm_up, *measured = _prepared(terms, effort, sizes)
        scene.settle(url)
        for size in (warm_up, *measured):
            for number, (bare, renewed) in enumerate(size.groups):
                _take_turns(url, terms, size, bare, renewed, backwards=bool(number % 2))
    return _told(measured)


def _prepared(terms: PlanTerms, effort: Effort, sizes: Sequence[int]) -> list[_Size]:
    """Make the customers of every turn, and before them those of one to warm up."""
    turns = [
        (sizes[0], 1),
        *((size, 1 if size > _OFTEN else min(effort.rounds, _TURNS)) for size in sizes),
    ]
    days = 0
    prepared: list[_Size] = []
    for count, rounds in turns:
        groups = []
        for _turn in range(rounds):
            due_at = _FIRST_DAY + timedelta(days=days)
            bare = _Group(name=f"bare-{days}", count=count, due_at=due_at.replace(month=2))
            renewed = _Group(name=f"renewed-{days}", count=count, due_at=due_at)
            groups.append((bare, renewed))
            days += 1
            for group in groups[-1]:
                _write({**group.names(terms), "books": _BOOKS})
        prepared.append(_Size(count=count, groups=groups))
    return prepared


def _write(values: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Rows made together are valid together; here nobody checks.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(CUSTOMERS, values)


# --- one turn -------------------------------------------------------------------------------------


def _take_turns(
    url: DatabaseUrl,
    terms: PlanTerms,
    size: _Size,
    bare: _Group,
    renewed: _Group,
    *,
    backwards: bool,
) -> None:
    """Measure both sides, one after the other; every other turn the other one first."""
    if not backwards:
        size.bare.append(_write_bare(url, bare, terms))
    took, peak = _in_a_process(url, renewed)
    size.renewed.append(renewed.count / took)
    size.peaks.append(peak)
    if backwards:
        size.bare.append(_write_bare(url, bare, terms))


def _write_bare(url: DatabaseUrl, group: _Group, terms: PlanTerms) -> float:
    """Write the rows by the one statement; return how many renewals per second."""
    names = {**group.names(terms), "series": "INV-2027", "as_issued": _AS_ISSUED}
    with connect(url) as sql:
        began = time.perf_counter()
        sql.execute(LIMIT.encode(), names)
        took = time.perf_counter() - began
    assert models.Invoice.objects.filter(issued_at=group.due_at).count() == group.count
    return group.count / took


def _in_a_process(url: DatabaseUrl, group: _Group) -> tuple[float, int]:
    """Sweep in a new process; return the seconds it took and its peak of memory in KiB."""
    connection.close()  # a child must not inherit it
    ours, theirs = _FORK.Pipe()
    process = _FORK.Process(target=_sweep, args=(theirs, url, group.due_at), daemon=True)
    process.start()
    theirs.close()
    answer: tuple[float, int] | str = ours.recv()
    process.join()
    if isinstance(answer, str):
        raise ClientFailed(answer)
    assert models.Invoice.objects.filter(issued_at=group.due_at).count() == group.count
    return answer


def _sweep(line: Connection, url: DatabaseUrl, now: datetime) -> None:
    """Do what the worker does each minute, and say how long it took."""
    try:
        point_at(url)
        began = time.perf_counter()
        report = run_due(now=now)
        took = time.perf_counter() - began
        assert not report.failed
        line.send((took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    except Exception:  # noqa: BLE001 - the parent raises it
        line.send(traceback.format_exc())


# --- what is told ---------------------------------------------------------------------------------


def _told(sizes: Sequence[_Size]) -> Measured:
    fewest, most = sizes[0], sizes[-1]
    shares = tuple(
        Ratio(
            name=f"share of the limit, {size.count:,}",
            over=size.curule,
            under=size.limit,
            goal=Goal(bound=Bound.AT_LEAST, ratio=0.3, stretch=0.5),
        )
        for size in sizes
    )
    flat = Ratio(
        name=f"time per subscription, {most.count:,} beside {fewest.count:,}",
        over=_middle(fewest.curule),
        under=_middle(most.curule),
        goal=Goal(bound=Bound.AT_MOST, ratio=1.2),
    )
    memory = Ratio(
        name=f"peak of memory, {most.count:,} beside {fewest.count:,}",
        over=_peak(most),
        under=_peak(fewest),
        goal=Goal(bound=Bound.AT_MOST, ratio=1.2),
    )
    peaks = ", ".join(f"{max(size.peaks) / 1024:.0f} MiB with {size.count:,}" for size in sizes)
    return Measured(
        title="The renewal run",
        figures=tuple(figure for size in sizes for figure in (size.limit, size.curule)),
        ratios=(*shares, flat, memory),
        remarks=(f"Peak of the process's memory: {peaks}.",),
    )


def _middle(figure: Figure) -> Figure:
    """Return the round in the middle alone: sizes have different numbers of rounds."""
    return Figure(name=figure.name, clients=1, rates=(median(figure.rates),))


def _peak(size: _Size) -> Figure:
    return Figure(name="peak", clients=1, rates=(float(max(size.peaks)),))
