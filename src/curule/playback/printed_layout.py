"""How printed parts are laid out, so that they read well on a wide and on a narrow terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from curule.playback.expectations import Mismatch
from curule.playback.printed_words import side

LABEL_WIDTH: Final = 8
INDENT: Final = 5

HEADING, LABEL, QUIET, STRONG = "bold cyan", "cyan", "dim", "bold"
GOOD, BAD, WARN = "green", "red", "yellow"

_SHOWN_OF_A_LIST: Final = 6


class Facts:
    """Short facts in a row; a line breaks between two facts, within one only if it is too long."""

    def __init__(self, *facts: Text | None) -> None:
        self._facts = [fact for fact in facts if fact]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Fill the lines one after another."""
        del console
        line = Text()
        for fact in self._facts:
            if line and line.cell_len + 2 + fact.cell_len > options.max_width:
                yield line
                line = Text()
            line = Text.assemble(line, "  ", fact) if line else fact
        yield line


def labeled(rows: Iterable[tuple[str, RenderableType]]) -> Table:
    """Return a column of labels beside what they label."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=LABEL_WIDTH, style=LABEL, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for label, content in rows:
        grid.add_row(label, content)
    return grid


def indented(content: RenderableType) -> Padding:
    """Return the content below the number of its step."""
    return Padding(content, (0, 0, 0, INDENT))


def few(words: Sequence[str]) -> str:
    """Return a list in words, cut where it gets long.

    >>> few(["a", "b"]), few(list("abcdefgh"))
    ('a, b', 'a, b, c, d, e, f and 2 more')
    """
    said = ", ".join(words[:_SHOWN_OF_A_LIST])
    more = len(words) - _SHOWN_OF_A_LIST
    return f"{said} and {more} more" if more > 0 else said


def expected_and_got(mismatches: Iterable[Mismatch], *, zone: str) -> RenderableType:
    """Return what was expected and what came, side by side; instants also as dates of `zone`."""
    parts: list[RenderableType] = []
    for mismatch in mismatches:
        parts.append(
            Text.assemble(
                ("✗ ", f"bold {BAD}"), (mismatch.path, STRONG), (f"  {mismatch.place}", QUIET)
            )
        )
        sides = Table.grid(padding=(0, 1), expand=True)
        sides.add_column(ratio=1, overflow="fold")
        sides.add_column(ratio=1, overflow="fold")
        sides.add_row(
            Text.assemble(("  expected ", QUIET), (side(mismatch.expected, zone), GOOD)),
            Text.assemble(("got ", QUIET), (side(mismatch.got, zone), BAD)),
        )
        parts.append(sides)
    return Group(*parts)
