"""The door of SCIM: one address for each account, opened by a token of its directory.

The protocol is the library's (scim2-server): what is asked, what a filter or a PATCH means, what an
answer looks like. Here stand who asks, how much may be sent, and how often.
"""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from scim2_models import (
    Error,
    InvalidFilterException,
    InvalidSyntaxException,
    InvalidValueException,
    PayloadTooLargeException,
    SCIMException,
    UnauthorizedException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService

from curule.core.directories import rights_of
from curule.core.permissions import Actor
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import internal_id, public_id
from curule.scim.resources import PROVIDER
from curule.scim.storage import Caller, DirectoryStorage
from curule.selectors.clocks import now_for
from curule.selectors.directory import find_token
from curule.services.directory.tokens import note_use

LARGEST: Final = 1 << 20
"""Bytes of a request: a group of ten thousand people."""
PER_MINUTE: Final = 1500
"""Requests of one token: 25 in a second, as Entra ID sends at most."""

_MOST_DIGITS: Final = 20

_log: Final = logging.getLogger(__name__)
_SERVICE: Final = ScimService(PROVIDER)


@csrf_exempt
def scim(request: HttpRequest, account: str, rest: str = "") -> HttpResponse:
    """Answer a directory."""
    try:
        caller = _caller(request, account)
        asked = ScimRequest(
            method=request.method or "GET",
            base_url=f"{settings.CURULE_BASE_URL}/scim/v2/{public_id('acc', caller.account_id)}",
            path=f"/{rest}",
            query=_query(request),
            headers=dict(request.headers),
            body=_body(request),
        )
        answer = ScimHandler(_SERVICE, DirectoryStorage(caller)).handle(asked)
    except RecursionError:
        answer = _SERVICE.error_response(InvalidFilterException(detail="It is nested too deep."))
    except SCIMException as error:
        answer = _SERVICE.error_response(error)
    except Exception as error:  # noqa: BLE001 - answered as SCIM has it, and logged
        _log.exception("a directory was not answered")
        answer = _SERVICE.error_response(error)
    return _written(answer)


urlpatterns: list[URLPattern] = [
    path("<str:account>", scim),
    path("<str:account>/", scim),
    path("<str:account>/<path:rest>", scim, name="scim"),
]


def _caller(request: HttpRequest, account: str) -> Caller:
    """Return the directory that shows a token of this account.

    An account that does not exist is answered like a token that nobody made.
    """
    real_now = utc_now()
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    account_id = internal_id("acc", account)
    shown = text.strip() if kind.lower() == "bearer" else ""
    token = find_token(account_id, shown) if account_id is not None else None
    now = real_now if token is None else now_for(token.account_id, real_now)
    if token is None or not token.holds_at(now):
        raise UnauthorizedException(detail="Show the token of this account's directory.")
    _count(str(token.id), minute=int(real_now.timestamp()) // 60)
    note_use(account_id=token.account_id, token_id=token.id, used_at=token.used_at, now=now)
    actor = Actor.directory(
        name=token.name,
        account_id=str(token.account_id),
        rights=rights_of(by_owner=token.by_owner),
    )
    return Caller(
        account_id=token.account_id,
        actor=actor,
        language=token.language,
        now=now,
    )


def _count(token: str, *, minute: int) -> None:
    """Refuse a token that asks too often; counted over all processes, roughly."""
    key = f"scim:{token}:{minute}"
    if cache.add(key, 1, timeout=120):
        return
    if cache.incr(key) > PER_MINUTE:
        raise SCIMException.from_error(Error(status=429, detail="Ask again in a minute."))


def _query(request: HttpRequest) -> dict[str, str]:
    """Return what is asked for. Refuses a parameter that comes twice: one would be passed over."""
    for name, given in request.GET.lists():
        if len(given) > 1:
            raise InvalidValueException(detail=f"{name} is given more than once.")
    return request.GET.dict()


def _body(request: HttpRequest) -> bytes:
    """Return what is sent. Refuses too much of it, and a name that stands twice in an object.

    What is no JSON at all is for the library to say.
    """
    length = request.headers.get("Content-Length") or "0"
    if not (length.isascii() and length.isdigit() and len(length) <= _MOST_DIGITS):
        raise InvalidSyntaxException(detail="Content-Length is a number of bytes.")
    if int(length) > LARGEST:
        raise PayloadTooLargeException(detail=f"A request has at most {LARGEST} bytes.")
    with suppress(ValueError, RecursionError):
        json.loads(request.body, object_pairs_hook=_each_once)
    return request.body


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise InvalidSyntaxException(detail=f"{name[:100]} is given more than once.")
        found[name] = value
    return found


def _written(answer: ScimResponse) -> HttpResponse:
    body = b"" if answer.body is None else json.dumps(answer.body).encode()
    written = HttpResponse(body, status=answer.status.value)
    if answer.status.value == 429:
        written.headers["Retry-After"] = "60"
    for name, value in answer.headers.items():
        written.headers[name] = value
    return written
