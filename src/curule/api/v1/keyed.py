"""A request with an `Idempotency-Key` at the door: let in once, and answered the same again."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import Any, Final, cast

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from curule.api.v1.answers import headed
from curule.api.v1.asking import key_of
from curule.api.v1.caller import caller_of
from curule.httpkit.clock import utc_now
from curule.services.answered_once import Answer, Claim, claim, settle

_ONLY_READS: Final = frozenset({"get_entitlements"})
"""Changes nothing, and is asked so often that keeping its answers would cost more than asking."""
_OF_THE_BODY: Final = ("Content-Type", "Content-Disposition", "ETag", "Location")


class AnsweredBefore(Exception):
    """The request was answered before; this is what it was."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def answer_again(api: NinjaAPI) -> None:
    """Let an API give an answer again that was given before."""
    api.add_exception_handler(AnsweredBefore, _again)


def begin(request: HttpRequest) -> None:
    """Claim the key of a request, if it has one.

    Raises `AnsweredBefore`; refuses `idempotency_in_progress`, `idempotency_key_reused`, and what
    is wrong with the key.
    """
    key = key_of(request)
    if key is None or cast("Any", request).operation.operation_id in _ONLY_READS:
        return
    found = claim(
        api_key_id=caller_of(request).key.first_id,
        key=key,
        fingerprint=_fingerprint(request),
        now=utc_now(),
    )
    if isinstance(found, Answer):
        raise AnsweredBefore(found)
    cast("Any", request).claimed = found


def end(request: HttpRequest, response: HttpResponse | None) -> None:
    """Settle the claim of a request, if it made one, by what it is answered."""
    claimed: Claim | None = getattr(request, "claimed", None)
    if claimed is None:
        return
    answer = None
    if response is not None and not response.streaming:
        kept = {name: response.headers[name] for name in _OF_THE_BODY if name in response.headers}
        answer = Answer(status=response.status_code, headers=kept, body=response.content)
    settle(claimed, answer, now=utc_now())


def _fingerprint(request: HttpRequest) -> bytes:
    """Return what tells a request from another: method, address and body.

    JSON is the same however its fields are ordered and spaced.
    """
    body = request.body
    with suppress(msgspec.DecodeError, ValueError, RecursionError):
        body = json.dumps(msgspec.json.decode(body), sort_keys=True).encode()
    asked = f"{request.method} {request.get_full_path()}\n"
    return hashlib.sha256(asked.encode() + body).digest()


def _again(request: HttpRequest, again: Any) -> HttpResponse:  # noqa: ANN401 - as ninja declares it
    answer = cast("AnsweredBefore", again).answer
    response = HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
    response.headers["Idempotent-Replayed"] = "true"
    return headed(request, response)
