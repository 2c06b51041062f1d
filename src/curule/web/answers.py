"""What a page answers after a form: the result in place after a redirect."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from curule.web.templatetags.curule import say
from curule.web.viewers import Request


def done(
    request: HttpRequest, route: str, *args: object, key: str, tone: str = "ok", **values: object
) -> HttpResponse:
    """Lead to a page, which says what was done; loading it again does nothing again."""
    reader = cast("Request", request).reader
    messages.success(request, say(reader, key, **values), extra_tags=tone)
    response = redirect(route, *args)
    response.status_code = 303
    return response


def one_time_key(request: HttpRequest) -> str | None:
    """Return the one-time id of the form that was sent, by which sending it twice acts once."""
    return request.POST.get("form_key", "")[:64] or None
