"""How a call becomes a request, when it is tried again, and what its answer means.

A request is tried again where that cannot do harm: reading always may be, and what changes
something carries a key under which it has one effect, however often it arrives.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeVar, cast

import httpx
import msgspec

from curule_client.calling import Call
from curule_client.errors import ServiceFailed, error_of

T = TypeVar("T")
VERSION: Final = "2026-11-01"
_AGENT: Final = "curule-client/0.1.0"
_IN_PROGRESS: Final = "idempotency_in_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrying:
    """How often a request is sent at most, and how long is waited in between, in seconds."""

    attempts: int = 4
    first: float = 0.25
    most: float = 8.0

    def pause(self, attempt: int, answer: httpx.Response | None) -> float | None:
        """Return how long to wait after the attempt (the first is 1), None if it was the last.

        The wait doubles each time, with a part that is left to chance, so that many who failed at
        once do not come back at once. Where the service says when to come back, it counts.
        """
        if attempt >= self.attempts or not (answer is None or _may_pass(answer)):
            return None
        longest = min(self.most, self.first * 2.0 ** (attempt - 1))
        drawn = longest * (0.5 + random.random() / 2)  # noqa: S311 - no secret
        return max(drawn, min(_asked_to_wait(answer), self.most))


def request_of(http_base: str, key: str, call: Call[Any]) -> httpx.Request:
    """Return the request of a call; all of its attempts are this one."""
    headers = {
        "Authorization": f"Bearer {key}",
        "Accept": "*/*" if call.answer is bytes else "application/json",
        "API-Version": VERSION,
        "User-Agent": _AGENT,
    }
    if call.method != "GET":
        headers["Idempotency-Key"] = call.idempotency_key or str(uuid.uuid4())
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    return httpx.Request(
        call.method,
        f"{http_base}/v1{call.path}",
        params=msgspec.to_builtins(dict(call.query)),
        content=None if call.body is None else msgspec.json.encode(call.body, enc_hook=_plain),
        headers=headers,
    )


def answer_of(call: Call[T], answer: httpx.Response) -> T:
    """Return what was answered. Raises the error that a problem stands for."""
    if not answer.is_success:
        raise error_of(answer.status_code, _problem(answer), answer.headers)
    if call.answer is bytes:
        return cast("T", answer.content)
    try:
        return cast("T", msgspec.json.decode(answer.content, type=call.answer))
    except msgspec.MsgspecError as error:
        told = {"code": "answer_unreadable", "title": "The answer was not understood."}
        raise ServiceFailed(
            answer.status_code, {**told, "detail": str(error)}, answer.headers
        ) from None


def _plain(value: object) -> object:
    """Return as JSON has it what is like a dictionary or a list."""
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, object]", value))
    return list(cast("Iterable[object]", value))


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    """Return the body of a problem; a proxy on the way may have answered something else."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    if isinstance(told, dict):
        return cast("dict[str, Any]", told)
    return {"code": "unknown", "title": answer.reason_phrase}


def _may_pass(answer: httpx.Response) -> bool:
    status = answer.status_code
    if status == HTTPStatus.CONFLICT:
        return _problem(answer).get("code") == _IN_PROGRESS
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _asked_to_wait(answer: httpx.Response | None) -> float:
    text = "" if answer is None else answer.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else 0.0
