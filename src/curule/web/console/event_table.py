"""Events as a timeline in words, and as a log with what was recorded."""

from __future__ import annotations

from collections.abc import Iterable

from curule.selectors.console.events import EventRow
from curule.web.console.rendering import Cell, Table, plain, table
from curule.web.event_words import event_words, told_together
from curule.web.templatetags.curule import say
from curule.wording.values import Reader, written


def timeline(reader: Reader, events: Iterable[EventRow]) -> Table:
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
        (_line(reader, event, count) for event, count in told_together(events)),
    )


def _line(reader: Reader, event: EventRow, count: int) -> tuple[Cell, ...]:
    told = event_words(reader, event, count=count)
    return (
        plain(told.sentence),
        plain(told.about),
        plain(who(reader, event)),
        plain(written(event.at, reader)),
    )


def who(reader: Reader, event: EventRow) -> str:
    """Return who acted: an address, else what kind of actor."""
    kind = say(reader, f"console.actor.{event.actor_kind}")
    return (
        f"{event.actor} ({kind})"
        if event.actor and event.actor_kind == "staff"
        else (event.actor or kind)
    )
