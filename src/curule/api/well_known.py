"""What anybody may fetch to check offline tokens: the keys that sign, and whose tokens are void.

Both may be kept for a while, and are not sent again to whoever has the same (`ETag`). A device says
nothing about anybody to who does not hold a token of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from curule.gateways.token_signing import jwk
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.selectors.tokens import list_signing_keys, list_void_devices

_KEYS_ARE_KEPT: Final = 300
_VOID_IS_KEPT: Final = 60


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """Answer the public halves of the keys that sign and of those whose tokens may still live."""
    now = utc_now()
    shown = [jwk(row.public) for row in list_signing_keys() if row.shown_at(now)]
    return _answer(request, {"keys": shown}, kept=_KEYS_ARE_KEPT)


@require_safe
def void_devices(request: HttpRequest) -> HttpResponse:
    """Answer the devices whose tokens are void before they end, each until its last one has."""
    void = [
        {"id": public_id("dev", device_id), "until": int(until.timestamp())}
        for device_id, until in list_void_devices(utc_now())
    ]
    return _answer(request, {"object": "void_devices", "devices": void}, kept=_VOID_IS_KEPT)


def _answer(request: HttpRequest, body: Mapping[str, object], *, kept: int) -> HttpResponse:
    answer: HttpResponse = JsonResponse(dict(body))
    answer.headers["Cache-Control"] = f"public, max-age={kept}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["ETag"] = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    same = get_conditional_response(request, etag=answer.headers["ETag"], response=answer)
    return answer if same is None else same


urlpatterns = [
    path("jwks.json", jwks, name="jwks"),
    path("curule-void-devices.json", void_devices, name="void_devices"),
]
