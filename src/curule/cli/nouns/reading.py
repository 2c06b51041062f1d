"""`list` and `show`, which every noun has in the same way."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, assert_never
from uuid import UUID

import click

from curule.cli.as_json import shaped
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from curule.selectors.programs.windows import Slice, Window

_MODE: Final = click.option(
    "--live/--test", "is_live", default=True, help="Real customers (usual), or test data."
)


class Told(StrEnum):
    """What the selectors of a noun are told besides what is asked for."""

    SIGHT = "sight"
    """Whether real customers or test data are meant, and the time."""
    MODE = "mode"
    """Which of both are meant."""
    NOW = "now"
    """The time: it is the same for both."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A noun that can be looked at.

    `module` of the selectors has `list_PLURAL` and `find_PLURAL`, or calls them by other `rows`.
    Of one that can only be found alone, `finds` is the name of the query. `filters` narrow its
    list.
    """

    kind: str
    prefix: str
    plural: str
    module: str
    columns: tuple[str, ...]
    filters: Mapping[str, click.ParamType[Any]] = field(default_factory=dict)
    told: Told = Told.SIGHT
    rows: str = ""
    finds: str = ""
    shape: Callable[[Any], dict[str, Any]] | None = None

    @property
    def has_modes(self) -> bool:
        """Whether real customers and test data are told apart."""
        return self.told in {Told.SIGHT, Told.MODE}

    def shaped(self, row: object) -> dict[str, Any]:
        """Return a row as the API shows it."""
        return self.shape(row) if self.shape else shaped(self.kind, self.prefix, row)

    def page(self, window: Window, *, is_live: bool = True, **asked: object) -> Slice[Any]:
        """Return some of a list."""
        before, named = self._telling(is_live=is_live)
        found: Slice[Any] = self._query(f"list_{self.rows or self.plural}")(
            *before, window, **named, **asked
        )
        return found

    def find(self, row_id: UUID) -> dict[str, Any]:
        """Return one row, of a real customer or of test data. Raises `Missing`."""
        for is_live in (True, False) if self.has_modes else (True,):
            before, named = self._telling(is_live=is_live)
            if self.finds:
                row = self._query(self.finds)(row_id, **named)
                found = () if row is None else (row,)
            else:
                query = self._query(f"find_{self.rows or self.plural}")
                found = query(*before, [row_id], **named)
            if found:
                return self.shaped(found[0])
        raise Missing(f"There is no {self.named} {public_id(self.prefix, row_id)}.")

    @property
    def named(self) -> str:
        """What it is called in a sentence."""
        return self.kind.replace("_", " ")

    def _query(self, name: str) -> Any:  # noqa: ANN401 - a function
        return getattr(importlib.import_module(self.module), name)

    def _telling(self, *, is_live: bool) -> tuple[tuple[object, ...], dict[str, object]]:
        from curule.selectors.programs.sight import Sight

        now = datetime.now(UTC)
        match self.told:
            case Told.SIGHT:
                return (Sight(is_live=is_live, now=now),), {}
            case Told.MODE:
                return (), {"is_live": is_live}
            case Told.NOW:
                return (now,), {}
            case Told.NOTHING:
                return (), {}
            case _:
                assert_never(self.told)


def add_reading(group: click.Group, seen: Seen) -> None:
    """Give a group of commands `list` and `show`."""
    add_list(group, seen)
    group.add_command(_show(seen))


def add_list(group: click.Group, seen: Seen) -> None:
    """Give a group of commands `list`."""
    group.add_command(_list(group, seen))


def _list(group: click.Group, seen: Seen) -> click.Command:
    @needs_database
    def listed(screen: Screen, limit: int, after: UUID | None, **asked: Any) -> None:  # noqa: ANN401 - options
        from curule.selectors.programs.windows import Window

        is_live = asked.pop("is_live", True)
        chosen = {name: value for name, value in asked.items() if value is not None}
        found = seen.page(Window(limit=limit, after=after), is_live=is_live, **chosen)
        rows = [seen.shaped(row) for row in found.rows]
        mode = " among real customers; --test lists test data" if seen.has_modes and is_live else ""
        screen.page(rows, seen.columns, has_more=found.has_more, none=f"No {seen.named}{mode}.")
        if found.has_more:
            screen.say(f"More: curule {group.name} list --after {rows[-1]['id']}")

    command = click.command("list", help=f"List each {seen.named}, the newest first.")
    limit = click.option(
        "--limit", type=click.IntRange(1, 100), default=20, help="So many.", show_default=True
    )
    after = click.option("--after", type=RowId(seen.prefix), help="Go on behind this one.")
    run: Any = after(limit(printed(listed)))
    if seen.has_modes:
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
