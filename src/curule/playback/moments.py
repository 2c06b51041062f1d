"""Dates and instants as a scenario file writes them: `2026-04-01`, `2026-03-10T11:00:00+03:00`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Final, TypeAlias

from curule.core.localtime import local_date, resolve_local
from curule.playback.document import Node
from curule.playback.fields import text, wrong
from curule.playback.problems import quoted

Moment: TypeAlias = date | datetime
"""A date of the account's zone, or an aware instant; a datetime is always the latter."""

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199

_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_INSTANT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


def read_moment(node: Node) -> Moment:
    """Read a date or an instant with its offset from UTC.

    Raises:
        ScenarioError: there is no such day or time, its offset is missing, its year lies far off.
    """
    given = text(node)
    if _DATE.fullmatch(given):
        return _date(given, node)
    written = _INSTANT.fullmatch(given)
    if written is None:
        raise wrong(
            node,
            f"{quoted(given)} is no time; write a date (2026-04-01) or an instant with its offset "
            "(2026-04-01T09:00:00+02:00)",
        )
    if written[3] is None:
        raise wrong(node, f"{quoted(given)} has no offset from UTC, such as Z or +02:00")
    _date(written[1], node)
    try:
        return datetime.fromisoformat(given.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong(node, f"{quoted(given)} is no time of a day") from None


def _date(given: str, node: Node) -> date:
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise wrong(node, f"there is no day {given}") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise wrong(node, f"the year of {given} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def instant_of(moment: Moment, zone: str) -> datetime:
    """Return the instant; of a date 00:00 in the zone, or the first time of it that exists."""
    return moment if isinstance(moment, datetime) else resolve_local(moment, time(0), zone)


def same_moment(expected: Moment, got: str, zone: str) -> bool:
    """Tell whether what a report says is the expected moment.

    A date equals the same date, and every instant of that date in the zone; an instant equals the
    same instant, however its offset is written.
    """
    if isinstance(expected, datetime):
        return reported_instant(got) == expected
    if _DATE.fullmatch(got):
        return got == expected.isoformat()
    instant = reported_instant(got)
    return instant is not None and local_date(instant, zone) == expected


def reported_instant(got: str) -> datetime | None:
    """Return the instant that a report says, or None if it says something else."""
    if not _INSTANT.fullmatch(got):
        return None
    instant = datetime.fromisoformat(got)
    return None if instant.tzinfo is None else instant.astimezone(UTC)
