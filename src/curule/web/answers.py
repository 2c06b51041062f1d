"""What a page answers after a form: the result in place after a redirect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from curule.web.templatetags.curule import say
from curule.web.viewers import Request

_LEVELS: Final = {"ok": messages.SUCCESS, "warn": messages.WARNING}


def done(
    request: HttpRequest, route: str, *args: object, key: str, tone: str = "ok", **values: object
) -> HttpResponse:
    """Lead to a page, which says what was done; loading it again does nothing again."""
    tell(request, key, tone, **values)
    return lead_to(route, *args)


def tell(request: HttpRequest, key: str, tone: str, **values: object) -> None:
    """Let the next page say what was done."""
    reader = cast("Request", request).reader
    messages.add_message(request, _LEVELS[tone], say(reader, key, **values))


def lead_to(route: str, *args: object, query: Mapping[str, str] | None = None) -> HttpResponse:
    """Lead to a page by its name, whatever was sent here."""
    return HttpResponseRedirect(reverse(route, args=args, query=query), status=303)


def one_time_key(request: HttpRequest) -> str | None:
    """Return the one-time id of the form that was sent, by which sending it twice acts once."""
    return request.POST.get("form_key", "")[:64] or None
