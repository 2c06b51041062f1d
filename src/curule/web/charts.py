"""Charts drawn by the server: bars from a zero line, with the finding beside them in words.

Places and widths are per cent of whatever width there is, heights are pixels: so the letters keep
their size on a phone. All numbers are written here, since a page in French would set a comma.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_compact_decimal, format_decimal

from curule.core.money import Money, exponent
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader, written

_TOP: Final = 18
_PLOT: Final = 190
_FOOT: Final = 26
_LEFT: Final = 16.0
_MOST_LABELS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One column: what goes up from zero and what goes down, none negative.

    They are minor units of a currency, or numbers where there is none.
    """

    label: str
    name: str
    up: int
    down: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One column of which a part is filled, in numbers; `said` are both in words."""

    label: str
    said: str
    whole: int
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A bar as it is drawn; `title` says what it stands for."""

    x: str
    y: str
    width: str
    height: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Letters in a chart; `kind` is where they are set."""

    x: str
    y: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A bar that lies: its words and its number stand above it and wrap where they must."""

    label: str
    said: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a template draws: bars, letters and lines of a scale, with the finding in words."""

    key: str
    height: int
    finding: str
    rects: tuple[Rect, ...]
    labels: tuple[Label, ...]
    lines: tuple[tuple[str, str], ...]  # height, kind
    legend: tuple[tuple[str, str], ...] = ()  # kind, word
    rows: tuple[Row, ...] = ()


def columns(
    reader: Reader,
    currency: str,
    points: Sequence[Point],
    *,
    finding: str,
    legend: tuple[tuple[str, str], ...] = (),
) -> Chart:
    """Return a chart of columns, one for each month."""
    most_up = max([point.up for point in points], default=0)
    most_down = max([point.down for point in points], default=0)
    scale = _PLOT / max(most_up + most_down, 1)
    zero = _TOP + most_up * scale
    slot = (100 - _LEFT) / max(len(points), 1)
    rects: list[Rect] = []
    labels: list[Label] = []
    every = -(-len(points) // _MOST_LABELS)
    for place, point in enumerate(points):
        x = _LEFT + slot * place + slot * 0.14
        both = (("more", point.up, zero - point.up * scale), ("less", point.down, zero))
        for kind, amount, y in both:
            if amount:
                said = _said(amount if kind == "more" else -amount, currency, reader)
                rects.append(
                    Rect(
                        x=_per_cent(x),
                        y=_pixels(y),
                        width=_per_cent(slot * 0.72),
                        height=_pixels(max(amount * scale, 1)),
                        kind=kind,
                        title=f"{point.name}: {said}",
                    )
                )
        if place % every == 0:
            labels.append(_below(point.label, place // every, _LEFT + slot * (place + 0.5)))
    lines = [(_pixels(zero), "zero")]
    for tick in _ticks(most_up, currency, -most_down):
        y = zero - tick * scale
        if tick:
            lines.append((_pixels(y), "grid"))
        labels.append(
            Label(x="0", y=_pixels(y - 3), text=_short(tick, currency, reader), kind="scale")
        )
    return Chart(
        key=currency,
        height=_TOP + _PLOT + _FOOT,
        finding=finding,
        rects=tuple(rects),
        labels=tuple(labels),
        lines=tuple(lines),
        legend=legend,
    )


def of_a_whole(
    reader: Reader,
    key: str,
    points: Sequence[Part],
    *,
    finding: str,
    legend: tuple[tuple[str, str], ...],
) -> Chart:
    """Return a chart of columns in which a part is filled, one for each month."""
    most = max([max(point.whole, point.part) for point in points], default=0)
    scale = _PLOT / max(most, 1)
    zero = _TOP + _PLOT
    slot = (100 - _LEFT) / max(len(points), 1)
    every = -(-len(points) // _MOST_LABELS)
    rects: list[Rect] = []
    labels: list[Label] = []
    for place, point in enumerate(points):
        x = _LEFT + slot * place + slot * 0.14
        for kind, number in (("whole", point.whole), ("more", point.part)):
            if number:
                rects.append(
                    Rect(
                        x=_per_cent(x),
                        y=_pixels(zero - number * scale),
                        width=_per_cent(slot * 0.72),
                        height=_pixels(max(number * scale, 1)),
                        kind=kind,
                        title=point.said,
                    )
                )
        if place % every == 0:
            labels.append(_below(point.label, place // every, _LEFT + slot * (place + 0.5)))
    lines = [(_pixels(zero), "zero")]
    for tick in _ticks(most, "", 0):
        y = zero - tick * scale
        if tick:
            lines.append((_pixels(y), "grid"))
        labels.append(Label(x="0", y=_pixels(y - 3), text=_short(tick, "", reader), kind="scale"))
    return Chart(
        key=key,
        height=_TOP + _PLOT + _FOOT,
        finding=finding,
        rects=tuple(rects),
        labels=tuple(labels),
        lines=tuple(lines),
        legend=legend,
    )


def _below(text: str, number: int, middle: float) -> Label:
    """Return the name of a month under its column; every other one is left out on a phone."""
    kind = "below" if number % 2 == 0 else "below other"
    return Label(x=_per_cent(middle), y=str(_TOP + _PLOT + _FOOT - 8), text=text, kind=kind)


def bars(
    reader: Reader,
    currency: str,
    rows: Sequence[tuple[str, int, str]],
    *,
    finding: str,
    key: str = "",
) -> Chart:
    """Return a chart of bars under each other; a row is its label, its amount and its kind.

    Without a currency it needs a `key`, a word by which its page knows it.
    """
    most = max([abs(amount) for _, amount, _ in rows], default=0)
    rows_drawn = tuple(
        Row(
            label=label,
            said=_said(amount, currency, reader),
            width=_per_cent(max(100 * abs(amount) / max(most, 1), 0.3)) if amount else "0",
            kind=kind if amount >= 0 else "less",
        )
        for label, amount, kind in rows
    )
    return Chart(
        key=key or currency,
        height=0,
        finding=finding,
        rects=(),
        labels=(),
        lines=(),
        rows=rows_drawn,
    )


def _ticks(most: int, currency: str, least: int) -> tuple[int, ...]:
    """Return round numbers for a scale from `least` to `most`, zero among them."""
    reach = most - least
    if not reach:
        return (0,)
    whole = _main_unit(currency)
    step = whole
    while reach // step > 4:
        step = step * 5 // 2 if str(step // whole)[0] == "2" else step * 2
    return tuple(range(-(-least // step) * step, most + 1, step))


def _short(amount: int, currency: str, reader: Reader) -> str:
    in_main_unit = amount / _main_unit(currency)
    locale = LOCALES[reader.language]
    said = str(format_compact_decimal(in_main_unit, locale=locale))
    if said.lstrip("-").isdecimal():  # a language that shortens only millions
        said = str(format_decimal(in_main_unit, locale=locale))
    return said.replace("-", "\N{MINUS SIGN}")


def _main_unit(currency: str) -> int:
    return int(10 ** exponent(currency)) if currency else 1


def _said(amount: int, currency: str, reader: Reader) -> str:
    return written(Money(amount, currency) if currency else amount, reader)


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"


def _pixels(value: float) -> str:
    return f"{value:.1f}"
