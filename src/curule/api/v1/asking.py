"""A command that a program asks for: who acts, in which account, at what time there, once only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from curule.api.v1.caller import Caller, caller_of
from curule.api.v1.finding import account_of
from curule.api.v1.shapes import MOVES_MONEY
from curule.httpkit.idempotency import idempotency_key
from curule.selectors.clocks import now_for
from curule.selectors.programs.nouns import Noun
from curule.services.once import once

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Outcome(Protocol[T_co]):
    """What a command gives back: a value, and whether it had been brought about before."""

    @property
    def value(self) -> T_co:
        """What it brought about."""
        ...

    @property
    def replayed(self) -> bool:
        """Whether nothing was done this time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every command takes, and the row that the address names.

    `now` is the time in the account, which its test clock may set.
    """

    caller: Caller
    account_id: UUID
    id: UUID
    now: datetime
    key: str | None

    @property
    def acts(self) -> dict[str, Any]:
        """The arguments that all commands of an account have."""
        return {
            "actor": self.caller.actor,
            "account_id": self.account_id,
            "now": self.now,
            "key": self.key,
        }


def asked(request: HttpRequest, noun: Noun, written: str) -> Asked:
    """Return what a request asks for of the row with this written id.

    Refuses `not_found`, and `idempotency_key_missing` where money may move.
    """
    caller = caller_of(request)
    key = key_of(request)
    account_id, row_id = account_of(caller, noun, written)
    return Asked(
        caller=caller,
        account_id=account_id,
        id=row_id,
        now=now_for(account_id, caller.now),
        key=key,
    )


def key_of(request: HttpRequest) -> str | None:
    """Return the key under which a request has one effect, if it has one.

    Refuses `idempotency_key_missing` where the operation may move money, and `field_invalid`.
    """
    extra: Mapping[str, object] = cast("Any", request).operation.openapi_extra or {}
    return idempotency_key(
        request, of=str(caller_of(request).key.first_id), required=MOVES_MONEY in extra
    )


def once_only(
    request: HttpRequest,
    response: HttpResponse,
    body: Callable[[], T],
    *,
    result: type[T],
    **asked_for: object,
) -> T:
    """Run what belongs to no customer, for the first time only where the request has a key.

    `asked_for` is what tells it from another request with the same key; what `body` gives back is
    kept, so it must hold no secret.
    """
    done = once(
        name=cast("Any", request).operation.operation_id,
        result=result,
        body=body,
        key=key_of(request),
        request=asked_for,
        now=caller_of(request).now,
    )
    return told(response, done)


def told(response: HttpResponse, done: Outcome[T_co]) -> T_co:
    """Return what a command brought about; the answer says whether it is an old one."""
    if done.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return done.value
