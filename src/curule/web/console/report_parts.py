"""What a report is made of on a page: pictures with their findings, tables, what is said below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from curule.core.money import Money
from curule.core.months import Month, months_from
from curule.selectors.reports.reach import Reach
from curule.web.charts import Chart
from curule.web.console.rendering import Cell, Table, amounts, plain
from curule.wording.months import month_name
from curule.wording.values import Reader

R = TypeVar("R")
MOST_ROWS: Final = 200
"""More rows than that are in the file, not on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart under a heading, with a table of the same numbers beneath it."""

    title: str
    chart: Chart
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A report as a page shows it: its pictures, and the table behind them.

    `charts` are one for each currency and drawn from the main table; `pictures` have tables of
    their own. `rows` is how many the main table would have, were it not cut.
    """

    table: Table
    rows: int
    charts: tuple[Chart, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[str, ...]:
        """What each chart says, in words."""
        drawn = (*self.charts, *(picture.chart for picture in self.pictures))
        return tuple(chart.finding for chart in drawn)


def by_currency(rows: Iterable[R], currency: Callable[[R], str]) -> dict[str, list[R]]:
    """Return rows by their currency."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(currency(row), []).append(row)
    return found


def months_of(reach: Reach) -> tuple[Month, ...]:
    """Return the months that a report reads."""
    return months_from(Month(reach.since), Month.of(reach.until - timedelta(days=1)))


def month_cell(reader: Reader, month: Month) -> Cell:
    """Return a cell with a month."""
    return plain(month_name(month, reader))


def money_cell(reader: Reader, amount: int, currency: str) -> Cell:
    """Return a cell with an amount in minor units."""
    return amounts(reader, [Money(amount, currency)])


def heads(*names: str) -> tuple[str, ...]:
    """Return the keys of columns' heads."""
    return tuple(f"report.column.{name}" for name in names)
