"""Renewals due as the console shows them: ninety days by week and day, and each subscription."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from curule.core.localtime import local_date
from curule.core.money import Money
from curule.selectors.reports.reach import Reach
from curule.services.renewal_dry_run import Foreseen, Outcome, PlanOutlook
from curule.services.reports import DAYS_AHEAD, renewals_at_once
from curule.web.console.rendering import Table, amounts, link, number, plain, table
from curule.web.console.renewals import outcome_cell
from curule.web.console.report_parts import MOST_ROWS, Picture, Shown, by_currency, heads
from curule.web.heatmap import DaySquare, heatmap
from curule.web.templatetags.curule import say
from curule.wording.values import Reader, written


def renewals(reader: Reader, reach: Reach) -> Shown:
    """Show what comes in the next ninety days, each currency for itself."""
    coming = renewals_at_once(reach)
    overdue = [row for row in coming.rows if row.is_overdue]
    notes = [say(reader, "report.renewals.as_things_stand")]
    if overdue:
        notes.insert(0, say(reader, "report.renewals.overdue", count=len(overdue)))
    if coming.cut_at is not None:
        notes.insert(
            0, say(reader, "report.renewals.cut", count=len(coming.rows), at=coming.cut_at)
        )
    ahead = [row for row in coming.rows if not row.is_overdue]
    return Shown(
        pictures=tuple(
            _picture(reader, currency, rows)
            for currency, rows in sorted(by_currency(ahead, lambda row: row.currency).items())
        ),
        rows=len(coming.rows),
        table=_table(reader, coming.rows[:MOST_ROWS]),
        notes=tuple(notes),
    )


def _picture(reader: Reader, currency: str, rows: Sequence[Foreseen]) -> Picture:
    days: dict[date, PlanOutlook] = {}
    for row in rows:
        days.setdefault(row.on, PlanOutlook(plan="", currency=currency)).count(row)
    total = sum(each.total_minor for each in days.values())
    finding = say(
        reader,
        "report.renewals.finding",
        count=len(rows),
        days=DAYS_AHEAD,
        total=Money(total, currency),
    )
    squares = {on: _square(reader, each) for on, each in days.items()}
    chart = heatmap(reader, currency, _stretches(rows), squares, finding=finding)
    title = say(reader, "report.renewals.by_day", currency=currency)
    return Picture(title=title, chart=chart, table=_by_day(reader, days))


def _stretches(rows: Iterable[Foreseen]) -> list[tuple[date, date]]:
    """Return the ninety days ahead, from each of the days that it is somewhere."""
    firsts = {local_date(row.there, row.zone) for row in rows}
    return [(first, first + timedelta(days=DAYS_AHEAD)) for first in sorted(firsts)]


def _square(reader: Reader, each: PlanOutlook) -> DaySquare:
    counted = each.carried_out + each.blocked
    said = say(reader, "report.renewals.of_day", count=counted, total=each.total)
    written_amount = written(each.total, reader) if each.total_minor else ""
    return DaySquare(number=counted, amount=each.total_minor, written=written_amount, said=said)


def _by_day(reader: Reader, days: dict[date, PlanOutlook]) -> Table:
    outcomes = tuple(Outcome)
    return table(
        reader,
        "report.renewals.days",
        ["report.column.due", *(f"renewals.outcome.{each}" for each in outcomes), "renewals.total"],
        [
            (
                plain(written(on, reader)),
                *(number(reader, getattr(each, outcome.value)) for outcome in outcomes),
                amounts(reader, [each.total]),
            )
            for on, each in sorted(days.items())
        ],
    )


def _table(reader: Reader, rows: Sequence[Foreseen]) -> Table:
    return table(
        reader,
        "report.renewals.each",
        [*heads("due", "account", "plan"), "renewals.outcome", "renewals.total"],
        [
            (
                plain(written(row.on, reader), note=row.zone),
                link(row.account, "console_account", row.account_id),
                link(row.plan, "console_subscription", row.account_id, row.subscription_id),
                outcome_cell(reader, row),
                amounts(reader, [] if row.total is None else [row.total]),
            )
            for row in rows
        ],
        empty="report.renewals.nothing",
    )
