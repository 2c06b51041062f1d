"""Which addresses are pages that can be opened, and which only carry out what a form sends."""

from __future__ import annotations

import inspect

from django.http import HttpRequest
from django.urls import Resolver404, resolve


def page_to_open(request: HttpRequest) -> str:
    """Return the address that was asked for, or that of the page which an action belongs to.

    Whoever sends a form without being signed in comes back here after signing in, by a GET.
    """
    if request.method in {"GET", "HEAD"} or _can_be_got(request.path):
        return request.get_full_path()
    return page_above(request.path)


def page_above(path: str) -> str:
    """Return the nearest page above an address."""
    above = path.rstrip("/").rpartition("/")[0]
    while above:
        found = next((each for each in (above, f"{above}/") if _can_be_got(each)), None)
        if found:
            return found
        above = above.rpartition("/")[0]
    return "/"


def _can_be_got(path: str) -> bool:
    """Whether an address is a page; Django keeps the methods of a route in its decorator only."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    if not inspect.isfunction(view):
        return True
    methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
    return methods is None or "GET" in methods
