"""The highest numbers that were given, kept in a file beside the database (I23).

A database that was restored from a backup has forgotten what it issued since; those who have the
papers have not. The file remembers it: where a series stands below what it knows, nothing is
issued until somebody has decided. Test clocks are left out, their papers are nobody's.

    [{"ids": [the series of one database], "last": {"INV-2026": 91}}, …]

A series keeps its id through a backup, and a new database makes other ones: so several databases
share a data folder, and one that begins anew begins at 1.
"""

import contextlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.db import connection

from curule.data.database_url import DatabaseUnavailable
from curule.data.embedded.home import exclusive

FILE: Final = "issued-numbers.json"

_SERIES: Final = """
    SELECT id::text, key, last_number FROM curule_invoice_series WHERE key NOT LIKE 'TEST-%'
"""
_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Known:
    """What the file knows of one database."""

    ids: set[str]
    last: dict[str, int]


def note_issued(folder: Path) -> None:
    """Raise what the file in `folder` knows to what is committed; it never goes down.

    What cannot be written is told to the log: the papers are issued all the same.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder / f"{FILE}.lock"):
            series = _series()
            if series:
                _write(folder, _raised(_read(folder), series))
    except OSError as error:
        _log.warning("%s cannot be written: %s", folder / FILE, error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A series that stands at `stands`, though `given` was its last number already."""

    series: str
    stands: int
    given: int


def forgotten(folder: Path) -> tuple[Forgotten, ...]:
    """Return the series of which the database has forgotten numbers that were given."""
    known = _read(folder)
    series = _series()
    stands = dict(series.values())
    return tuple(
        Forgotten(series=key, stands=stands.get(key, 0), given=last)
        for key, last in sorted(_of(known, series).last.items())
        if stands.get(key, 0) < last
    )


def refuse_forgotten(folder: Path, taken: Mapping[str, int] = _NOTHING) -> None:
    """Refuse to go on where the database has forgotten numbers that were given.

    `taken` is how many numbers of which series this transaction has taken itself; without it all
    series are looked at.

    Raises:
        DatabaseUnavailable: it was restored from a backup; the sentence says what to do.
    """
    known = _read(folder)  # before the database: what is known was committed by then
    if not known:
        return
    series = _series()
    of_this = _of(known, series)
    stands = {key: last - taken.get(key, 0) for key, last in series.values()}
    for key, last in sorted(of_this.last.items()):
        if (not taken or key in taken) and stands.get(key, 0) < last:
            raise DatabaseUnavailable(
                f"The database stands at number {stands.get(key, 0)} of {key}, but {last} was "
                "given already: it was restored from an older backup. Restore a newer one, or run "
                "`curule restore-check`, which shows what is missing and goes on behind the "
                f"numbers that were given (they are kept in {folder / FILE})."
            )


def _series() -> dict[str, tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_SERIES)
        return {row: (key, last) for row, key, last in cursor.fetchall()}


def _of(known: list[_Known], series: Mapping[str, object]) -> _Known:
    """Return what is known of the database that has these series."""
    found = [each for each in known if not each.ids.isdisjoint(series)]
    return found[0] if found else _Known(set(), {})


def _raised(known: list[_Known], series: Mapping[str, tuple[str, int]]) -> list[_Known]:
    of_this = _of(known, series)
    others = [each for each in known if each is not of_this]
    last = dict(of_this.last)
    for key, number in series.values():
        last[key] = max(number, last.get(key, 0))
    return [*others, _Known(of_this.ids | set(series), last)]


def _read(folder: Path) -> list[_Known]:
    file = folder / FILE
    try:
        return [_Known(set(each["ids"]), dict(each["last"])) for each in _parsed(file)]
    except (ValueError, TypeError, KeyError):
        _log.warning("%s is damaged and begun anew.", file)
        return []


def _parsed(file: Path) -> Any:  # noqa: ANN401 - JSON, of whatever a damaged file holds
    with contextlib.suppress(FileNotFoundError):
        return json.loads(file.read_bytes())
    return []


def _write(folder: Path, known: list[_Known]) -> None:
    """Replace the file whole; it is not waited for until it is on the disk, the database is."""
    draft = folder / f"{FILE}.draft"
    listed = [{"ids": sorted(each.ids), "last": each.last} for each in known]
    draft.write_text(json.dumps(listed, indent=1), encoding="utf-8")
    draft.replace(folder / FILE)
