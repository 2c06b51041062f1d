"""Each request of a program, written down once it is answered.

Whoever shows no key that opens is in no row: the log and the numbers have them. Checks of
entitlements are never written down: a row for each would cost more than the check. No word of what
was sent is kept: see `core.kept_bodies`.
"""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Final

import msgspec
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from curule.core.kept_bodies import plain_name, with_ids, wordless
from curule.core.refusals import Refusal
from curule.httpkit.clock import utc_now
from curule.httpkit.requests import address_of, request_id
from curule.selectors.api_keys import ApiKeyRow
from curule.services import asked_requests

_NEVER: Final = frozenset({"v1/entitlements"})
_LONGEST_BODY: Final = 32_768
"""Of a longer body nothing is kept: it would cost more than it tells."""
_log: Final = logging.getLogger(__name__)


def note(request: HttpRequest, answer: HttpResponse, *, begun: float) -> None:
    """Write down a request that began at a `perf_counter`; a fault in doing so is logged."""
    key: ApiKeyRow | None = getattr(request, "api_key", None)
    match = request.resolver_match
    if key is None or match is None or match.route in _NEVER:
        return
    route = address_of(match)
    refused = answer.status_code >= 400
    refusal: Refusal | None = getattr(request, "refusal", None) if refused else None
    asked = asked_requests.Asked(
        id=request_id(request),
        key_id=key.id,
        is_live=key.is_live,
        method=request.META["REQUEST_METHOD"],
        route=route,
        status=answer.status_code,
        milliseconds=round((perf_counter() - begun) * 1000),
        code=getattr(request, "problem", "") if refused else "",
        at=utc_now(),
        address=with_ids(route, match.kwargs),
        sent=_sent(request),
        field=plain_name(refusal.values.get("field")) if refusal else "",
        ways_out=refusal.options if refusal else (),
    )
    try:
        asked_requests.note(asked)
    except (DatabaseError, InterfaceError) as fault:
        _log.warning("a request was not written down: %s", type(fault).__name__)


def _sent(request: HttpRequest) -> object:
    """Return what is kept of the body, if it was read and is JSON."""
    read: bytes | None = vars(request).get("_body")
    if not read or len(read) > _LONGEST_BODY or request.content_type != "application/json":
        return None
    try:
        return wordless(msgspec.json.decode(read))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
