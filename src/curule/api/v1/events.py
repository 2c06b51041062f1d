"""Events: what happened to the vendor's customers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    EndpointId,
    EventId,
    Given,
    Instant,
    Page,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.public_events import PUBLIC_TYPES, heard
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import Dated, Onward, lead_on
from curule.selectors.programs.nouns import Noun
from curule.selectors.told_events import ToldEvent, find_told_event, page_told_events
from curule.services.webhooks import replaying
from curule.services.webhooks.bodies import told

router = Router(tags=["events"])
_READ = ByKey(Scope.EVENTS_READ)
_REPLAY = ByKey(Scope.WEBHOOKS_WRITE)

EventName = Annotated[str, Field(json_schema_extra={"enum": list(PUBLIC_TYPES)})]


class EventOut(Schema):
    """What was recorded when it happened; it never changes. Webhooks carry the same as `data`."""

    object: Literal["event"] = "event"
    id: EventId
    type: str
    created_at: Instant
    livemode: bool
    account: AccountId
    subscription: SubscriptionId | None
    subject: str | None
    actor: str
    details: dict[str, Any]
    previous_attributes: dict[str, Any]


class EventsAsked(Dated, Onward):
    """Which events."""

    account: AccountId | None = Field(None, description="Of this account")
    subscription: SubscriptionId | None = Field(None, description="About this subscription")
    type: EventName | None = Field(None, description="Of this type")


class ReplayAsked(Given):
    """Which endpoint is told of the event again."""

    endpoint: EndpointId


class ReplayedOut(Schema):
    """How many events an endpoint is told again."""

    object: Literal["replay"] = "replay"
    endpoint: EndpointId
    events: int


@router.get(
    "/events",
    auth=_READ,
    response={200: Page[EventOut], **READS},
    operation_id="list_events",
    summary="List what happened, the newest first",
)
def list_events(
    request: HttpRequest, response: HttpResponse, asked: Query[EventsAsked]
) -> Page[EventOut]:
    """List events of the accounts that the key sees."""
    caller = caller_of(request)
    rows = page_told_events(
        is_live=caller.is_live,
        account_id=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription_id=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        made=asked.made(),
        events=None if asked.type is None else _heard(asked.type),
        before=asked.after("evt"),
        limit=asked.limit + 1,
    )
    data = [EventOut(**told(row)) for row in rows[: asked.limit]]
    has_more = len(rows) > asked.limit
    lead_on(request, response, data[-1].id if has_more else None)
    return Page[EventOut](data=data, has_more=has_more, url=request.path)


@router.get(
    "/events/{event}",
    auth=_READ,
    response={200: EventOut, **READS},
    operation_id="get_event",
    summary="Get an event",
)
def get_event(request: HttpRequest, event: EventId) -> EventOut:
    """Return one event; one of the other mode is answered as none."""
    return EventOut(**told(_found(caller_of(request), event)))


@router.post(
    "/events/{event}/replay",
    auth=_REPLAY,
    response={200: ReplayedOut, **ACTS},
    operation_id="replay_event",
    summary="Tell an endpoint of an event again",
)
def replay_event(
    request: HttpRequest, response: HttpResponse, event: EventId, body: ReplayAsked
) -> ReplayedOut:
    """Tell an endpoint of an event under the id it was told under before, asked for or not."""
    caller = caller_of(request)
    endpoint_id, event_id = internal_id("we", body.endpoint), _found(caller, event).id
    if endpoint_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="endpoint"))

    def replayed() -> None:
        replaying.replay_event(
            actor=caller.actor,
            endpoint_id=endpoint_id,
            event_id=event_id,
            is_live=caller.is_live,
        )

    asked = {"event": event, "endpoint": body.endpoint}
    once_only(request, response, replayed, result=type(None), **asked)
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
