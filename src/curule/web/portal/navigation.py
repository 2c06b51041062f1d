"""The menu of the customers' pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from curule.core.permissions import may
from curule.web.permissions import ROUTES, Gate
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


def _entries(request: HttpRequest, viewer: Viewer) -> Iterator[Entry]:
    for name, key, icon in _ENTRIES:
        if not opens(viewer, name):
            continue
        address = reverse(name, args=[viewer.account_id])
        is_first = name == "overview"
        is_here = request.path == address if is_first else request.path.startswith(address)
        yield Entry(say(viewer.reader, key), address, icon, is_here)


def opens(viewer: Viewer, name: str) -> bool:
    """Whether a page would open: who has no role here sees what every member sees."""
    route = ROUTES[name]
    if route.gate is not Gate.ACCOUNT:
        return True
    return bool(viewer.roles) and route.see is not None and may(viewer.actor, route.see) is None
