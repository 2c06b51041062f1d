"""Charts drawn by the server: bars from a zero line, with the finding beside them in words.

Places and widths are per cent of whatever width there is, heights are pixels: so the letters keep
their size on a phone. All numbers are written here, since a page in French would set a comma.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_compact_decimal

from curule.core.money import Money, exponent
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader, written

_TOP: Final = 18
_PLOT: Final = 190
_FOOT: Final = 26
_LEFT: Final = 13.0
_MOST_LABELS: Final = 12
_ROW: Final = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One column: what goes up from zero and what goes down, in minor units, none negative."""

    label: str
    name: str
    up: int
    down: int = 0


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
class Chart:
    """What a template draws: bars, letters and lines of a scale, with the finding in words."""

    key: str
    height: int
    finding: str
    rects: tuple[Rect, ...]
    labels: tuple[Label, ...]
    lines: tuple[tuple[str, str], ...]  # height, kind
    legend: tuple[tuple[str, str], ...] = ()  # kind, word


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
                said = written(Money(amount if kind == "more" else -amount, currency), reader)
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
            kind = "below" if (place // every) % 2 == 0 else "below other"
            middle = _per_cent(_LEFT + slot * (place + 0.5))
            labels.append(
                Label(x=middle, y=str(_TOP + _PLOT + _FOOT - 8), text=point.label, kind=kind)
            )
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


def bars(
    reader: Reader, currency: str, rows: Sequence[tuple[str, int, str]], *, finding: str
) -> Chart:
    """Return a chart of bars under each other; a row is its label, its amount and its kind."""
    most = max([abs(amount) for _, amount, _ in rows], default=0)
    rects, labels = [], []
    for place, (label, amount, kind) in enumerate(rows):
        y = place * _ROW
        said = written(Money(amount, currency), reader)
        labels += [
            Label(x="0", y=str(y + 16), text=label, kind="start"),
            Label(x="100%", y=str(y + 16), text=said, kind="end"),
        ]
        width = 100 * abs(amount) / max(most, 1)
        rects.append(
            Rect(
                x="0",
                y=str(y + 22),
                width=_per_cent(max(width, 0.3)) if amount else "0",
                height="14",
                kind=kind if amount >= 0 else "less",
                title=f"{label}: {said}",
            )
        )
    return Chart(
        key=currency,
        height=max(len(rows), 1) * _ROW,
        finding=finding,
        rects=tuple(rects),
        labels=tuple(labels),
        lines=(),
    )


def _ticks(most: int, currency: str, least: int) -> tuple[int, ...]:
    """Return round numbers for a scale from `least` to `most`, zero among them."""
    reach = most - least
    if not reach:
        return (0,)
    whole: int = 10 ** exponent(currency)
    step = whole
    while reach // step > 4:
        step *= 5 if str(step // whole)[0] == "2" else 2
        if str(step // whole)[0] == "4":
            step = step // 4 * 5
    return tuple(range(-(-least // step) * step, most + 1, step))


def _short(amount: int, currency: str, reader: Reader) -> str:
    in_main_unit = amount / 10 ** exponent(currency)
    said = format_compact_decimal(in_main_unit, locale=LOCALES[reader.language])
    return str(said).replace("-", "\N{MINUS SIGN}")


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"


def _pixels(value: float) -> str:
    return f"{value:.1f}"
