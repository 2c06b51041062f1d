"""The page of a section of the menu: what it holds, as the vendors' help pages lead there."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.core.lifecycle import Status
from curule.selectors.subscriptions import list_subscriptions
from curule.web.pages import portal
from curule.web.portal.menus import Menu, Page, Section
from curule.web.portal.navigation import menu_of, opens, places_of
from curule.web.portal.rendering import page
from curule.web.viewers import Viewer


@require_safe
@portal
def section(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse:
    """Show the pages of a section; under the contracts, each by its name (A5, G8)."""
    menu = menu_of(viewer)
    found = next((each for each in _sections(menu) if each.name == name), None)
    if found is None:
        raise Http404
    places = places_of(viewer, menu)
    shown = [
        places[each.route if isinstance(each, Page) else each.name]
        for each in found.parts
        if isinstance(each, Section) or opens(viewer, each.route)
    ]
    holds_contracts = any(
        isinstance(each, Page) and each.route == "subscriptions" for each in found.parts
    )
    return page(
        request,
        viewer,
        "portal/section.html",
        {
            "place": places[name],
            "parts": shown,
            "contracts_at": places["subscriptions"].address if holds_contracts else "",
            "contracts": list(_contracts(viewer)) if holds_contracts else [],
        },
    )


def _sections(menu: Menu) -> Iterator[Section]:
    for part in menu:
        if isinstance(part, Section):
            yield part
            yield from _sections(part.parts)


def _contracts(viewer: Viewer) -> Iterator[tuple[str, str]]:
    for row in list_subscriptions(viewer.account_id, viewer.now):
        if row.status is not Status.ENDED:
            yield row.terms.called, reverse("subscription", args=[viewer.account_id, row.id])
