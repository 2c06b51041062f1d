"""Events as a timeline in words, and as a log with what was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from curule.selectors.activity import ActivityRow
from curule.web.console.rendering import Cell, Table, plain, table
from curule.web.event_words import told
from curule.web.templatetags.curule import say
from curule.wording.values import Reader, written


def timeline(reader: Reader, rows: Iterable[ActivityRow]) -> Table:
    """Return what happened in words, the newest first."""
    return table(
        reader,
        "console.timeline.caption",
        [
            "console.timeline.what",
            "console.timeline.about",
            "console.timeline.who",
            "console.timeline.at",
        ],
        (_line(reader, row) for row in rows),
    )


def _line(reader: Reader, row: ActivityRow) -> tuple[Cell, ...]:
    line = told(row, reader)
    return (
        plain(line.sentence),
        plain(line.about, note=line.change),
        plain(who(reader, row)),
        plain(written(row.at, reader)),
    )


class _Acted(Protocol):
    """What an event tells of who acted."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor(self) -> str: ...


def who(reader: Reader, event: _Acted) -> str:
    """Return who acted: an address, else what kind of actor."""
    kind = say(reader, f"console.actor.{event.actor_kind}")
    return (
        f"{event.actor} ({kind})"
        if event.actor and event.actor_kind in {"staff", "key", "directory"}
        else (event.actor or kind)
    )
