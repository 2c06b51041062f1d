"""Draws the seats over time with blocks, in any terminal, and tells the same in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curule.playback.picture import Mark, SeatPoint, Timeline
from curule.playback.picture_axis import part_of, ticks
from curule.playback.picture_words import PictureWords
from curule.playback.printed_words import when

_MOST_ROWS: Final = 10
_AXIS: Final = 7
"""Columns left of the picture, for the numbers of seats."""

_OCCUPIED, _HELD, _FREE, _PLANNED = (
    ("█", "blue"),
    ("▒", "magenta"),
    ("░", "bright_black"),
    ("·", ""),
)


def draw_in_terminal(timeline: Timeline, *, width: int, words: PictureWords) -> RenderableType:
    """Return the picture, at most `width` columns wide, above a table of its numbers."""
    columns = max(10, width - _AXIS)
    title = Text(f"{words.title}: {timeline.seat_type}", style="bold")
    picture = (
        *_rows(timeline, columns),
        _axis_line(timeline, columns),
        _dates(timeline, columns),
        _steps(timeline.marks, timeline, columns),
    )
    return Group(title, *picture, _legend(words), Text(), _numbers(timeline, words))


def _rows(timeline: Timeline, columns: int) -> Iterator[Text]:
    length = timeline.ends_at - timeline.starts_at
    # A column shows how its stretch of time ends, so that the last change is never lost.
    states = [
        timeline.at(timeline.starts_at + length * ((column + 1) / columns))
        for column in range(columns)
    ]
    rows = min(_MOST_ROWS, timeline.highest)
    for row in range(rows, 0, -1):
        label = str(-(-timeline.highest * row // rows)) if row in {rows, (rows + 1) // 2} else ""
        line = Text(f"{label:>{_AXIS - 2}} │", style="dim")
        for state in states:
            line.append(*_block(state, timeline.highest * (row - 0.5) / rows))
        yield line


def _block(state: SeatPoint, height: float) -> tuple[str, str]:
    if height >= state.total:
        return " ", ""
    if state.planned:
        return _PLANNED
    if height < state.occupied:
        return _OCCUPIED
    return _HELD if height < state.occupied + state.held else _FREE


def _axis_line(timeline: Timeline, columns: int) -> Text:
    line = ["─"] * columns
    for mark in timeline.marks:
        line[_column(mark, timeline, columns)] = "┴"
    return Text(f"{0:>{_AXIS - 2}} ┼{''.join(line)}", style="dim")


def _dates(timeline: Timeline, columns: int) -> Text:
    most = max(1, columns // 14)
    dates = ticks(timeline.starts_at, timeline.ends_at, zone=timeline.zone, most=most)
    places = [(round(tick.part * (columns - 1)), tick.label) for tick in dates]
    return Text(" " * _AXIS + _placed(places, columns), style="dim")


def _steps(marks: Sequence[Mark], timeline: Timeline, columns: int) -> Text:
    places = [(_column(mark, timeline, columns), mark.label) for mark in marks]
    return Text(" " * _AXIS + _placed(places, columns), style="cyan")


def _column(mark: Mark, timeline: Timeline, columns: int) -> int:
    part = part_of(mark.at, timeline.starts_at, timeline.ends_at)
    return min(columns - 1, int(part * columns))


def _placed(labels: Sequence[tuple[int, str]], columns: int) -> str:
    """Write labels at their columns, as far as they have room."""
    line = ""
    for column, label in labels:
        start = min(column, columns - len(label))
        if start >= len(line) + (1 if line else 0):
            line = line.ljust(start) + label
    return line


def _legend(words: PictureWords) -> Text:
    legend = Text(" " * _AXIS)
    for (block, style), word in (
        (_OCCUPIED, words.occupied),
        (_HELD, words.held),
        (_FREE, words.free),
        (_PLANNED, words.planned),
    ):
        legend.append(block, style=style)
        legend.append(f" {word}  ", style="dim")
    return legend


def _numbers(timeline: Timeline, words: PictureWords) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(words.on)
    for word in (words.total, words.occupied, words.held, words.free):
        table.add_column(word, justify="right")
    table.add_column(words.steps, style="cyan")
    labels = {mark.at: mark.label for mark in timeline.marks}
    for point in timeline.points:
        note = words.planned if point.planned else labels.get(point.at, "")
        numbers = (point.total, point.occupied, point.held, point.free)
        shown = ("", "", "") if point.planned else tuple(map(str, numbers[1:]))
        table.add_row(when(point.at, timeline.zone), str(point.total), *shown, note)
    return table
