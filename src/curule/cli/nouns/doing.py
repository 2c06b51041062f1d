"""What is done to one row in the same way everywhere: find it, do it, show it as it is then."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import click

from curule.cli.nouns.acting import KEY, PREFIXES, There, asks_first, there
from curule.cli.nouns.reading import Seen
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId

Option = Callable[[Any], Any]
REASON: Final = click.option("--reason", required=True, help="Why, as it is kept.")
UNPAID: Final = click.option(
    "--unpaid",
    type=click.Choice(["owed", "written_off"]),
    help="What becomes of the invoice of money that is gone, where it cannot be undone.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A command that does something to one row.

    `command` is a function of `curule.services` (`refunds:mark_paid`), which takes the row's id as
    `row` ("" where it is the account itself), what every command takes, and the `options`. What it
    needs to know besides, `knowing` returns. What may issue papers or move money `pays`.
    """

    name: str
    says: str
    command: str
    row: str
    asks: str = ""
    pays: bool = False
    options: tuple[Option, ...] = ()
    knowing: Callable[[There], dict[str, Any]] | None = None


def add_deeds(group: click.Group, seen: Seen, *deeds: Deed) -> None:
    """Give a group of commands what can be done to one of its rows."""
    for deed in deeds:
        group.add_command(_command(seen, deed))


def _command(seen: Seen, deed: Deed) -> click.Command:
    @needs_database
    def do(screen: Screen, row_id: UUID, key: str | None, **asked: Any) -> None:  # noqa: ANN401 - options
        at = there(seen.kind, row_id)
        if deed.pays:
            refuse_older_backup()
        module, _, name = deed.command.partition(":")
        command = getattr(importlib.import_module(f"curule.services.{module}"), name)
        named = {deed.row: at.id} if deed.row else {}
        known = deed.knowing(at) if deed.knowing else {}
        with refusals_said():
            command(**at.acts(key), **named, **known, **asked)
        screen.one(seen.find(row_id))

    run: Any = printed(asks_first(deed.asks)(do) if deed.asks else do)
    for option in (KEY, *reversed(deed.options)):
        run = option(run)
    of = click.argument("row_id", metavar=seen.kind.upper(), type=RowId(PREFIXES[seen.kind]))
    return click.command(deed.name, help=deed.says)(of(run))
