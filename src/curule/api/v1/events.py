"""Events: what happened to the vendor's customers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import maybe_id_of
from curule.api.v1.shapes import Given, Instant, Page, Problem
from curule.core.api_keys import Scope
from curule.core.public_events import heard
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.selectors.programs.nouns import Noun
from curule.selectors.told_events import ToldEvent, find_told_event, page_told_events
from curule.services.webhooks import replaying
from curule.services.webhooks.bodies import told

router = Router(tags=["events"])
_READ = ByKey(Scope.EVENTS_READ)
_REPLAY = ByKey(Scope.WEBHOOKS_WRITE)


class EventOut(Schema):
    """What was recorded when it happened; it never changes. Webhooks carry the same as `data`."""

    object: Literal["event"] = "event"
    id: str
    type: str
    created_at: Instant
    livemode: bool
    account: str
    subscription: str | None
    subject: str | None
    actor: str
    details: dict[str, Any]
    previous_attributes: dict[str, Any]


class ReplayAsked(Given):
    """Which endpoint is told of the event again."""

    endpoint: str


class ReplayedOut(Schema):
    """How many events an endpoint is told again."""

    object: Literal["replay"] = "replay"
    endpoint: str
    events: int


@router.get(
    "/events",
    auth=_READ,
    response={200: Page[EventOut], 400: Problem, 401: Problem, 403: Problem, 404: Problem},
    operation_id="list_events",
    summary="List what happened, the newest first",
)
def list_events(
    request: HttpRequest,
    account: Annotated[str | None, Query()] = None,
    type: Annotated[str | None, Query()] = None,  # noqa: A002 - as it is written in the address
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    starting_after: Annotated[str | None, Query()] = None,
) -> Page[EventOut]:
    """List events of the accounts that the key sees."""
    caller = caller_of(request)
    before = None if starting_after is None else internal_id("evt", starting_after)
    if starting_after is not None and before is None:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="starting_after"))
    rows = page_told_events(
        is_live=caller.is_live,
        account_id=maybe_id_of(caller, Noun.ACCOUNT, account),
        events=None if type is None else _heard(type),
        before=before,
        limit=limit + 1,
    )
    data = [EventOut(**told(row)) for row in rows[:limit]]
    return Page[EventOut](data=data, has_more=len(rows) > limit, url=request.path)


@router.get(
    "/events/{event}",
    auth=_READ,
    response={200: EventOut, 401: Problem, 403: Problem, 404: Problem},
    operation_id="get_event",
    summary="Get an event",
)
def get_event(request: HttpRequest, event: str) -> EventOut:
    """Return one event; one of the other mode is answered as none."""
    return EventOut(**told(_found(caller_of(request), event)))


@router.post(
    "/events/{event}/replay",
    auth=_REPLAY,
    response={200: ReplayedOut, 400: Problem, 401: Problem, 403: Problem, 404: Problem},
    operation_id="replay_event",
    summary="Tell an endpoint of an event again",
)
def replay_event(request: HttpRequest, event: str, body: ReplayAsked) -> ReplayedOut:
    """Tell an endpoint of an event under the id it was told under before, asked for or not."""
    caller = caller_of(request)
    endpoint_id = internal_id("we", body.endpoint)
    if endpoint_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="endpoint"))
    replaying.replay_event(
        actor=caller.actor,
        endpoint_id=endpoint_id,
        event_id=_found(caller, event).id,
        is_live=caller.is_live,
    )
    return ReplayedOut(endpoint=body.endpoint, events=1)


def _found(caller: Caller, event: str) -> ToldEvent:
    event_id = internal_id("evt", event)
    found = event_id and find_told_event(event_id, is_live=caller.is_live)
    if not found:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="event"))
    return found


def _heard(name: str) -> frozenset[Any]:
    try:
        return heard([name])
    except KeyError:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="type")) from None
