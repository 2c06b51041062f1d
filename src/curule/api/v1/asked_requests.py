"""Each request of a program, written down once it is answered.

Whoever shows no key that opens is in no row: the log and the numbers have them. Checks of
entitlements are never written down: a row for each would cost more than the check.
"""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Final

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from curule.httpkit.clock import utc_now
from curule.httpkit.requests import address_of, request_id
from curule.selectors.api_keys import ApiKeyRow
from curule.services import asked_requests

_NEVER: Final = frozenset({"v1/entitlements"})
_log: Final = logging.getLogger(__name__)


def note(request: HttpRequest, answer: HttpResponse, *, begun: float) -> None:
    """Write down a request that began at a `perf_counter`; a fault in doing so is logged."""
    key: ApiKeyRow | None = getattr(request, "api_key", None)
    match = request.resolver_match
    if key is None or match is None or match.route in _NEVER:
        return
    asked = asked_requests.Asked(
        id=request_id(request),
        key_id=key.id,
        is_live=key.is_live,
        method=request.method or "",
        route=address_of(match),
        status=answer.status_code,
        milliseconds=round((perf_counter() - begun) * 1000),
        code=getattr(request, "problem", "") if answer.status_code >= 400 else "",
        at=utc_now(),
    )
    try:
        asked_requests.note(asked)
    except (DatabaseError, InterfaceError) as fault:
        _log.warning("a request was not written down: %s", type(fault).__name__)
