"""Drawing a page of the console: the frame with its menu, and tables of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from curule.core.localtime import time_zone
from curule.core.money import Money
from curule.web.console.navigation import may_open, navigation
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in one place of a table; with a `tone` it is a state."""

    text: str
    href: str = ""
    tone: str | None = None
    note: str = ""
    is_number: bool = False
    is_reference: bool = False  # a number of a document, which no line breaks apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption; the first cell of a row names it.

    With `is_filtered` it has been narrowed, so that an empty one is no proof that there is nothing.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, Cell], ...], ...]  # each cell with its head
    empty: str
    is_filtered: bool = False


def page(
    request: HttpRequest,
    viewer: StaffViewer,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    zone: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a page inside the frame of the console; `zone` is that of the account it is about."""
    framed = {
        **(context or {}),
        "staff": viewer,
        "reader": replace(viewer.reader, zone=zone) if zone else viewer.reader,
        "navigation": navigation(request, viewer),
        "staff_role": say(viewer.reader, f"console.role.{viewer.role}"),
        "may": Rights(viewer),
    }
    return render(request, template, framed, status=status)


def secret_page(
    request: HttpRequest, viewer: StaffViewer, secret: str, *, area: str, back: str
) -> HttpResponse:
    """Show a secret the only time that it is seen; no cache keeps the page.

    The texts of `area` are a title, a lead and what leads `back`.
    """
    said = {name: say(viewer.reader, f"{area}{name}") for name in ("title", "lead", "kept")}
    answer = page(request, viewer, "console/secret.html", {**said, "secret": secret, "back": back})
    answer.headers["Cache-Control"] = "no-store"
    return answer


class Rights:
    """What a template asks before it draws a button: `may.console_maximum`."""

    def __init__(self, viewer: StaffViewer) -> None:
        self._viewer = viewer

    def __getitem__(self, name: str) -> bool:
        """Return whether the viewer may act on the route of that name."""
        return may_open(self._viewer, name, acts=True)


def table(
    reader: Reader,
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    empty: str = "console.list.none",
) -> Table:
    """Return a table; caption, heads and what an empty one says are keys of texts."""
    said = tuple(say(reader, head) for head in heads)
    return Table(
        caption=say(reader, caption),
        heads=said,
        rows=tuple(tuple(zip(said, row, strict=True)) for row in rows),
        empty=say(reader, empty),
    )


def plain(value: str, *, note: str = "") -> Cell:
    """Return a cell of text."""
    return Cell(text=value, note=note)


def link(text: str, name: str, *args: object, note: str = "") -> Cell:
    """Return a cell that leads to a page of the console."""
    return Cell(text=text, href=reverse(name, args=args), note=note)


def document(text: str, name: str, *args: object) -> Cell:
    """Return a cell with the number of a document that leads to its page."""
    return Cell(text=text, href=reverse(name, args=args), is_reference=True)


def state(reader: Reader, family: str, word: str, *, href: str = "") -> Cell:
    """Return a cell with a state as word and colour."""
    return Cell(text=say(reader, f"{family}{word}"), tone=tone_of(word), href=href)


def amounts(reader: Reader, money: Iterable[Money]) -> Cell:
    """Return a cell of amounts, one for each currency."""
    return Cell(text=", ".join(written(each, reader) for each in money), is_number=True)


def number(reader: Reader, value: int) -> Cell:
    """Return a cell of a number."""
    return Cell(text=written(value, reader), is_number=True)


def day(reader: Reader, at: datetime | None) -> Cell:
    """Return a cell of the day of an instant."""
    return Cell(text=day_text(reader, at))


def day_text(reader: Reader, at: datetime | None) -> str:
    """Return the day of an instant in the reader's zone; nothing for no instant."""
    return "" if at is None else written(at.astimezone(time_zone(reader.zone)).date(), reader)


def moment(reader: Reader, at: datetime | None) -> Cell:
    """Return a cell of an instant."""
    return Cell(text="" if at is None else written(at, reader))


_TONES: Mapping[str, tuple[str, ...]] = {
    "ok": (
        "active",
        "paid",
        "completed",
        "sent",
        "succeeded",
        "accepted",
        "published",
        "follows",
        "won",
        "recorded",
        "running",
        "moved",
        "delivered",
    ),
    "accent": ("trialing", "open", "requested", "queued", "pending", "held", "advancing", "new"),
    "warn": (
        "incomplete",
        "waiting",
        "awaiting_payment",
        "past_due",
        "unknown",
        "confirming",
        "managed",
        "assigned",
        "failing",
        "unused",
        "ending",
        "narrowed",
    ),
    "danger": (
        "suspended",
        "overdue",
        "failed",
        "uncollectible",
        "parked",
        "lost",
        "stopped",
        "disabled",
    ),
}


def tone_of(word: str) -> str:
    """Return the colour of a state word: the same everywhere."""
    return next((tone for tone, words in _TONES.items() if word in words), "")


def page_number(request: HttpRequest) -> int:
    """Return the page of a list that the query asks for."""
    given = request.GET.get("page", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 1
