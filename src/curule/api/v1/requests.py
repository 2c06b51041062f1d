"""Requests: what the vendor's programs asked for lately, and what came of it."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import not_found
from curule.api.v1.shapes import READS, Instant, Page, RequestId
from curule.core.api_keys import Scope
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.requests import RequestSeen, find_requests, list_requests

router = Router(tags=["requests"])
_READ = ByKey(Scope.EVENTS_READ)


class RequestOut(Schema):
    """A request: by which key, to which path, and what came of it; not what was sent.

    `path` has the names of ids in the place of ids; `code` is that of the problem, if it was one.
    """

    object: Literal["request"] = "request"
    id: RequestId
    livemode: bool
    key: str
    method: str
    path: str
    status: int
    code: str | None
    milliseconds: int
    created_at: Instant


class RequestsAsked(DatedListing):
    """Which requests."""

    key: str | None = Field(None, max_length=80, description="Made with a key of this name")
    code: str | None = Field(None, max_length=40, description="Refused with this code")


@router.get(
    "/requests",
    auth=_READ,
    response={200: Page[RequestOut], **READS},
    operation_id="list_requests",
    summary="List requests, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[RequestsAsked]) -> Any:  # noqa: ANN401
    """List what was asked with keys of this mode; checks of entitlements are not written down."""
    caller = caller_of(request)
    found = list_requests(
        asked.window("req"), is_live=caller.is_live, key=asked.key, code=asked.code
    )
    return listed(request, response, found, "req")


@router.get(
    "/requests/{request_id}",
    auth=_READ,
    response={200: RequestOut, **READS},
    operation_id="get_request",
    summary="Get a request",
)
def get(request: HttpRequest, request_id: RequestId) -> RequestSeen:
    """Return one request by the id that its answer has in the header `Request-Id`."""
    row_id = internal_id("req", request_id)
    found = find_requests([row_id], is_live=caller_of(request).is_live) if row_id else ()
    if not found:
        raise not_found("request")
    return found[0]
