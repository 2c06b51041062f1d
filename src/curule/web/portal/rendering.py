"""Drawing a customers' page: the frame with its menu, and the plan's own word for its seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from curule.core.policy import SeatNoun
from curule.web.portal.navigation import menu_of, navigation, places_of
from curule.web.viewers import Viewer


def page(
    request: HttpRequest,
    viewer: Viewer,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    noun: SeatNoun | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a page inside the frame; with a `noun` its texts call the seats as the plan does."""
    reader = viewer.reader if noun is None else replace(viewer.reader, noun=noun)
    menu = menu_of(viewer)
    framed = {
        **(context or {}),
        "viewer": viewer,
        "reader": reader,
        "navigation": navigation(request, viewer, menu),
        "places": places_of(viewer, menu),
    }
    return render(request, template, framed, status=status)
