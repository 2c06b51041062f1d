"""`curule renewals --dry-run`: what the renewal run would do up to a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from curule.cli.as_json import local
from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump
from curule.core.csv_cells import csv_lines, plain_amount, safe_cell

if TYPE_CHECKING:
    from curule.core.money import Money
    from curule.services.renewal_dry_run import Foreseen, Outlook, PlanOutlook  # loads Django

_ROWS = ("at", "account", "plan", "outcome", "total", "currency", "reason")
_TOTALS = ("plan", "renew", "reduce", "end", "blocked", "total", "currency")
_A_DAY = timedelta(days=1)


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what would happen; nothing is changed.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Up to and with this day (UTC), as 2026-12-31; today by default.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print each subscription as CSV, no totals.")
@AS_JSON
@needs_database
def renewals(until: datetime | None, *, dry_run: bool, as_csv: bool, as_json: bool) -> int:
    """Tell who renews, with fewer seats, ends or is blocked up to a date, and what that comes to.

    Of each subscription its next date. Totals are what is invoiced with tax, in the main unit of
    their currency. The renewals themselves are done by `curule worker`, each at its time. Exit
    status 1 when one is blocked.
    """
    from curule.services.renewal_dry_run import Outlook, foresee

    if not dry_run:
        raise click.UsageError("say --dry-run; `curule worker` renews, each at its time.")
    last = (until or datetime.now(UTC)).replace(tzinfo=UTC)
    midnight = last.replace(hour=0, minute=0, second=0, microsecond=0)
    outlook = Outlook.empty()
    counted = outlook.counted(foresee(until=midnight + _A_DAY - timedelta(microseconds=1)))
    rows = map(_row, counted)
    if as_json:
        dump(_as_json(list(rows), outlook))
    elif as_csv:
        for line in csv_lines(_ROWS, rows):
            click.echo(line, nl=False)
    else:
        _print(list(rows), outlook)
    return 1 if any(each.blocked for each in outlook.currencies) else 0


def _print(rows: Sequence[Sequence[object]], outlook: Outlook) -> None:
    if not rows:
        click.echo("Nothing is due until then.")
        return
    click.echo(as_text(_ROWS, [[safe_cell(cell) for cell in row] for row in rows]))
    plans = [_totals(each.plan, each) for each in outlook.plans]
    together = [_totals("all plans", each) for each in outlook.currencies]
    click.echo()
    click.echo(as_text(_TOTALS, [[safe_cell(cell) for cell in row] for row in (*plans, *together)]))


def _as_json(rows: Sequence[Sequence[object]], outlook: Outlook) -> dict[str, object]:
    totals = [_totals(each.plan, each) for each in outlook.plans]
    return {
        "object": "renewals",
        "data": [dict(zip(_ROWS, map(local, row), strict=True)) for row in rows],
        "totals": [dict(zip(_TOTALS, map(local, row), strict=True)) for row in totals],
    }


def _row(foreseen: Foreseen) -> tuple[object, ...]:
    return (
        foreseen.at.strftime("%Y-%m-%d %H:%M"),
        foreseen.account,
        foreseen.plan,
        foreseen.outcome.value,
        _main_unit(foreseen.total),
        foreseen.currency,
        _reason(foreseen),
    )


def _totals(name: str, outlook: PlanOutlook) -> tuple[object, ...]:
    numbers = (outlook.renew, outlook.reduce, outlook.end, outlook.blocked)
    return (name, *numbers, _main_unit(outlook.total), outlook.currency)


def _main_unit(amount: Money | None) -> object:
    return None if amount is None else plain_amount(amount.amount_minor, amount.currency)


def _reason(foreseen: Foreseen) -> str:
    from curule.core.languages import Language
    from curule.services.renewal_dry_run import Outcome
    from curule.wording.refusals import refusal_text

    if foreseen.refusal is not None:
        return str(refusal_text(foreseen.refusal, Language.EN))
    failed = foreseen.outcome is Outcome.BLOCKED
    return "It failed; the log of the worker says why." if failed else ""
