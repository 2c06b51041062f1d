"""`list` and `show`, which every noun has in the same way."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import click

from curule.cli.as_json import shaped
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

_MODE: Final = click.option(
    "--live/--test", "is_live", default=True, help="Real customers (usual), or test data."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A noun that can be looked at.

    `module` of the selectors has `list_PLURAL` and `find_PLURAL`. Where `sighted`, real customers
    and test data are told apart. `filters` narrow its list.
    """

    kind: str
    prefix: str
    plural: str
    module: str
    columns: tuple[str, ...]
    filters: Mapping[str, click.ParamType[Any]] = field(default_factory=dict)
    sighted: bool = True
    shape: Callable[[Any], dict[str, Any]] | None = None

    def shaped(self, row: object) -> dict[str, Any]:
        """Return a row as the API shows it."""
        return self.shape(row) if self.shape else shaped(self.kind, self.prefix, row)

    def find(self, row_id: UUID) -> dict[str, Any]:
        """Return one row, of a real customer or of test data. Raises `Missing`."""
        find = getattr(importlib.import_module(self.module), f"find_{self.plural}")
        for before in _sights() if self.sighted else [()]:
            found = find(*before, [row_id])
            if found:
                return self.shaped(found[0])
        raise Missing(f"There is no {self.named} {public_id(self.prefix, row_id)}.")

    @property
    def named(self) -> str:
        """What it is called in a sentence."""
        return self.kind.replace("_", " ")


def add_reading(group: click.Group, seen: Seen) -> None:
    """Give a group of commands `list` and `show`."""
    group.add_command(_list(group, seen))
    group.add_command(_show(seen))


def _list(group: click.Group, seen: Seen) -> click.Command:
    @needs_database
    def listed(screen: Screen, limit: int, after: UUID | None, **asked: Any) -> None:  # noqa: ANN401 - options
        from curule.selectors.programs.sight import Sight
        from curule.selectors.programs.windows import Window

        is_live = asked.pop("is_live", True)
        before = (Sight(is_live=is_live, now=datetime.now(UTC)),) if seen.sighted else ()
        list_rows = getattr(importlib.import_module(seen.module), f"list_{seen.plural}")
        chosen = {name: value for name, value in asked.items() if value is not None}
        found = list_rows(*before, Window(limit=limit, after=after), **chosen)
        rows = [seen.shaped(row) for row in found.rows]
        mode = " among real customers; --test lists test data" if seen.sighted and is_live else ""
        screen.page(rows, seen.columns, has_more=found.has_more, none=f"No {seen.named}{mode}.")
        if found.has_more:
            screen.say(f"More: curule {group.name} list --after {rows[-1]['id']}")

    command = click.command("list", help=f"List each {seen.named}, the newest first.")
    limit = click.option(
        "--limit", type=click.IntRange(1, 100), default=20, help="So many.", show_default=True
    )
    after = click.option("--after", type=RowId(seen.prefix), help="Go on behind this one.")
    run: Any = after(limit(printed(listed)))
    if seen.sighted:
        run = _MODE(run)
    for name, kind in seen.filters.items():
        words = f"Only with this {name.replace('_', ' ')}."
        run = click.option(f"--{name.replace('_', '-')}", name, type=kind, help=words)(run)
    return command(run)


def _show(seen: Seen) -> click.Command:
    @needs_database
    def shown(screen: Screen, row_id: UUID) -> None:
        screen.one(seen.find(row_id))

    command = click.command("show", help=f"Show one {seen.named} with all that is known of it.")
    argument = click.argument("row_id", metavar="ID", type=RowId(seen.prefix))
    return command(argument(printed(shown)))


def _sights() -> list[tuple[Any, ...]]:
    from curule.selectors.programs.sight import Sight

    now = datetime.now(UTC)
    return [(Sight(is_live=is_live, now=now),) for is_live in (True, False)]
