"""`curule price-change`: bring running subscriptions to the newest version of their plan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from curule.cli.as_json import local
from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump_list
from curule.core.csv_cells import csv_lines, plain_amount, safe_cell
from curule.core.price_changes import DEFAULT_NOTICE_DAYS, LONGEST_NOTICE_DAYS
from curule.httpkit.ids import internal_id

if TYPE_CHECKING:
    from uuid import UUID

    from curule.core.money import Money
    from curule.selectors.catalog import PlanTerms
    from curule.selectors.price_changes import Reached  # loads Django

_ROWS = ("account", "subscription", "renews", "before", "after", "currency", "left_out")
_NOTICE = click.option(
    "--notice-days",
    type=click.IntRange(0, LONGEST_NOTICE_DAYS),
    default=DEFAULT_NOTICE_DAYS,
    show_default=True,
    help="So many days at least before the renewal.",
)

_TEST = click.option(
    "--test", "on_clocks", is_flag=True, help="Accounts on test clocks, not live ones."
)


@click.group("price-change")
def price_change() -> None:
    """Announce the prices of a plan's newest version to those who run on older ones.

    PLAN is the key of a plan, or its id. Each subscription comes to the newest version with its
    first renewal after the notice, and is charged nothing new before that day; its people are told
    by mail.
    """


@price_change.command()
@click.argument("plan")
@_NOTICE
@_TEST
@click.option("--csv", "as_csv", is_flag=True, help="Print each subscription as CSV, no totals.")
@AS_JSON
@needs_database
def preview(plan: str, notice_days: int, *, on_clocks: bool, as_csv: bool, as_json: bool) -> int:
    """Tell whom it would reach, from when on and what it comes to; nothing is changed.

    Amounts are those of one period with tax. Exit status 1 when it reaches nobody.
    """
    from curule.selectors.price_changes import list_reached
    from curule.selectors.price_reach import sums_of

    plan_id, target = _plan(plan)
    now = datetime.now(UTC)
    rows = list(
        list_reached(plan_id, target, notice_days=notice_days, now=now, on_clocks=on_clocks)
    )
    if as_json:
        dump_list(dict(zip(_ROWS, map(local, _row(each)), strict=True)) for each in rows)
    elif as_csv:
        for line in csv_lines(_ROWS, map(_row, rows)):
            click.echo(line, nl=False)
    elif rows:
        click.echo(as_text(_ROWS, [[safe_cell(cell) for cell in _row(each)] for each in rows]))
        click.echo()
        for each in sums_of(rows):
            was, then = _main_unit(each.before), _main_unit(each.after)
            click.echo(f"{each.number} in {each.before.currency}: {was} -> {then} a period")
    else:
        click.echo("No running subscription is on an older version.")
    return 0 if any(each.left_out is None for each in rows) else 1


@price_change.command()
@click.argument("plan")
@_NOTICE
@_TEST
@click.option(
    "--number",
    type=click.IntRange(min=1),
    required=True,
    help="How many subscriptions `preview` reaches: another number announces nothing.",
)
@needs_database
def announce(plan: str, notice_days: int, number: int, *, on_clocks: bool) -> int:
    """Announce it to all whom it reaches; nobody is told twice of the same version.

    Exit status 1 where their number is another one.
    """
    from curule.core.permissions import Actor
    from curule.selectors.price_reach import find_reach
    from curule.services import price_announcements

    (plan_id, _target), now = _plan(plan), datetime.now(UTC)
    reach = find_reach(plan_id, notice_days=notice_days, now=now, on_clocks=on_clocks)
    there = 0 if reach is None else reach.reached
    if there != number:
        click.echo(f"It reaches {there} subscriptions, not {number}. Nothing was announced.")
        return 1
    outcome = price_announcements.announce_version(
        actor=Actor.system("cli"),
        plan_id=plan_id,
        notice_days=notice_days,
        on_clocks=on_clocks,
        now=now,
        key=str(uuid4()),
    )
    click.echo(f"Announced to {outcome.announced} subscriptions.")
    return 0


@price_change.command()
@click.argument("plan")
@_TEST
@needs_database
def withdraw(plan: str, *, on_clocks: bool) -> int:
    """Take what was announced back from all who have not renewed yet, and tell them.

    Whichever version of the plan it was. Exit status 1 where there is nothing to take back.
    """
    from curule.core.permissions import Actor
    from curule.services import price_announcements

    plan_id, _target = _plan(plan)
    number = price_announcements.withdraw_all(
        actor=Actor.system("cli"), plan_id=plan_id, on_clocks=on_clocks, now=datetime.now(UTC)
    )
    click.echo(f"Taken back from {number} subscriptions.")
    return 0 if number else 1


def _plan(key: str) -> tuple[UUID, PlanTerms]:
    """Return the one plan of a key or an id with its newest version; raise UsageError."""
    from curule.selectors.console.plans import list_plans
    from curule.selectors.price_changes import newest_version

    named = internal_id("plan", key)
    found = [row for row in list_plans() if named == row.id or row.key == key]
    if len(found) != 1:
        known = ", ".join(sorted({row.key for row in list_plans()})) or "none"
        raise click.UsageError(f"there is no one plan with the key {key}; there are: {known}.")
    target = newest_version(found[0].id)
    if target is None:
        raise click.UsageError(f"no version of {key} is published.")
    return found[0].id, target


def _row(each: Reached) -> tuple[object, ...]:
    return (
        each.account,
        str(each.subscription_id),
        each.renews_at.strftime("%Y-%m-%d %H:%M") if each.renews_at else "",
        _main_unit(each.before),
        _main_unit(each.after),
        each.currency,
        each.left_out.value if each.left_out else "",
    )


def _main_unit(amount: Money | None) -> object:
    return None if amount is None else plain_amount(amount.amount_minor, amount.currency)
