"""`curule report`: the books of a vendor and how seats are used, as a table or as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from curule.cli.as_json import local
from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump_list
from curule.cli.written_ids import RowId
from curule.core.csv_cells import csv_lines, safe_cell
from curule.core.months import Month, UnknownMonth

if TYPE_CHECKING:
    from curule.selectors.reports.reach import Reach  # loads Django, which --help does without

NAMES = (
    "revenue",
    "receivables",
    "recurring",
    "taxes",
    "cash",
    "seats",
    "invitations",
    "renewals",
    "statement",
)


_NOTHING: Final = "Nothing in these months."
_NOTHING_DUE: Final = "Nothing is due in the next ninety days."


class _MonthType(click.ParamType[Month]):
    name = "month"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Month:
        if isinstance(value, Month):
            return value
        try:
            return Month.parse(str(value))
        except UnknownMonth:
            self.fail(f"{value!r} is no month; write it as 2026-04.", param, ctx)


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@click.option("--from", "first", type=_MonthType(), help="The first month, as 2026-04.")
@click.option("--to", "last", type=_MonthType(), help="The last month; that of today by default.")
@click.option("--currency", type=str.upper, help="This currency only, as EUR.")
@click.option("--plan", help="Seats, invitations, renewals of this plan only; its key.")
@click.option("--account", "account_id", type=RowId("acc"), help="Whose statement; it needs one.")
@click.option("--test", "on_clocks", is_flag=True, help="Accounts on test clocks, not live ones.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@AS_JSON
@needs_database
def report(
    name: str,
    first: Month | None,
    last: Month | None,
    currency: str | None,
    *,
    plan: str | None,
    account_id: UUID | None,
    on_clocks: bool,
    as_csv: bool,
    as_json: bool,
) -> int:
    """Print a report: what was earned, is owed, recurs, is taxed, was paid; how seats are used.

    Without --from and --to it covers the twelve months up to this one; `renewals` has none, it
    looks ninety days ahead. Amounts are in the main unit
    of their currency and never added across currencies; nothing is written.
    """
    from curule.selectors.reports.reach import Reach
    from curule.services.reports import REPORTS

    now = datetime.now(UTC)
    is_without_months = first is None and last is None
    last = last or Month.of(now.date())
    first = first or last.minus(11)
    if name == "renewals" and not is_without_months:
        raise click.UsageError("renewals looks ninety days ahead and takes no months.")
    if first > last:
        raise click.BadParameter("it lies after the last one.", param_hint="--from")
    reach = Reach(
        since=first.first,
        until=last.after,
        now=now,
        currency=currency,
        plan_id=None if plan is None else _plan(plan),
        on_clocks=on_clocks,
    )
    if name == "statement":
        columns, rows = _statement(account_id, reach)
    else:
        columns, rows = REPORTS[name].columns, REPORTS[name].rows(reach)
    if as_json:
        dump_list(dict(zip(columns, map(local, row), strict=True)) for row in rows)
    elif as_csv:
        for line in csv_lines(columns, rows):
            click.echo(line, nl=False)
    else:
        empty = _NOTHING_DUE if name == "renewals" else _NOTHING
        click.echo(
            _as_text(columns, [[safe_cell(cell) for cell in row] for row in rows], empty=empty)
        )
    return 0


def _plan(key: str) -> UUID:
    """Return the plan of a key; two products may use the same one, then theirs stands before it."""
    from curule.selectors.console.plans import find_plans

    found = find_plans(key)
    if not found:
        raise click.BadParameter("there is no plan with this key.", param_hint="--plan")
    if len(found) > 1:
        others = ", ".join(found)
        raise click.BadParameter(f"several plans have this key; say {others}.", param_hint="--plan")
    return next(iter(found.values()))


def _statement(
    account_id: UUID | None, reach: Reach
) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    from curule.selectors import invariants
    from curule.selectors.credit import currencies_of
    from curule.selectors.reports.statement import statement
    from curule.selectors.reports.tables import STATEMENT_COLUMNS, statement_rows

    if account_id is None or not invariants.is_account(account_id):
        raise click.BadParameter(
            "a statement needs an account that exists.", param_hint="--account"
        )
    chosen = [reach.currency] if reach.currency else currencies_of(account_id)
    found = [
        statement(account_id, currency=each, since=reach.since, until=reach.until)
        for each in chosen
    ]
    return STATEMENT_COLUMNS, [row for each in found for row in statement_rows(each)]


def _as_text(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str = _NOTHING
) -> str:
    """Return the rows under their columns, or that there are none."""
    return as_text(columns, rows) if rows else empty
