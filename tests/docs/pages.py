"""Reads our pages: their tables, their blocks of code, and what their commands print.

    <!-- file: desks.yaml -->     above a block: the block is the whole file
    ```diff                       a change of the file that was named last
    ```console                    `$ command` lines, each with what it prints
    <!-- checked: NAME -->        below a table: its rows are computed again
    <!-- played -->               below a table: its rows are the steps of a scenario

In what a command prints, a line `…` stands for any lines, and an `…` inside a line for any text.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.tree import ROOT

Row = Mapping[str, str]

DOCS: Final = ROOT / "docs"
GAP: Final = "…"


def read(name: str) -> str:
    """Return the text of a page, by its name under docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


# --- tables --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the heading it stands under, what stands below it, and where it begins."""

    heading: str
    check: str | None
    is_played: bool
    rows: tuple[Row, ...]
    start: int


def tables(text: str) -> Iterator[Table]:
    """Return every table of a page."""
    for found in _TABLE.finditer(text):
        head, _, *rows = [line for line in found[0].splitlines() if line.startswith("|")]
        columns = cells(head)
        headings = re.findall(r"^#+ (.+)$", text[: found.start()], re.MULTILINE)
        yield Table(
            heading=headings[-1],
            check=found["check"],
            is_played=found["played"] is not None,
            rows=tuple(dict(zip(columns, cells(row), strict=True)) for row in rows),
            start=found.start(),
        )


_TABLE: Final = re.compile(
    r"(?:^\|.*\n)+(?:<!-- (?:checked: (?P<check>.+)|(?P<played>played)) -->)?", re.MULTILINE
)


def cells(line: str) -> list[str]:
    """Return what stands in the cells of one line."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def words(cell: str) -> list[str]:
    """Return what stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


# --- blocks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code; `file` where it is the content of one."""

    language: str
    file: str | None
    body: str


_BLOCK: Final = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?^```(?P<language>[a-z]*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def blocks(text: str) -> tuple[Block, ...]:
    """Return every fenced block of a page, in order."""
    return tuple(
        Block(language=found["language"], file=found["file"], body=found["body"])
        for found in _BLOCK.finditer(text)
    )


def changed(content: str, diff: str) -> str:
    """Return a file after a change, whose old lines must stand there exactly once."""
    lines = diff.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "-"})
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "+"})
    assert content.count(old) == 1, f"the change does not fit: {old}"
    return content.replace(old, new)


# --- commands ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Command:
    """A command as a reader types it, and what the page says it prints."""

    line: str
    printed: tuple[str, ...]


def commands(block: Block) -> tuple[Command, ...]:
    """Return the commands of a console block; `> ` continues one on the next line."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.body.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return tuple(Command("\n".join(typed), tuple(printed)) for typed, printed in found)


_MARK: Final = "\x1e"


def run(block: Block, *, folder: Path, env: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Run the commands of a block in one shell; return what each printed, errors included."""
    typed = [command.line for command in commands(block)]
    marked = "status=$?; printf '\\036\\n'; (exit $status)"
    script = "exec 2>&1\n" + "".join(f"{line}\n{marked}\n" for line in typed)
    done = subprocess.run(
        ["bash", "-c", script],  # noqa: S607 - the reader's own shell
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    parts = done.stdout.split(f"{_MARK}\n")
    assert len(parts) == len(typed) + 1, done.stdout
    return tuple(_lines(part) for part in parts[:-1])


def _lines(printed: str) -> tuple[str, ...]:
    """Return lines as they look: nobody sees which kind of blank stands in "1 seat"."""
    plain = printed.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return tuple(line.rstrip() for line in plain.rstrip().splitlines())


def is_as_printed(told: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Tell whether a page tells what a command printed, gaps aside."""
    pattern = "".join(_pattern(line.rstrip()) for line in _without_trailing_blanks(told))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def _pattern(line: str) -> str:
    if line == GAP:
        return r"(?:.*\n)*?"
    return ".*".join(re.escape(part) for part in line.split(GAP)) + r"\n"


def _without_trailing_blanks(lines: tuple[str, ...]) -> tuple[str, ...]:
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return tuple(kept)
