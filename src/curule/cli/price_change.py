"""`curule price-change`: bring running subscriptions to the newest version of their plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
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
@click.option("--csv", "as_csv", is_flag=True, help="Print each subscription as CSV, no totals.")
@needs_database
def preview(plan: str, notice_days: int, *, as_csv: bool) -> int:
    """Tell whom it would reach, from when on and what it comes to; nothing is changed.

    Amounts are those of one period with tax. Exit status 1 when it reaches nobody.
    """
    plan_id, target = _plan(plan)
    rows = list(_reached(plan_id, target, notice_days))
    if as_csv:
        for line in csv_lines(_ROWS, map(_row, rows)):
            click.echo(line, nl=False)
    elif rows:
        click.echo(as_text(_ROWS, [[safe_cell(cell) for cell in _row(each)] for each in rows]))
        click.echo()
        for line in _sums(rows):
            click.echo(line)
    else:
        click.echo("No running subscription is on an older version.")
    return 0 if any(each.left_out is None for each in rows) else 1


@price_change.command()
@click.argument("plan")
@_NOTICE
@click.option(
    "--number",
    type=click.IntRange(min=1),
    required=True,
    help="How many subscriptions `preview` reaches: another number announces nothing.",
)
@needs_database
def announce(plan: str, notice_days: int, number: int) -> int:
    """Announce it to all whom it reaches; nobody is told twice of the same version.

    Exit status 1 where their number is another one.
    """
    from curule.core.permissions import Actor
    from curule.services import price_announcements

    plan_id, target = _plan(plan)
    there = sum(each.left_out is None for each in _reached(plan_id, target, notice_days))
    if there != number:
        click.echo(f"It reaches {there} subscriptions, not {number}. Nothing was announced.")
        return 1
    outcome = price_announcements.announce_version(
        actor=Actor.system("cli"),
        plan_id=plan_id,
        notice_days=notice_days,
        now=datetime.now(UTC),
        key=str(uuid4()),
    )
    click.echo(f"Announced to {outcome.announced} subscriptions.")
    return 0


@price_change.command()
@click.argument("plan")
@needs_database
def withdraw(plan: str) -> int:
    """Take the announcement back from all who have not renewed yet, and tell them.

    Exit status 1 where there is nothing to take back.
    """
    from curule.core.permissions import Actor
    from curule.services import price_announcements

    _plan_id, target = _plan(plan)
    number = price_announcements.withdraw_version(
        actor=Actor.system("cli"), version_id=target.version_id, now=datetime.now(UTC)
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


def _reached(plan_id: UUID, target: PlanTerms, notice_days: int) -> Iterable[Reached]:
    from curule.selectors.price_changes import list_reached

    return list_reached(plan_id, target, notice_days=notice_days, now=datetime.now(UTC))


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


def _sums(rows: Iterable[Reached]) -> Iterable[str]:
    number: Counter[str] = Counter()
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for each in rows:
        if each.before is not None and each.after is not None:
            number[each.currency] += 1
            before[each.currency] += each.before.amount_minor
            after[each.currency] += each.after.amount_minor
    for currency in sorted(number):
        was, then = (plain_amount(each[currency], currency) for each in (before, after))
        yield f"{number[currency]} in {currency}: {was} -> {then} a period"
