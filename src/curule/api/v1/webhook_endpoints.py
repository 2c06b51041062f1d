"""Endpoints of webhooks: which addresses are told what happens, and what they were told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.events import ReplayedOut
from curule.api.v1.finding import not_found
from curule.api.v1.shapes import (
    ACTS,
    CHANGES_ONE,
    READS,
    DeliveryId,
    EndpointId,
    EventId,
    Given,
    Instant,
    Page,
)
from curule.api.v1.tags import as_it_was_seen
from curule.core.api_keys import Scope
from curule.core.public_events import EVERYTHING, PUBLIC_TYPES
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id, public_id
from curule.httpkit.pagination import Onward, lead_on
from curule.httpkit.values import At, Line
from curule.selectors.webhooks import (
    DeliveryRow,
    EndpointRow,
    find_delivery,
    find_endpoint,
    get_generation,
    list_endpoints,
    page_deliveries,
)
from curule.services import holding
from curule.services.webhooks import endpoints, replaying

router = Router(tags=["webhooks"])
_READ = ByKey(Scope.WEBHOOKS_READ)
_WRITE = ByKey(Scope.WEBHOOKS_WRITE)


@dataclass(frozen=True, slots=True)
class Generation:
    """An endpoint, and which of its secrets is meant: the secret itself is kept nowhere."""

    endpoint_id: UUID
    number: int


class EndpointOut(Schema):
    """An endpoint. `status` is `enabled` or `disabled`, then with the reason."""

    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    id: EndpointId
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
    id: EndpointId
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
    id: DeliveryId
    endpoint: EndpointId
    event: EventId
    type: str
    status: str
    next_attempt_at: Instant | None
    done_at: Instant | None
    attempts: list[AttemptOut]


_HOST: Final = r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])"
Url = Annotated[
    str,
    Field(
        max_length=2000,
        pattern=rf"^https?://{_HOST}(?::[0-9]{{1,5}})?(?:[/?][!-\"$-\[\]-~]*)?$",
    ),
]
"""An address by https; which ports it may name, the installation says."""
EventName = Annotated[str, Field(json_schema_extra={"enum": [EVERYTHING, *PUBLIC_TYPES]})]


class EndpointGiven(Given):
    """An address by https, and the types it is told; `*` stands for all, later ones too."""

    url: Url
    types: list[EventName] = Field(
        default_factory=lambda: [EVERYTHING], min_length=1, max_length=200
    )
    note: Annotated[Line, Field(max_length=200)] = ""


class EndpointChanged(Given):
    """What is not given stays as it is."""

    url: Url | None = None
    types: Annotated[list[EventName], Field(min_length=1, max_length=200)] | None = None
    note: Annotated[Line, Field(max_length=200)] | None = None


class RollAsked(Given):
    """For how long the old secret signs as well."""

    overlap_hours: int = Field(default=24, ge=0, le=168)


class RangeAsked(Given):
    """From when until when events were recorded, in real time."""

    since: At
    until: At


@router.get(
    "/webhook_endpoints",
    auth=_READ,
    response={200: EndpointsOut, **READS},
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
    response={201: MadeEndpointOut, **ACTS},
    operation_id="create_webhook_endpoint",
    summary="Make an endpoint",
)
def create(
    request: HttpRequest, response: HttpResponse, body: EndpointGiven
) -> Status[MadeEndpointOut]:
    """Make an endpoint in the key's mode; the answer has its secret, nothing else ever does."""
    caller = caller_of(request)
    given = body.model_dump()

    def made() -> Generation:
        endpoint = endpoints.add_endpoint(
            actor=caller.actor, **given, is_live=caller.is_live, now=caller.now
        )
        return Generation(endpoint.endpoint_id, 1)

    generation = once_only(request, response, made, result=Generation, **given)
    return Status(201, _with_secret(caller, generation))


@router.get(
    "/webhook_endpoints/{endpoint}",
    auth=_READ,
    response={200: EndpointOut, **READS},
    operation_id="get_webhook_endpoint",
    summary="Get an endpoint",
)
def get_one(request: HttpRequest, endpoint: EndpointId) -> EndpointOut:
    """Return one endpoint."""
    return _out(_found(caller_of(request), _id(endpoint)))


@router.patch(
    "/webhook_endpoints/{endpoint}",
    auth=_WRITE,
    response={200: EndpointOut, **ACTS},
    operation_id="change_webhook_endpoint",
    summary="Change an endpoint",
    openapi_extra=CHANGES_ONE,
)
def change(request: HttpRequest, endpoint: EndpointId, body: EndpointChanged) -> EndpointOut:
    """Change what is given."""
    caller, endpoint_id = caller_of(request), _id(endpoint)
    with _as_it_was_seen(request, endpoint_id):
        endpoints.change_endpoint(
            actor=caller.actor,
            endpoint_id=endpoint_id,
            is_live=caller.is_live,
            **body.model_dump(),
            now=caller.now,
        )
    return _out(_found(caller, endpoint_id))


@router.delete(
    "/webhook_endpoints/{endpoint}",
    auth=_WRITE,
    response={200: DeletedOut, **ACTS},
    operation_id="delete_webhook_endpoint",
    summary="Delete an endpoint",
    openapi_extra=CHANGES_ONE,
)
def delete(request: HttpRequest, endpoint: EndpointId) -> DeletedOut:
    """Delete an endpoint; what waits for it is dropped."""
    caller, endpoint_id = caller_of(request), _id(endpoint)
    with _as_it_was_seen(request, endpoint_id):
        endpoints.delete_endpoint(
            actor=caller.actor, endpoint_id=endpoint_id, is_live=caller.is_live, now=caller.now
        )
    return DeletedOut(id=endpoint)


@router.post(
    "/webhook_endpoints/{endpoint}/roll",
    auth=_WRITE,
    response={200: MadeEndpointOut, **ACTS},
    operation_id="roll_webhook_secret",
    summary="Give an endpoint another secret",
)
def roll(
    request: HttpRequest, response: HttpResponse, endpoint: EndpointId, body: RollAsked
) -> MadeEndpointOut:
    """Make another secret; until the overlap is over, messages carry a signature of each."""
    caller, endpoint_id = caller_of(request), _id(endpoint)

    def rolled() -> Generation:
        endpoints.roll_secret(
            actor=caller.actor,
            endpoint_id=endpoint_id,
            is_live=caller.is_live,
            overlap=timedelta(hours=body.overlap_hours),
            now=caller.now,
        )
        return Generation(endpoint_id, get_generation(endpoint_id))

    asked = {"endpoint": endpoint, **body.model_dump()}
    generation = once_only(request, response, rolled, result=Generation, **asked)
    return _with_secret(caller, generation)


@router.post(
    "/webhook_endpoints/{endpoint}/disable",
    auth=_WRITE,
    response={200: EndpointOut, **ACTS},
    operation_id="disable_webhook_endpoint",
    summary="Tell an endpoint nothing more",
)
def disable(request: HttpRequest, response: HttpResponse, endpoint: EndpointId) -> EndpointOut:
    """Disable an endpoint; what waits for it goes on waiting."""
    return _switched(request, response, endpoint, endpoints.disable_endpoint)


@router.post(
    "/webhook_endpoints/{endpoint}/enable",
    auth=_WRITE,
    response={200: EndpointOut, **ACTS},
    operation_id="enable_webhook_endpoint",
    summary="Tell an endpoint again",
)
def enable(request: HttpRequest, response: HttpResponse, endpoint: EndpointId) -> EndpointOut:
    """Enable an endpoint; what has waited is told first, what came meanwhile is replayed."""
    return _switched(request, response, endpoint, endpoints.enable_endpoint)


@router.post(
    "/webhook_endpoints/{endpoint}/replay",
    auth=_WRITE,
    response={200: ReplayedOut, **ACTS},
    operation_id="replay_events",
    summary="Tell an endpoint again of a time",
)
def replay(
    request: HttpRequest, response: HttpResponse, endpoint: EndpointId, body: RangeAsked
) -> ReplayedOut:
    """Tell an endpoint again of all that it asks for and that was recorded in a time."""
    caller, endpoint_id = caller_of(request), _id(endpoint)

    def replayed() -> int:
        return replaying.replay_range(
            actor=caller.actor,
            endpoint_id=endpoint_id,
            **body.model_dump(),
            is_live=caller.is_live,
        )

    asked = {"endpoint": endpoint, **body.model_dump()}
    events = once_only(request, response, replayed, result=int, **asked)
    return ReplayedOut(endpoint=endpoint, events=events)


@router.get(
    "/webhook_endpoints/{endpoint}/deliveries",
    auth=_READ,
    response={200: Page[DeliveryOut], **READS},
    operation_id="list_webhook_deliveries",
    summary="List what an endpoint was told, the newest first",
)
def list_deliveries(
    request: HttpRequest, response: HttpResponse, endpoint: EndpointId, asked: Query[Onward]
) -> Page[DeliveryOut]:
    """List deliveries with every try."""
    endpoint_id = _found(caller_of(request), _id(endpoint)).id
    rows = page_deliveries(endpoint_id, before=asked.after("whd"), limit=asked.limit + 1)
    data, has_more = [_delivery(row) for row in rows[: asked.limit]], len(rows) > asked.limit
    lead_on(request, response, data[-1].id if has_more else None)
    return Page[DeliveryOut](data=data, has_more=has_more, url=request.path)


@router.post(
    "/webhook_deliveries/{delivery}/retry",
    auth=_WRITE,
    response={200: DeliveryOut, **ACTS},
    operation_id="retry_webhook_delivery",
    summary="Try a delivery again now",
)
def retry(request: HttpRequest, response: HttpResponse, delivery: DeliveryId) -> DeliveryOut:
    """Try a delivery again, whatever became of it."""
    caller = caller_of(request)
    delivery_id = internal_id("whd", delivery)
    found = None if delivery_id is None else find_delivery(delivery_id, is_live=caller.is_live)
    if delivery_id is None or found is None:
        raise not_found("delivery")

    def retried() -> None:
        replaying.retry(actor=caller.actor, delivery_id=delivery_id, is_live=caller.is_live)

    once_only(request, response, retried, result=type(None), delivery=delivery)
    return _delivery(find_delivery(delivery_id) or found)


def _switched(
    request: HttpRequest, response: HttpResponse, endpoint: str, switch: Callable[..., None]
) -> EndpointOut:
    """Disable or enable an endpoint."""
    caller, endpoint_id = caller_of(request), _id(endpoint)

    def switched() -> None:
        switch(actor=caller.actor, endpoint_id=endpoint_id, is_live=caller.is_live, now=caller.now)

    once_only(request, response, switched, result=type(None), endpoint=endpoint)
    return _out(_found(caller, endpoint_id))


def _as_it_was_seen(request: HttpRequest, endpoint_id: UUID) -> AbstractContextManager[None]:
    return as_it_was_seen(
        request,
        held=holding.endpoint(endpoint_id),
        shown=lambda: _out(_found(caller_of(request), endpoint_id)),
    )


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


def _with_secret(caller: Caller, made: Generation) -> MadeEndpointOut:
    shown = _out(_found(caller, made.endpoint_id))
    return MadeEndpointOut(
        **shown.model_dump(), secret=endpoints.secret_of(made.endpoint_id, made.number)
    )


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
