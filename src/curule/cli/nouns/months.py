"""`curule month-closings`: close the books of a month, and reopen them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import click

from curule.cli.nouns.acting import actor, asks_first
from curule.cli.nouns.reading import Seen, Told, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.core.months import Month, UnknownMonth

MONTH_CLOSINGS: Final = Seen(
    kind="month_closing",
    prefix="mcl",
    plural="month_closings",
    module="curule.selectors.closed_months",
    columns=("id", "kind", "month", "closed_through", "reason", "decided_by", "created_at"),
    told=Told.NOTHING,
)
_MONTH: Final = click.argument("written", metavar="MONTH")


@click.group("month-closings")
def month_closings() -> None:
    """Close a month, so that nothing counts in it any more; reopen it; list who did."""


add_reading(month_closings, MONTH_CLOSINGS)


@month_closings.command("open-matters")
@_MONTH
@printed
@needs_database
def open_matters(written: str, *, screen: Screen) -> None:
    """Count what is still open of MONTH, as 2026-04, and of those before it."""
    from dataclasses import asdict

    from curule.selectors import closed_months

    screen.one(asdict(closed_months.open_matters(_month(written), datetime.now(UTC))))


@month_closings.command()
@_MONTH
@printed
@asks_first("Nothing counts in this month and those before it any more.")
@needs_database
def close(written: str, *, screen: Screen) -> None:
    """Close MONTH, as 2026-04, and all before it; what comes late counts on the first open day."""
    from curule.services import closed_months

    with refusals_said():
        made = closed_months.close_month(
            actor=actor(), month=_month(written), now=datetime.now(UTC)
        )
    screen.one(MONTH_CLOSINGS.find(made))


@month_closings.command()
@_MONTH
@click.option("--reason", required=True, help="Why; it is kept.")
@printed
@asks_first("This month and all after it can be changed again.")
@needs_database
def reopen(written: str, *, reason: str, screen: Screen) -> None:
    """Open MONTH, as 2026-04, and all after it again."""
    from curule.services import closed_months

    with refusals_said():
        made = closed_months.reopen_month(
            actor=actor(), month=_month(written), reason=reason, now=datetime.now(UTC)
        )
    screen.one(MONTH_CLOSINGS.find(made))


def _month(written: str) -> Month:
    """Return a month. Fails as wrong usage for what is none."""
    try:
        return Month.parse(written)
    except UnknownMonth:
        raise click.UsageError(f"{written!r} is no month; write it as 2026-04.") from None
