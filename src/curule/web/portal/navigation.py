"""The menu of the customers' pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    label: str
    address: str
    icon: str
    is_current: bool


_ENTRIES: Final = (
    ("overview", "menu.overview", "home"),
    ("members", "menu.members", "users"),
    ("licenses", "menu.licenses", "key"),
    ("subscriptions", "menu.subscriptions", "stack-2"),
    ("invoices", "menu.invoices", "file-invoice"),
    ("activity", "menu.activity", "history"),
    ("settings", "menu.settings", "settings"),
    ("help", "menu.help", "help"),
)


def navigation(request: HttpRequest, viewer: Viewer) -> tuple[Entry, ...]:
    """Return the menu for a person; where they are is marked."""
    return tuple(_entries(request, viewer))


def _entries(request: HttpRequest, viewer: Viewer) -> list[Entry]:
    entries = []
    for name, key, icon in _ENTRIES:
        try:
            address = reverse(name, args=[viewer.account_id])
        except NoReverseMatch:
            continue
        is_here = (
            request.path == address if name == "overview" else request.path.startswith(address)
        )
        entries.append(Entry(say(viewer.reader, key), address, icon, is_here))
    return entries
