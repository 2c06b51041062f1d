"""Seat use as the console shows it: a year in columns, accounts by band, each customer's seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from curule.core.months import Month
from curule.core.seat_use import UseBand
from curule.selectors.reports import seats as seat_rows
from curule.selectors.reports.reach import Reach
from curule.web.charts import Part, bars, of_a_whole
from curule.web.console.rendering import Cell, Table, link, number, plain, table
from curule.web.console.report_parts import MOST_ROWS, Picture, Shown, heads, month_cell, months_of
from curule.web.templatetags.curule import say
from curule.wording.months import month_name
from curule.wording.values import Reader, written

_MONTHS: Final = 12


def seats(reader: Reader, reach: Reach) -> Shown:
    """Show what was bought and given month by month, and how the last month stands."""
    last = months_of(reach)[-1]
    rows = seat_rows.seats(replace(reach, since=last.first))
    months = seat_rows.seats_by_month(reach)
    is_empty = not any(each.bought for each in months)
    return Shown(
        pictures=() if is_empty else (_year(reader, months), *_bands(reader, rows)),
        rows=len(rows),
        table=_table(reader, rows[:MOST_ROWS]),
        notes=(
            say(reader, "report.seats.exact"),
            say(reader, "report.seats.known", days=seat_rows.USED_WITHIN_DAYS),
        ),
    )


def year_of(
    reader: Reader, account_id: UUID, now: datetime, *, here: date, on_clock: bool
) -> Picture | None:
    """Return the twelve months of one account up to `here`; None where it never had a seat."""
    this = Month.of(here)
    reach = Reach(
        since=this.minus(_MONTHS - 1).first,
        until=this.after,
        now=now,
        account_id=account_id,
        on_clocks=on_clock,
    )
    months = seat_rows.seats_by_month(reach)
    return _year(reader, months) if any(each.bought for each in months) else None


def _year(reader: Reader, months: Sequence[seat_rows.SeatMonth]) -> Picture:
    first, last = months[0], months[-1]
    finding = say(
        reader,
        "report.seats.finding",
        given=last.given,
        bought=last.bought,
        month=month_name(first.month, reader),
        given_then=first.given,
        bought_then=first.bought,
    )
    points = [
        Part(
            label=month_name(each.month, reader, short=True),
            said=say(
                reader,
                "report.seats.of_month",
                month=month_name(each.month, reader),
                given=each.given,
                bought=each.bought,
            ),
            whole=each.bought,
            part=each.given,
        )
        for each in months
    ]
    legend = (
        ("more", say(reader, "report.column.given")),
        ("whole", say(reader, "report.column.bought")),
    )
    title = say(reader, "report.seats.year")
    shown = table(
        reader,
        "report.seats.year",
        heads("month", "bought", "given", "share"),
        [
            (
                month_cell(reader, each.month),
                number(reader, each.bought),
                number(reader, each.given),
                _share(reader, each.given, each.bought),
            )
            for each in months
        ],
    )
    chart = of_a_whole(reader, "year", points, finding=finding, legend=legend)
    return Picture(title=title, chart=chart, table=shown)


def _bands(reader: Reader, rows: Sequence[seat_rows.SeatRow]) -> tuple[Picture, ...]:
    """Return the accounts by band; nothing where nobody has a seat any more."""
    if not rows:
        return ()
    counts = seat_rows.accounts_by_band(rows)
    words = {band: say(reader, f"console.home.use.{band.value}") for band in counts}
    whole = sum(counts.values())
    few = counts[UseBand.UNDER_40]
    finding = say(reader, "report.seats.bands_finding", count=whole, few=few)
    drawn = [(words[band], counted, "more") for band, counted in counts.items()]
    shown = table(
        reader,
        "report.seats.bands",
        heads("band", "customers", "share"),
        [
            (plain(words[band]), number(reader, counted), _share(reader, counted, whole))
            for band, counted in counts.items()
        ],
    )
    return (
        Picture(
            title=say(reader, "report.seats.bands"),
            chart=bars(reader, "", drawn, finding=finding, key="bands"),
            table=shown,
        ),
    )


def _table(reader: Reader, rows: Sequence[seat_rows.SeatRow]) -> Table:
    return table(
        reader,
        "report.seats.each",
        heads(
            "account", "plan", "bought", "given", "held", "free", "share", "used", "idle", "unknown"
        ),
        [
            (
                link(row.account, "console_account", row.account_id),
                plain(f"{row.product} · {row.plan}"),
                number(reader, row.bought),
                number(reader, row.given),
                number(reader, row.held),
                number(reader, row.free),
                _share(reader, row.given, row.bought),
                *_in_use(reader, row.in_use),
            )
            for row in rows
        ],
        empty="report.seats.nothing",
    )


def _in_use(reader: Reader, in_use: seat_rows.InUse | None) -> tuple[Cell, ...]:
    """Return how many of the given seats are used; blanks for a month that is over."""
    if in_use is None:
        return (Cell(text="", is_number=True),) * 3
    return tuple(number(reader, each) for each in (in_use.used, in_use.idle, in_use.unknown))


def _share(reader: Reader, part: int, whole: int) -> Cell:
    if not whole:
        return Cell(text="", is_number=True)
    percent = written(round(100 * part / whole), reader)
    return Cell(text=say(reader, "report.per_cent", rate=percent), is_number=True)
