"""`curule clock`: time that a test moves by hand; accounts that hang on it are test data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import actor
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from curule.selectors.programs.catalog import ClockSeen

    _OfInstants = click.ParamType[datetime]
else:
    _OfInstants = click.ParamType

_COLUMNS: Final = ("id", "name", "now", "status", "accounts")
_CLOCK: Final = RowId("clock")


class _Instant(_OfInstants):
    """A date, which begins at 00:00 UTC, or an instant of RFC 3339."""

    name = "2026-12-31"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date like 2026-12-31 and no instant.", param, ctx)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@click.group()
def clock() -> None:
    """Make test clocks and move them; what falls due on the way happens."""


@clock.command("list")
@printed
@needs_database
def list_(*, screen: Screen) -> None:
    """List test clocks, the newest first."""
    from curule.selectors.programs.catalog import list_clocks
    from curule.selectors.programs.windows import Window

    found = list_clocks(datetime.now(UTC), Window(limit=100))
    rows = [_shape(row) for row in found.rows]
    screen.page(rows, _COLUMNS, has_more=found.has_more, none="No test clock.")


@clock.command()
@click.argument("clock_id", metavar="CLOCK", type=_CLOCK)
@printed
@needs_database
def show(clock_id: UUID, *, screen: Screen) -> None:
    """Show one test clock."""
    screen.one(_shape(_found(clock_id)))


@clock.command()
@click.argument("name")
@click.option("--now", type=_Instant(), help="The time it begins with; by default the real one.")
@printed
@needs_database
def create(name: str, *, now: datetime | None, screen: Screen) -> None:
    """Make a test clock called NAME; accounts hang on it from `curule accounts create --clock`."""
    from curule.services.sweeps import clocks

    with refusals_said():
        clock_id = clocks.create(actor=actor(), name=name, now=now or datetime.now(UTC))
    screen.one(_shape(_found(clock_id)))
    written = public_id("clock", clock_id)
    screen.say(f"Hang a customer on it: curule accounts create NAME --country FR --clock {written}")


@clock.command()
@click.argument("clock_id", metavar="CLOCK", type=_CLOCK)
@click.option("--to", required=True, type=_Instant(), help="The time it shows afterwards.")
@printed
@needs_database
def advance(clock_id: UUID, *, to: datetime, screen: Screen) -> None:
    """Move a clock forward; everything due on its accounts happens on the way, in order of time."""
    from curule.services.sweeps import clocks

    _found(clock_id)
    screen.say("Moving the clock …")
    with refusals_said():
        clocks.advance(actor=actor(), clock_id=clock_id, to=to)
    screen.one(_shape(_found(clock_id)))
    screen.say("See what happened: curule events list --test")


def _found(clock_id: UUID) -> ClockSeen:
    from curule.selectors.programs.catalog import find_clocks

    found = find_clocks(datetime.now(UTC), [clock_id])
    if not found:
        raise Missing(f"There is no test clock {public_id('clock', clock_id)}.")
    return found[0]


def _shape(row: ClockSeen) -> dict[str, Any]:
    from curule.services.sweeps import advancing

    return {
        "object": "test_clock",
        "id": public_id("clock", row.id),
        "livemode": False,
        "name": row.name,
        "now": plain(row.now),
        "status": "advancing" if advancing.is_moving(row.id) else "ready",
        "follows_real_time": row.follows_real_time,
        "accounts": row.accounts,
    }
