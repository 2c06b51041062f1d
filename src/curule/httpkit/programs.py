"""What programs ask goes straight to its view, past all that only pages need.

Session, language, forms and messages belong to people in front of a browser. A program shows a key
with every request; each of those layers would read the database or a cookie for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

DOORS: Final = ("/v1/",)
"""Where the addresses for programs begin."""


class Programs:
    """Middleware: answers what is for programs itself, and hands on everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        if not request.path_info.startswith(DOORS):
            return self._respond(request)
        request.resolver_match = found = resolve(request.path_info)
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return answer
