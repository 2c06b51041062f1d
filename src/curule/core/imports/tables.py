r"""Exported tables: strict CSV in UTF-8, whose every cell knows where it stands.

>>> table = read_table(b"id,Name\r\ncus_1,Acme\r\n", file="customers.csv")
>>> row = table.rows[0]
>>> row.get("name"), str(row.place("name"))
('Acme', 'customers.csv:2: Name')
>>> read_table(b"id,Name\ncus_1", file="cut.csv")
Traceback (most recent call last):
curule.core.imports.tables.Unreadable: cut.csv:2: 1 cells, where the first line has 2;
    the file may be cut or a separator stands in a cell without quotes
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_OCTETS: Final = 200_000_000
MOST_ROWS: Final = 500_000
LONGEST_CELL: Final = 10_000
_SPREADSHEET: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file, the line from 1, and the title of the column if one."""

    file: str
    line: int
    column: str = ""

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"{self.file}:{self.line}" + (f": {self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a place, and what to do about it."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.place}: {self.sentence}"


class Unreadable(ValueError):
    """The file is no such table: nothing of it is taken."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.mistake = Mistake(place, sentence)


@dataclass(frozen=True, slots=True)
class Row:
    """A line under the titles; cells are found by any of the names that their column may have."""

    file: str
    line: int
    cells: Mapping[str, tuple[str, str]]
    """What stands there, and the title as it is written, by the title in small letters."""

    def get(self, *names: str) -> str:
        """Return the first cell of these columns that says something, without blanks around."""
        for name in names:
            written = self.cells.get(name, ("", ""))[0].strip()
            if written:
                return written
        return ""

    def place(self, *names: str) -> Place:
        """Return where the cell stands; of several names, the first column that is there."""
        title = next((self.cells[name][1] for name in names if name in self.cells), "")
        return Place(self.file, self.line, title)


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a file."""

    file: str
    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    def need(self, *names: str) -> None:
        """Raise `Unreadable` where none of these columns is there."""
        known = {title.strip().lower() for title in self.titles}
        if known.isdisjoint(names):
            said = ", ".join(self.titles[:12])
            raise Unreadable(
                Place(self.file, 1), f"there is no column {' or '.join(names)}; there are: {said}"
            )


def read_table(raw: bytes, *, file: str) -> Table:
    """Return the rows of a CSV file, separated by comma, semicolon or tab.

    Raises `Unreadable` with the line for another coding, a spreadsheet, and a file that was cut.
    """
    if len(raw) > MOST_OCTETS:
        raise Unreadable(Place(file, 1), f"is larger than {MOST_OCTETS // 1_000_000} MB; split it")
    if raw.startswith(_SPREADSHEET):
        raise Unreadable(Place(file, 1), "is a spreadsheet or an archive; export it as CSV")
    text = _text(raw, file)
    lines = list(_records(text, file))
    if not lines:
        raise Unreadable(Place(file, 1), "is empty")
    (_first, titles), *rest = lines
    names = [title.strip().lower() for title in titles]
    twice = next((title for title in names if title and names.count(title) > 1), None)
    if twice is not None:
        raise Unreadable(Place(file, 1), f"the column {twice} stands there twice")
    if len(rest) > MOST_ROWS:
        raise Unreadable(Place(file, 1), f"has more than {MOST_ROWS} rows; split it")
    return Table(file, tuple(titles), tuple(_row(file, names, titles, *line) for line in rest))


def _text(raw: bytes, file: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(
            Place(file, line), "is not UTF-8 from here on; export it as CSV in UTF-8"
        ) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Unreadable(Place(file, line), "holds a zero byte; the file is damaged")
    return text


def _records(text: str, file: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Return the lines that say something, with the number of the first of each."""
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Unreadable(
                Place(file, begun), "a quoted cell never ends; the file may be cut, export it again"
            ) from None
        if cells is None:
            return
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Unreadable(Place(file, begun), "a cell is longer than any export writes")
        if any(cell.strip() for cell in cells):
            yield begun, cells
        begun = reader.line_num + 1


def _row(
    file: str, names: Sequence[str], titles: Sequence[str], line: int, cells: Sequence[str]
) -> Row:
    if len(cells) != len(names):
        raise Unreadable(
            Place(file, line),
            f"{len(cells)} cells, where the first line has {len(names)}; the file may be cut or"
            " a separator stands in a cell without quotes",
        )
    listed = zip(names, cells, titles, strict=True)
    return Row(file, line, {name: (cell, title) for name, cell, title in listed})
