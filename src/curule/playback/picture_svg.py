"""Draws the seats over time as an SVG that stands by itself.

It has a title and a description for those who cannot see it, no fonts of its own, colors that hold
on a light and on a dark page, and a hatch beside the color where color alone would tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from curule.playback.picture import SeatPoint, Timeline
from curule.playback.picture_axis import part_of, ticks
from curule.playback.picture_words import PictureWords
from curule.playback.printed_words import when

WIDTH: Final = 860
_HEIGHT: Final = 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 24, 40, 72
_PLOT_WIDTH: Final = WIDTH - _LEFT - _RIGHT
_DATE_WIDTH: Final = 84
_PLOT_HEIGHT: Final = _HEIGHT - _TOP - _BOTTOM

_STYLE: Final = """
text { font: 13px system-ui, sans-serif; fill: #444; }
.name { font-weight: 600; font-size: 15px; }
.axis { stroke: #888; stroke-width: 1; }
.grid { stroke: #888; stroke-opacity: .3; stroke-width: 1; }
.occupied { fill: #3a76c4; }
.held { fill: url(#held); }
.free { fill: #888; fill-opacity: .22; }
.planned { fill: none; stroke: #888; stroke-width: 1.5; stroke-dasharray: 5 4; }
.total { fill: none; stroke: #6b6b6b; stroke-width: 1.5; }
.step { fill: #2a8c82; }
.refused { fill: #c0492f; }
@media (prefers-color-scheme: dark) {
text { fill: #ddd; }
.occupied { fill: #6aa5ee; }
.total { stroke: #b5b5b5; }
.step { fill: #4fbdb2; }
.refused { fill: #e8836c; }
}
""".strip()

_HATCH: Final = (
    '<pattern id="held" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#b06ab3" fill-opacity=".35"/>'
    '<rect width="3" height="6" fill="#b06ab3"/></pattern>'
)


def draw_svg(timelines: Sequence[Timeline], *, name: str, words: PictureWords) -> str:
    """Return one document with a picture per seat type, one below the other."""
    height = _HEIGHT * max(1, len(timelines))
    title = f"{words.title}: {name}"
    described = " ".join(_described(timeline, words) for timeline in timelines)
    drawn = "\n".join(
        f'<g transform="translate(0 {_HEIGHT * index})">\n{chr(10).join(_drawn(each, words))}\n</g>'
        for index, each in enumerate(timelines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="title description">\n'
        f'<title id="title">{escape(title)}</title>\n'
        f'<desc id="description">{escape(described)}</desc>\n'
        f"<style>{_STYLE}</style>\n<defs>{_HATCH}</defs>\n{drawn}\n</svg>\n"
    )


def _described(timeline: Timeline, words: PictureWords) -> str:
    """Tell the picture in numbers, as somebody would read it out."""
    parts = [
        f"{words.on} {when(point.at, timeline.zone)}: "
        + (
            f"{words.planned} {point.total}"
            if point.planned
            else f"{words.total} {point.total}, {words.occupied} {point.occupied}, "
            f"{words.held} {point.held}, {words.free} {point.free}"
        )
        for point in timeline.points
    ]
    return f"{timeline.seat_type}. {'; '.join(parts)}."


def _drawn(timeline: Timeline, words: PictureWords) -> Iterator[str]:
    yield _text(_LEFT, 22, timeline.seat_type, kind="name")
    yield from _legend(words)
    yield from _heights(timeline)
    yield from _dates(timeline)
    for point, ends_at in _stretches(timeline):
        yield from _stretch(timeline, point, ends_at)
    yield f'<path class="total" d="{_outline(timeline)}"/>'
    base = _TOP + _PLOT_HEIGHT
    yield f'<line class="axis" x1="{_LEFT}" y1="{base}" x2="{WIDTH - _RIGHT}" y2="{base}"/>'
    yield from _steps(timeline)


def _x(part: float) -> float:
    return round(_LEFT + part * _PLOT_WIDTH, 2)


def _y(seats: float, timeline: Timeline) -> float:
    return round(_TOP + _PLOT_HEIGHT * (1 - seats / timeline.highest), 2)


def _stretches(timeline: Timeline) -> Iterator[tuple[SeatPoint, tuple[float, float]]]:
    """Find each point with the places at which its numbers begin and end."""
    places = [part_of(point.at, timeline.starts_at, timeline.ends_at) for point in timeline.points]
    for point, begins, ends in zip(timeline.points, places, [*places[1:], 1.0], strict=True):
        yield point, (_x(begins), _x(ends))


def _stretch(timeline: Timeline, point: SeatPoint, place: tuple[float, float]) -> Iterator[str]:
    if point.planned:
        yield _bar("planned", place, (_y(point.total, timeline), _y(0, timeline)))
        return
    taken = point.occupied + point.held
    for kind, low, high in (
        ("occupied", 0, point.occupied),
        ("held", point.occupied, taken),
        ("free", taken, point.total),
    ):
        if high > low:
            yield _bar(kind, place, (_y(high, timeline), _y(low, timeline)))


def _bar(kind: str, across: tuple[float, float], down: tuple[float, float]) -> str:
    (left, right), (top, bottom) = across, down
    return (
        f'<rect class="{kind}" x="{left}" y="{top}" width="{round(right - left, 2)}" '
        f'height="{round(bottom - top, 2)}" shape-rendering="crispEdges"/>'
    )


def _outline(timeline: Timeline) -> str:
    """Draw the total as a line with steps, up to where it is only planned."""
    path = ""
    for point, (left, right) in _stretches(timeline):
        if point.planned:
            break
        top = _y(point.total, timeline)
        path += f"{'L' if path else 'M'}{left} {top}L{right} {top}"
    return path


def _heights(timeline: Timeline) -> Iterator[str]:
    shown = {timeline.highest, -(-timeline.highest // 2), 0}
    for seats in sorted(shown):
        y = _y(seats, timeline)
        if seats:
            yield f'<line class="grid" x1="{_LEFT}" y1="{y}" x2="{WIDTH - _RIGHT}" y2="{y}"/>'
        yield _text(_LEFT - 8, y + 4, str(seats), anchor="end")


def _dates(timeline: Timeline) -> Iterator[str]:
    base, free_from = _TOP + _PLOT_HEIGHT, 0.0
    for tick in ticks(timeline.starts_at, timeline.ends_at, zone=timeline.zone, most=8):
        x = _x(tick.part)
        yield f'<line class="axis" x1="{x}" y1="{base}" x2="{x}" y2="{base + 5}"/>'
        middle = max(x, _LEFT + _DATE_WIDTH / 2)
        if free_from <= middle - _DATE_WIDTH / 2 and middle + _DATE_WIDTH / 2 <= WIDTH:
            yield _text(middle, base + 20, tick.label, anchor="middle")
            free_from = middle + _DATE_WIDTH / 2


def _steps(timeline: Timeline) -> Iterator[str]:
    """Mark the steps below the dates; a number that would cover another is left out."""
    y, free_from = _TOP + _PLOT_HEIGHT + 38, 0.0
    for mark in timeline.marks:
        x = _x(part_of(mark.at, timeline.starts_at, timeline.ends_at))
        if mark.refused:  # another shape, not only another color
            yield f'<path class="refused" d="M{x - 5} {y}L{x} {y - 5}L{x + 5} {y}L{x} {y + 5}Z"/>'
        else:
            yield f'<circle class="step" cx="{x}" cy="{y}" r="3.5"/>'
        half = 4.5 * len(mark.label)
        if x - half >= free_from:
            yield _text(x, y + 18, mark.label, anchor="middle")
            free_from = x + half


def _legend(words: PictureWords) -> Iterator[str]:
    """Write the legend from the right edge, so that a long name has the room at the left."""
    kinds = (
        ("planned", words.planned),
        ("free", words.free),
        ("held", words.held),
        ("occupied", words.occupied),
    )
    x = WIDTH - _RIGHT
    for kind, word in kinds:
        x -= 8 * len(word)
        yield _text(x, 22, word)
        yield _bar(kind, (x - 18, x - 6), (11, 23))
        x -= 34


def _text(x: float, y: float, words: str, *, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
