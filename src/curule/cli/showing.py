"""How rows are printed: a table for people, JSON as the API has it, lines for other programs.

What was asked for goes to standard output, every word about it to standard error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

import click

from curule.cli.plain_tables import as_text

AS_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
"""For what no operation of the API shows: one form beside that for people."""

P = ParamSpec("P")
T = TypeVar("T")
Json = Mapping[str, Any]
_MONEY: Final = {"amount", "currency"}


class Form(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"
    PLAIN = "plain"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Screen:
    """Prints what a command found, in the form that was asked for."""

    form: Form

    def page(
        self, rows: Sequence[Json], columns: Sequence[str], *, has_more: bool, none: str
    ) -> None:
        """Print some of a list; `none` is said where it is empty."""
        match self.form:
            case Form.JSON:
                dump_list(rows, has_more=has_more)
            case Form.QUIET:
                _ids(rows)
            case Form.PLAIN:
                for row in rows:
                    click.echo("\t".join(map(safe, cells(row, columns))))
            case Form.TABLE:
                if rows:
                    heads = [column.rpartition(".")[2] for column in columns]
                    click.echo(as_text(heads, [list(map(safe, cells(r, columns))) for r in rows]))
        if not rows:
            self.say(none)

    def one(self, row: Json) -> None:
        """Print one thing with all that is known of it."""
        match self.form:
            case Form.JSON:
                dump(row)
            case Form.QUIET:
                _ids([row])
            case Form.PLAIN | Form.TABLE:
                shown = {name: safe(value) for name, value in _flat(row)}
                width = 0 if self.form is Form.PLAIN else max(map(len, shown), default=0)
                for name, value in shown.items():
                    gap = "\t" if self.form is Form.PLAIN else "  "
                    click.echo(f"{name.ljust(width)}{gap}{value}".rstrip())

    def many(self, rows: Sequence[Json], columns: Sequence[str]) -> None:
        """Print all of something that is no page of a list."""
        self.page(rows, columns, has_more=False, none="Nothing.")

    def say(self, words: str) -> None:
        """Say something about it, but not to who wants to hear nothing."""
        if self.form is not Form.QUIET:
            click.echo(words, err=True)


def printed(command: Callable[P, T]) -> Callable[P, T]:
    """Give a command `--json`, `--plain` and `--quiet`, and a `Screen` as its argument `screen`."""

    @click.option("--json", "form", flag_value=Form.JSON.value, help="Print JSON, as the API has.")
    @click.option("--plain", "form", flag_value=Form.PLAIN.value, help="Print lines with tabs.")
    @click.option("-q", "--quiet", "form", flag_value=Form.QUIET.value, help="Print ids alone.")
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        form = kwargs.pop("form", None)
        kwargs["screen"] = Screen(Form(str(form)) if form else Form.TABLE)
        return command(*args, **kwargs)

    return run


def cells(row: Json, columns: Sequence[str]) -> list[str]:
    """Return what stands in the columns, which are keys, or keys of keys (`seats.total`)."""
    return [_text(_inside(row, column.split("."))) for column in columns]


def safe(written: str) -> str:
    """Return text on one line, without what would move the cursor of a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in written)


def _inside(value: Any, path: Sequence[str]) -> Any:  # noqa: ANN401 - JSON
    for name in path:
        if isinstance(value, list):
            return [_inside(each, [name]) for each in value]
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _text(value: Any) -> str:  # noqa: ANN401 - JSON
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if value.keys() == _MONEY:
            from curule.core.csv_cells import plain_amount

            return f"{plain_amount(value['amount'], value['currency'])} {value['currency']}"
        return " ".join(f"{name}={_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return str(value)


def _flat(row: Json, inside: str = "") -> Iterator[tuple[str, str]]:
    """Give each value a line of its own, also one inside another: `policy.increase.bill`."""
    for name, value in row.items():
        if isinstance(value, Mapping) and value and value.keys() != _MONEY:
            yield from _flat(value, f"{inside}{name}.")
        elif inside or name != "object":
            yield f"{inside}{name}", _text(value)


def _ids(rows: Sequence[Json]) -> None:
    for row in rows:
        click.echo(str(row.get("id") or row.get("email") or next(iter(row.values()))))


def dump_list(rows: Iterable[Json], *, has_more: bool = False) -> None:
    """Print rows as JSON, as the API prints a list."""
    dump({"object": "list", "data": list(rows), "has_more": has_more})


def dump(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
