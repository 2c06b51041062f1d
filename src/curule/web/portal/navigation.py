"""The menu of the customers' pages, and where a page stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from curule.core.permissions import may
from curule.selectors.rosters import list_bought
from curule.web.permissions import ROUTES, Gate
from curule.web.portal.menus import ICONS, MENUS, USUAL, Menu, Page, Section
from curule.web.portal.nearest import nearest_preset
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; a section has lines of its own below it."""

    label: str
    address: str
    icon: str
    is_current: bool
    parts: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: what it is called, its address, and the sections above it."""

    label: str
    address: str
    above: tuple[Place, ...] = ()

    @property
    def path(self) -> str:
        """How one gets there by the menu, as help pages write it."""
        return " > ".join(each.label for each in (*self.above, self))


def menu_of(viewer: Viewer) -> Menu:
    """Return the menu that fits what the account has bought first and still runs."""
    bought = list_bought(viewer.account_id)
    if not bought:
        return USUAL
    return MENUS.get(nearest_preset(bought[0].terms.policy), USUAL)


def navigation(request: HttpRequest, viewer: Viewer, menu: Menu | None = None) -> tuple[Entry, ...]:
    """Return the menu for a person; where they are is marked."""
    return tuple(_entries(request, viewer, menu or menu_of(viewer)))


def places_of(viewer: Viewer, menu: Menu | None = None) -> Mapping[str, Place]:
    """Return where each page and section of the menu stands: pages by route, sections by name."""
    return dict(_places(viewer, menu or menu_of(viewer), ()))


def opens(viewer: Viewer, name: str) -> bool:
    """Whether a page would open: who has no role here sees what every member sees."""
    route = ROUTES[name]
    if route.gate is not Gate.ACCOUNT:
        return True
    return bool(viewer.roles) and route.see is not None and may(viewer.actor, route.see) is None


def _entries(request: HttpRequest, viewer: Viewer, menu: Menu) -> Iterator[Entry]:
    for part in menu:
        if isinstance(part, Page):
            if opens(viewer, part.route):
                yield _entry(request, viewer, part)
            continue
        parts = tuple(_entries(request, viewer, part.parts))
        if parts:
            address = _address(viewer, part)
            is_here = request.path == address
            label = say(viewer.reader, part.label)
            yield Entry(label, address, ICONS[part.name], is_here, parts)


def _entry(request: HttpRequest, viewer: Viewer, page: Page) -> Entry:
    address = _address(viewer, page)
    is_first = page.route == "overview"
    is_here = request.path == address if is_first else request.path.startswith(address)
    return Entry(say(viewer.reader, page.label), address, ICONS[page.route], is_here)


def _places(viewer: Viewer, menu: Menu, above: tuple[Place, ...]) -> Iterator[tuple[str, Place]]:
    for part in menu:
        place = Place(say(viewer.reader, part.label), _address(viewer, part), above)
        if isinstance(part, Page):
            yield part.route, place
        else:
            yield part.name, place
            yield from _places(viewer, part.parts, (*above, place))


def _address(viewer: Viewer, part: Page | Section) -> str:
    if isinstance(part, Section):
        return reverse("section", args=[viewer.account_id, part.name])
    return reverse(part.route, args=[viewer.account_id])
