"""Endpoints of webhooks: which addresses are told what happens, and what they were told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.events import ReplayedOut
from curule.api.v1.shapes import Given, Instant, Page, Problem
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id, public_id
from curule.selectors.webhooks import (
    DeliveryRow,
    EndpointRow,
    find_delivery,
    find_endpoint,
    list_endpoints,
    page_deliveries,
)
from curule.services.webhooks import endpoints, replaying

router = Router(tags=["webhooks"])
_READ = ByKey(Scope.WEBHOOKS_READ)
_WRITE = ByKey(Scope.WEBHOOKS_WRITE)
_REFUSALS = {400: Problem, 401: Problem, 403: Problem, 404: Problem}


class EndpointOut(Schema):
    """An endpoint. `status` is `enabled` or `disabled`, then with the reason."""

    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    id: str
    livemode: bool
    url: str
    note: str
    types: list[str]
    status: Literal["enabled", "disabled"]
    disabled_because: str | None
    disabled_at: Instant | None
    waiting: int
    created_at: Instant


class MadeEndpointOut(EndpointOut):
    """An endpoint with its secret, which is seen this once."""

    secret: str


class EndpointsOut(Schema):
    """All endpoints that the key sees, the newest first."""

    object: Literal["list"] = "list"
    data: list[EndpointOut]
    has_more: Literal[False] = False
    url: str


class DeletedOut(Schema):
    """An endpoint that is gone."""

    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    id: str
    deleted: Literal[True] = True


class AttemptOut(Schema):
    """One try; `outcome` is `delivered` or what went wrong."""

    number: int
    at: Instant
    milliseconds: int
    outcome: str
    status_code: int | None


class DeliveryOut(Schema):
    """One event for one endpoint, with its tries, the newest first."""

    object: Literal["webhook_delivery"] = "webhook_delivery"
    id: str
    endpoint: str
    event: str
    type: str
    status: str
    next_attempt_at: Instant | None
    done_at: Instant | None
    attempts: list[AttemptOut]


class EndpointGiven(Given):
    """An address by https, and the types it is told; `*` stands for all, later ones too."""

    url: str = Field(max_length=2000)
    types: list[str] = Field(default_factory=lambda: ["*"], min_length=1, max_length=200)
    note: str = Field(default="", max_length=200)


class EndpointChanged(Given):
    """What is not given stays as it is."""

    url: str | None = Field(default=None, max_length=2000)
    types: list[str] | None = Field(default=None, min_length=1, max_length=200)
    note: str | None = Field(default=None, max_length=200)


class RollAsked(Given):
    """For how long the old secret signs as well."""

    overlap_hours: int = Field(default=24, ge=0, le=168)


class RangeAsked(Given):
    """From when until when events were recorded, in real time."""

    since: str
    until: str


@router.get(
    "/webhook_endpoints",
    auth=_READ,
    response={200: EndpointsOut, 401: Problem, 403: Problem},
    operation_id="list_webhook_endpoints",
    summary="List the endpoints",
)
def list_all(request: HttpRequest) -> EndpointsOut:
    """List the endpoints of the key's mode."""
    caller = caller_of(request)
    rows = list_endpoints(is_live=caller.is_live, now=caller.now)
    return EndpointsOut(data=[_out(row) for row in rows], url=request.path)


@router.post(
    "/webhook_endpoints",
    auth=_WRITE,
    response={201: MadeEndpointOut, 400: Problem, 401: Problem, 403: Problem},
    operation_id="create_webhook_endpoint",
    summary="Make an endpoint",
)
def create(request: HttpRequest, body: EndpointGiven) -> Status[MadeEndpointOut]:
    """Make an endpoint in the key's mode; the answer has its secret, nothing else ever does."""
    caller = caller_of(request)
    made = endpoints.add_endpoint(
        actor=caller.actor,
        url=body.url,
        types=body.types,
        note=body.note,
        is_live=caller.is_live,
        now=caller.now,
    )
    return Status(201, _with_secret(caller, made))


@router.get(
    "/webhook_endpoints/{endpoint}",
    auth=_READ,
    response={200: EndpointOut, 401: Problem, 403: Problem, 404: Problem},
    operation_id="get_webhook_endpoint",
    summary="Get an endpoint",
)
def get_one(request: HttpRequest, endpoint: str) -> EndpointOut:
    """Return one endpoint."""
    return _out(_found(caller_of(request), _id(endpoint)))


@router.patch(
    "/webhook_endpoints/{endpoint}",
    auth=_WRITE,
    response={200: EndpointOut, **_REFUSALS},
    operation_id="change_webhook_endpoint",
    summary="Change an endpoint",
)
def change(request: HttpRequest, endpoint: str, body: EndpointChanged) -> EndpointOut:
    """Change what is given."""
    caller = caller_of(request)
    endpoints.change_endpoint(
        actor=caller.actor,
        endpoint_id=_id(endpoint),
        is_live=caller.is_live,
        url=body.url,
        types=body.types,
        note=body.note,
        now=caller.now,
    )
    return _out(_found(caller, _id(endpoint)))


@router.delete(
    "/webhook_endpoints/{endpoint}",
    auth=_WRITE,
    response={200: DeletedOut, 401: Problem, 403: Problem, 404: Problem},
    operation_id="delete_webhook_endpoint",
    summary="Delete an endpoint",
)
def delete(request: HttpRequest, endpoint: str) -> DeletedOut:
    """Delete an endpoint; what waits for it is dropped."""
    caller = caller_of(request)
    endpoints.delete_endpoint(
        actor=caller.actor, endpoint_id=_id(endpoint), is_live=caller.is_live, now=caller.now
    )
    return DeletedOut(id=endpoint)


@router.post(
    "/webhook_endpoints/{endpoint}/roll",
    auth=_WRITE,
    response={200: MadeEndpointOut, **_REFUSALS},
    operation_id="roll_webhook_secret",
    summary="Give an endpoint another secret",
)
def roll(request: HttpRequest, endpoint: str, body: RollAsked) -> MadeEndpointOut:
    """Make another secret; until the overlap is over, messages carry a signature of each."""
    caller = caller_of(request)
    made = endpoints.roll_secret(
        actor=caller.actor,
        endpoint_id=_id(endpoint),
        is_live=caller.is_live,
        overlap=timedelta(hours=body.overlap_hours),
        now=caller.now,
    )
    return _with_secret(caller, made)


@router.post(
    "/webhook_endpoints/{endpoint}/disable",
    auth=_WRITE,
    response={200: EndpointOut, 401: Problem, 403: Problem, 404: Problem},
    operation_id="disable_webhook_endpoint",
    summary="Tell an endpoint nothing more",
)
def disable(request: HttpRequest, endpoint: str) -> EndpointOut:
    """Disable an endpoint; what waits for it goes on waiting."""
    caller = caller_of(request)
    endpoints.disable_endpoint(
        actor=caller.actor, endpoint_id=_id(endpoint), is_live=caller.is_live, now=caller.now
    )
    return _out(_found(caller, _id(endpoint)))


@router.post(
    "/webhook_endpoints/{endpoint}/enable",
    auth=_WRITE,
    response={200: EndpointOut, 401: Problem, 403: Problem, 404: Problem},
    operation_id="enable_webhook_endpoint",
    summary="Tell an endpoint again",
)
def enable(request: HttpRequest, endpoint: str) -> EndpointOut:
    """Enable an endpoint; what has waited is told first, what came meanwhile is replayed."""
    caller = caller_of(request)
    endpoints.enable_endpoint(
        actor=caller.actor, endpoint_id=_id(endpoint), is_live=caller.is_live, now=caller.now
    )
    return _out(_found(caller, _id(endpoint)))


@router.post(
    "/webhook_endpoints/{endpoint}/replay",
    auth=_WRITE,
    response={200: ReplayedOut, **_REFUSALS},
    operation_id="replay_events",
    summary="Tell an endpoint again of a time",
)
def replay(request: HttpRequest, endpoint: str, body: RangeAsked) -> ReplayedOut:
    """Tell an endpoint again of all that it asks for and that was recorded in a time."""
    caller = caller_of(request)
    events = replaying.replay_range(
        actor=caller.actor,
        endpoint_id=_id(endpoint),
        since=_instant("since", body.since),
        until=_instant("until", body.until),
        is_live=caller.is_live,
    )
    return ReplayedOut(endpoint=endpoint, events=events)


@router.get(
    "/webhook_endpoints/{endpoint}/deliveries",
    auth=_READ,
    response={200: Page[DeliveryOut], **_REFUSALS},
    operation_id="list_webhook_deliveries",
    summary="List what an endpoint was told, the newest first",
)
def list_deliveries(
    request: HttpRequest,
    endpoint: str,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    starting_after: Annotated[str | None, Query()] = None,
) -> Page[DeliveryOut]:
    """List deliveries with every try."""
    caller = caller_of(request)
    endpoint_id = _found(caller, _id(endpoint)).id
    before = None if starting_after is None else internal_id("whd", starting_after)
    if starting_after is not None and before is None:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="starting_after"))
    rows = page_deliveries(endpoint_id, before=before, limit=limit + 1)
    return Page[DeliveryOut](
        data=[_delivery(row) for row in rows[:limit]], has_more=len(rows) > limit, url=request.path
    )


@router.post(
    "/webhook_deliveries/{delivery}/retry",
    auth=_WRITE,
    response={200: DeliveryOut, 401: Problem, 403: Problem, 404: Problem},
    operation_id="retry_webhook_delivery",
    summary="Try a delivery again now",
)
def retry(request: HttpRequest, delivery: str) -> DeliveryOut:
    """Try a delivery again, whatever became of it."""
    caller = caller_of(request)
    delivery_id = internal_id("whd", delivery)
    found = None if delivery_id is None else find_delivery(delivery_id, is_live=caller.is_live)
    if delivery_id is None or found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="delivery"))
    replaying.retry(actor=caller.actor, delivery_id=delivery_id, is_live=caller.is_live)
    again = find_delivery(delivery_id)
    return _delivery(again or found)


def _id(endpoint: str) -> UUID:
    endpoint_id = internal_id("we", endpoint)
    if endpoint_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="endpoint"))
    return endpoint_id


def _found(caller: Caller, endpoint_id: UUID) -> EndpointRow:
    row = find_endpoint(endpoint_id, is_live=caller.is_live, now=caller.now)
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="endpoint"))
    return row


def _instant(field: str, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field=field))
    return at


def _with_secret(caller: Caller, made: endpoints.MadeSecret) -> MadeEndpointOut:
    shown = _out(_found(caller, made.endpoint_id))
    return MadeEndpointOut(**shown.model_dump(), secret=made.secret)


def _out(row: EndpointRow) -> EndpointOut:
    return EndpointOut(
        id=public_id("we", row.id),
        livemode=row.is_live,
        url=row.url,
        note=row.note,
        types=list(row.types),
        status="enabled" if row.disabled_at is None else "disabled",
        disabled_because=row.disabled_because or None,
        disabled_at=row.disabled_at,
        waiting=row.waiting,
        created_at=row.created_at,
    )


def _delivery(row: DeliveryRow) -> DeliveryOut:
    return DeliveryOut(
        id=public_id("whd", row.id),
        endpoint=public_id("we", row.endpoint_id),
        event=public_id("evt", row.event_id),
        type=row.type,
        status=row.status,
        next_attempt_at=row.next_attempt_at,
        done_at=row.done_at,
        attempts=[
            AttemptOut(
                number=each.number,
                at=each.at,
                milliseconds=each.milliseconds,
                outcome=each.outcome.value,
                status_code=each.status_code,
            )
            for each in row.attempts
        ],
    )
