"""A command that a program asks for: who acts, in which account, at what time there, once only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from curule.api.v1.caller import Caller, caller_of
from curule.api.v1.finding import account_of
from curule.httpkit.idempotency import idempotency_key
from curule.selectors.clocks import now_for
from curule.selectors.programs.nouns import Noun

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


def asked(request: HttpRequest, noun: Noun, written: str, *, moves_money: bool = False) -> Asked:
    """Return what a request asks for of the row with this written id.

    Refuses `not_found`, and `idempotency_key_missing` where money may move.
    """
    caller = caller_of(request)
    key = idempotency_key(request, of=str(caller.key.id), required=moves_money)
    account_id, row_id = account_of(caller, noun, written)
    return Asked(
        caller=caller,
        account_id=account_id,
        id=row_id,
        now=now_for(account_id, caller.now),
        key=key,
    )


def told(response: HttpResponse, done: Outcome[T_co]) -> T_co:
    """Return what a command brought about; the answer says whether it is an old one."""
    if done.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return done.value
