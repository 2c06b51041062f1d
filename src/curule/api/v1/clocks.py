"""Test clocks: time that a test moves by hand. They exist in test mode only."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import not_found
from curule.api.v1.shapes import ACTS, READS, ClockId, Given, Instant, Page
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import Listing, listed
from curule.httpkit.values import At, Line
from curule.selectors.programs.catalog import ClockSeen, find_clocks, furthest_step, list_clocks
from curule.services.sweeps import advancing, clocks

router = Router(tags=["test_helpers"])
_WRITE = ByKey(Scope.CLOCKS_WRITE)


class ClockOut(Schema):
    """A test clock: the time it shows, and whether it is on its way to another."""

    object: Literal["test_clock"] = "test_clock"
    id: ClockId
    livemode: Literal[False] = False
    name: str
    now: Instant
    status: str
    follows_real_time: bool
    accounts: int

    @staticmethod
    def resolve_status(row: ClockSeen) -> str:
        """Return whether somebody moves it now."""
        return "advancing" if advancing.is_moving(row.id) else "ready"


class ClockGiven(Given):
    """A clock that is made, and the time that it begins with."""

    name: Annotated[Line, Field(min_length=1, max_length=40)]
    now: At


class AdvanceAsked(Given):
    """To which time; at most two periods of the subscription whose periods are the shortest."""

    to: At


@router.get(
    "/test_helpers/clocks",
    auth=_WRITE,
    response={200: Page[ClockOut], **READS},
    operation_id="list_clocks",
    summary="List test clocks, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[Listing]) -> Any:  # noqa: ANN401
    """List all test clocks."""
    caller = _testing(request)
    return listed(request, response, list_clocks(caller.now, asked.window("clock")), "clock")


@router.post(
    "/test_helpers/clocks",
    auth=_WRITE,
    response={200: ClockOut, **ACTS},
    operation_id="create_clock",
    summary="Make a test clock",
)
def create(request: HttpRequest, response: HttpResponse, body: ClockGiven) -> ClockSeen:
    """Make a clock; an account is hung on it when it is made."""
    caller, given = _testing(request), body.model_dump()

    def made() -> UUID:
        return clocks.create(actor=caller.actor, **given)

    return _seen(caller, once_only(request, response, made, result=UUID, **given))


@router.get(
    "/test_helpers/clocks/{clock}",
    auth=_WRITE,
    response={200: ClockOut, **READS},
    operation_id="get_clock",
    summary="Get a test clock",
)
def get(request: HttpRequest, clock: ClockId) -> ClockSeen:
    """Return one clock."""
    return _found(_testing(request), clock)


@router.post(
    "/test_helpers/clocks/{clock}/advance",
    auth=_WRITE,
    response={200: ClockOut, **ACTS},
    operation_id="advance_clock",
    summary="Move a test clock forward",
)
def advance(
    request: HttpRequest, response: HttpResponse, clock: ClockId, body: AdvanceAsked
) -> ClockSeen:
    """Begin to move it: what falls due happens on the way, until its status is `ready` again."""
    caller = _testing(request)
    row = _found(caller, clock)

    def allowed() -> None:
        if body.to < row.now:
            raise Refused(refuse(RefusalCode.CLOCK_BACKWARDS))
        furthest = furthest_step(row.id, row.now)
        if body.to > furthest:
            raise Refused(refuse(RefusalCode.DATE_INVALID, given=body.to.date(), latest=furthest))

    once_only(request, response, allowed, result=type(None), clock=clock, to=body.to)
    # It moves by itself from here on; sent again, it moves to where it is going anyway.
    if body.to > row.now:
        advancing.start(actor=caller.actor, clock_id=row.id, to=body.to)
    return _seen(caller, row.id)


def _testing(request: HttpRequest) -> Caller:
    """Return the caller. In live mode there is nothing here: refuses `not_found`."""
    caller = caller_of(request)
    if caller.is_live:
        raise not_found("address")
    return caller


def _found(caller: Caller, written: str) -> ClockSeen:
    clock_id = internal_id("clock", written)
    found = find_clocks(caller.now, [clock_id]) if clock_id else ()
    if not found:
        raise not_found("clock")
    return found[0]


def _seen(caller: Caller, clock_id: UUID) -> ClockSeen:
    (row,) = find_clocks(caller.now, [clock_id])
    return row
