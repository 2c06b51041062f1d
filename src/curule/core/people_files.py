r"""Lists of people as files and pasted tables: which columns, which coding, who stands on them.

People keep lists in spreadsheets, which write them with commas, semicolons or tabs, in UTF-8 or in
the coding of their country. All of it is read; what is no list of people is refused with a reason.

    >>> read = read_people_file(b"E-mail;Vorname;Nachname\r\nbo@x.test;Bo;Li\r\n")
    >>> read.coding, read.separator, read.people[0].email, read.people[0].last_name
    ('utf-8', ';', 'bo@x.test', 'Li')
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from curule.core.coding import Undecodable, decoded

MOST_PEOPLE: Final = 5_000
MOST_OCTETS: Final = 2_000_000
LONGEST_CELL: Final = 254

_SEPARATORS: Final = (";", ",", "\t")
_TITLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "email": (
            *("email", "mail", "emailaddress", "mailaddress", "emailadresse", "mailadresse"),
            *("courriel", "adressemail", "adresseemail", "adressecourriel", "adresseelectronique"),
            *("почта", "элпочта", "электроннаяпочта", "адресэлектроннойпочты", "адрес"),
        ),
        "first_name": ("firstname", "givenname", "prénom", "prenom", "vorname", "имя"),
        "last_name": (
            *("lastname", "surname", "familyname", "nom", "nomdefamille"),
            *("nachname", "familienname", "фамилия"),
        ),
        "name": ("name", "fullname", "nomcomplet", "фио", "полноеимя"),
    }
)
_CLUTTER: Final = re.compile(r"[\W_]+")
_SPREADSHEET: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class FileProblem(StrEnum):
    """Why a file is no list of people."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    SPREADSHEET = "spreadsheet"
    WRONG_CODING = "wrong_coding"
    NO_ADDRESSES = "no_addresses"


class PeopleFileInvalid(ValueError):
    """It is no list of people; `problem` says why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody on a list, as it was written; `number` is the line of the file."""

    number: int
    email: str
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """A list that was read, and how: its coding, its separator, the titles of its columns."""

    coding: str
    separator: str
    columns: Mapping[str, str]
    people: tuple[Listed, ...]


def read_people_file(raw: bytes, *, coding: str = "") -> PeopleFile:
    """Read a list of people; `coding` is one of `CODINGS`, or empty to find out.

    Raises `PeopleFileInvalid`.
    """
    if len(raw) > MOST_OCTETS:
        raise PeopleFileInvalid(FileProblem.TOO_BIG)
    if raw.startswith(_SPREADSHEET):
        raise PeopleFileInvalid(FileProblem.SPREADSHEET)
    if not raw.strip():
        raise PeopleFileInvalid(FileProblem.EMPTY)
    try:
        text, used = decoded(raw, coding)
    except Undecodable:
        raise PeopleFileInvalid(FileProblem.WRONG_CODING) from None
    return read_people_text(text, coding=used)


def read_people_text(text: str, *, coding: str = "") -> PeopleFile:
    """Read a list that was pasted, with or without titles. Raises `PeopleFileInvalid`."""
    plain = text.removeprefix("\ufeff")
    if "\x00" in plain:
        raise PeopleFileInvalid(FileProblem.WRONG_CODING)
    separator = _separator_of(plain)
    rows = list(_rows(plain, separator))
    if not rows:
        raise PeopleFileInvalid(FileProblem.EMPTY)
    titles, columns = _columns(rows)
    people = tuple(_people(rows[1:] if titles else rows, columns))
    if not people:
        raise PeopleFileInvalid(FileProblem.EMPTY if titles else FileProblem.NO_ADDRESSES)
    if len(people) > MOST_PEOPLE:
        raise PeopleFileInvalid(FileProblem.TOO_MANY)
    named = {meaning: titles[place] for meaning, place in columns.items()} if titles else {}
    return PeopleFile(
        coding=coding, separator=separator, columns=MappingProxyType(named), people=people
    )


# --- rows and columns -----------------------------------------------------------------------------


def _separator_of(text: str) -> str:
    """Return the separator that the first lines agree on; a comma where there is one column."""
    first = [line for line in text.splitlines()[:20] if line.strip()]
    counted = {each: sum(line.count(each) for line in first) for each in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda each: counted[each])
    return best if counted[best] else ","


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Return the lines that say something, each with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            clean = [" ".join(cell.split()) for cell in cells]
            if any(clean):
                yield reader.line_num, clean
    except csv.Error:
        raise PeopleFileInvalid(FileProblem.WRONG_CODING) from None


def _columns(rows: Sequence[tuple[int, list[str]]]) -> tuple[list[str], dict[str, int]]:
    """Return the titles, if there are any, and which column means what."""
    first = rows[0][1]
    known = {
        meaning: place
        for meaning, titles in _TITLES.items()
        for place, cell in reversed(list(enumerate(first)))
        if _CLUTTER.sub("", cell.casefold()) in titles
    }
    has_address = any("@" in cell for cell in first)
    body = rows if has_address else rows[1:]
    if "email" not in known or has_address:
        known = {} if has_address else known
        place = _place_of_addresses(body)
        if place is None:
            raise PeopleFileInvalid(FileProblem.NO_ADDRESSES)
        known["email"] = place
    if has_address:
        others = [place for place in range(len(first)) if place != known["email"]]
        known |= dict(zip(("first_name", "last_name"), others, strict=False))
        return [], known
    return first, known


def _place_of_addresses(rows: Sequence[tuple[int, list[str]]]) -> int | None:
    counted: dict[int, int] = {}
    for _number, cells in rows[:200]:
        for place, cell in enumerate(cells):
            counted[place] = counted.get(place, 0) + ("@" in cell)
    best = max(counted, key=lambda place: counted[place], default=None)
    return best if best is not None and counted[best] else None


def _people(rows: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]) -> Iterator[Listed]:
    for number, cells in rows:
        said = {
            meaning: cells[place][:LONGEST_CELL] if place < len(cells) else ""
            for meaning, place in columns.items()
        }
        first, last = said.get("first_name", ""), said.get("last_name", "")
        if "name" in said and not (first and last):
            first, last = _parted(said["name"], first, last)
        yield Listed(number=number, email=said["email"], first_name=first, last_name=last)


def _parted(name: str, first: str, last: str) -> tuple[str, str]:
    """Return a full name in its two parts; "Name" beside a first name is the last one."""
    if first or last:
        return first or name, last or name
    before, _, after = name.partition(" ")
    return before, after
