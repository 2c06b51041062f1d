"""A picture of days: a row for each week, a square for each day, darker where there is more.

In each square stands how many there are, so that nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from babel.dates import format_skeleton, get_day_names

from curule.core.calendar_heat import SHADES, shade, weeks
from curule.web.charts import Chart, Label, Rect
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader, written

_HEAD: Final = 22
_ROW: Final = 42
_LEFT: Final = 15.0
_DAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySquare:
    """A day with something: how many, how much for its shade, that as written and both in words."""

    number: int
    amount: int
    written: str
    said: str


def heatmap(
    reader: Reader,
    key: str,
    stretches: Sequence[tuple[date, date]],
    days: Mapping[date, DaySquare],
    *,
    finding: str,
) -> Chart:
    """Return a chart of the weeks that the stretches touch; days outside of them are left out."""
    locale = LOCALES[reader.language]
    names = get_day_names("abbreviated", "stand-alone", locale)
    listed = weeks(stretches)
    most = max([square.amount for square in days.values()], default=0)
    width = (100 - _LEFT) / _DAYS
    rects: list[Rect] = []
    labels = [
        Label(x=_place(place, width / 2), y="14", text=str(names[place]), kind="below")
        for place in range(_DAYS)
    ]
    for line, monday in enumerate(listed):
        y = _HEAD + line * _ROW
        said = str(format_skeleton("MMMd", monday, locale=locale))
        labels.append(Label(x="0", y=str(y + 24), text=said, kind="scale"))
        for place in range(_DAYS):
            on = monday + timedelta(days=place)
            if not any(first <= on <= last for first, last in stretches):
                continue
            square = days.get(on)
            day = written(on, reader)
            rects.append(
                Rect(
                    x=_place(place, 0.4),
                    y=str(y),
                    width=f"{width - 0.8:.2f}%",
                    height=str(_ROW - 4),
                    kind=f"shade{shade(square.amount, most) if square else 0}",
                    title=f"{day}: {square.said}" if square else day,
                )
            )
            if square is not None:
                labels += _inside(square, most, _place(place, width / 2), y)
    return Chart(
        key=key,
        height=_HEAD + len(listed) * _ROW,
        finding=finding,
        rects=tuple(rects),
        labels=tuple(labels),
        lines=(),
    )


def _inside(square: DaySquare, most: int, x: str, y: int) -> list[Label]:
    """Return the number, and below it the amount, where a wide screen has room for it."""
    kind = "in-dark" if shade(square.amount, most) == SHADES else "in-light"
    return [
        Label(x=x, y=str(y + 17), text=str(square.number), kind=f"below {kind}"),
        Label(x=x, y=str(y + 32), text=square.written, kind=f"below in-full {kind}"),
    ]


def _place(place: int, within: float) -> str:
    return f"{_LEFT + (100 - _LEFT) / _DAYS * place + within:.2f}%"
