"""Joins with an own plan: until its value moves, joining is undone or the money is held."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import key_of, told
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import maybe_id_of, not_found
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    Instant,
    JoinId,
    Page,
    SubscriptionId,
    UserId,
)
from curule.core.api_keys import Scope
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.clocks import now_for
from curule.selectors.programs.joins import JoinSeen, find_joins, list_joins
from curule.selectors.programs.nouns import Noun
from curule.services.joining import joining

router = Router(tags=["joins"])
_READ = ByKey(Scope.BILLING_READ)
_HOLD = ByKey(Scope.BILLING_WRITE)
_UNDO = ByKey(Scope.ACCOUNTS_WRITE)


class JoinOut(Schema):
    """Somebody joined `account` and gave up a plan of `own_account`.

    Its value comes back or goes to the account (`choice`) at `moves_at`, unless it is held.
    """

    object: Literal["join"] = "join"
    id: JoinId
    account: AccountId
    own_account: AccountId
    own_subscription: SubscriptionId
    user: UserId
    choice: str
    status: str
    amount: Amount
    created_at: Instant
    moves_at: Instant
    held_at: Instant | None
    closed_at: Instant | None


class UndoneOut(Schema):
    """A join that was taken back; what its money was is read with the scope for it."""

    object: Literal["join"] = "join"
    id: JoinId
    account: AccountId
    own_account: AccountId
    user: UserId
    status: str
    closed_at: Instant | None


class JoinsAsked(DatedListing):
    """Which joins."""

    account: AccountId | None = Field(None, description="That joined this account, or left it")
    status: Literal["pending", "moved", "undone"] | None = None


@router.get(
    "/joins",
    auth=_READ,
    response={200: Page[JoinOut], **READS},
    operation_id="list_joins",
    summary="List joins with an own plan, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[JoinsAsked]) -> Any:  # noqa: ANN401
    """List the joins of all accounts that the key sees, or of one."""
    caller = caller_of(request)
    found = list_joins(
        caller.sight,
        asked.window("xfer"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        status=asked.status,
    )
    return listed(request, response, found, "xfer")


@router.get(
    "/joins/{join}",
    auth=_READ,
    response={200: JoinOut, **READS},
    operation_id="get_join",
    summary="Get a join",
)
def get(request: HttpRequest, join: JoinId) -> JoinSeen:
    """Return one join."""
    return _found(caller_of(request), join)


@router.post(
    "/joins/{join}/hold",
    auth=_HOLD,
    response={200: JoinOut, **ACTS},
    operation_id="hold_join",
    summary="Hold the money of a join",
)
def hold(request: HttpRequest, response: HttpResponse, join: JoinId) -> JoinSeen:
    """Let nothing move for now; who joined can still undo it until its time."""
    return _held(request, response, join, holds=True)


@router.post(
    "/joins/{join}/release",
    auth=_HOLD,
    response={200: JoinOut, **ACTS},
    operation_id="release_join",
    summary="Let the money of a join move again",
    openapi_extra=PAYS,
)
def release(request: HttpRequest, response: HttpResponse, join: JoinId) -> JoinSeen:
    """Hold it no more: it moves at its time, or from now on where that has passed.

    Needs an `Idempotency-Key`, as money may move.
    """
    return _held(request, response, join, holds=False)


@router.post(
    "/joins/{join}/undo",
    auth=_UNDO,
    response={200: UndoneOut, **ACTS},
    operation_id="undo_join",
    summary="Undo a join",
)
def undo(request: HttpRequest, response: HttpResponse, join: JoinId) -> JoinSeen:
    """Take joining back before the money moves: the own plan runs again with its old end."""
    caller, row = _asked(request, join)
    acts = _acts(request, caller, row.account)
    told(response, joining.undo_join(**acts, person_id=row.user, settlement_id=row.id))
    return _found(caller, join)


def _held(request: HttpRequest, response: HttpResponse, join: str, *, holds: bool) -> JoinSeen:
    caller, row = _asked(request, join)
    acts = _acts(request, caller, row.own_account)
    told(response, joining.hold(**acts, settlement_id=row.id, holds=holds))
    return _found(caller, join)


def _asked(request: HttpRequest, join: str) -> tuple[Caller, JoinSeen]:
    caller = caller_of(request)
    return caller, _found(caller, join)


def _acts(request: HttpRequest, caller: Caller, account_id: UUID) -> dict[str, Any]:
    return {
        "actor": caller.actor,
        "account_id": account_id,
        "now": now_for(account_id, caller.now),
        "key": key_of(request),
    }


def _found(caller: Caller, written: str) -> JoinSeen:
    join_id = internal_id("xfer", written)
    found = find_joins(caller.sight, [join_id]) if join_id else ()
    if not found:
        raise not_found("join")
    return found[0]
