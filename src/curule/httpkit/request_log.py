"""Each request: an id by which it is found again, in its answer and in all that is logged of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

from curule.httpkit.ids import public_id
from curule.httpkit.metrics import REQUEST_SECONDS
from curule.httpkit.requests import address_of, request_id

HEADER: Final = "Request-Id"
_API: Final = "/v1/"
_log: Final = logging.getLogger("curule.requests")


class RequestLog:
    """Name the request, answer it, and write one line of it: which page, not which address.

    An address may hold the secret of a link; the name of its route never does. Stands before all
    other middleware, so that what those answer by themselves is named too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request under its id."""
        written = public_id("req", request_id(request))
        clear_contextvars()
        bind_contextvars(request_id=written)
        begun = perf_counter()
        try:
            response = self._respond(request)
            response.headers.setdefault(HEADER, written)
            _note(request, response, perf_counter() - begun)
        finally:
            clear_contextvars()
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> None:
        """Name the account whose page this is."""
        del request, view, args
        account_id = kwargs.get("account_id")
        if account_id is not None:
            bind_contextvars(account_id=str(account_id))


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    door = "api" if request.path_info.startswith(_API) else "web"
    REQUEST_SECONDS.labels(door=door, status=f"{response.status_code // 100}xx").observe(seconds)
    if request.path_info.startswith(settings.STATIC_URL):
        return
    _log.info(
        "answered",
        extra={
            "method": request.method,
            "route": _route(request),
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
        },
    )


def _route(request: HttpRequest) -> str | None:
    """Name what was asked for: a page by its name, an operation of programs by its address."""
    match = request.resolver_match
    if match is None:
        return None
    is_page = match.view_name and not request.path_info.startswith(_API)
    return match.view_name if is_page else address_of(match)
