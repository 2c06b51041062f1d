# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what programs asked of the API."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Request


def list_requests(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    key: str | None = None,
    code: str | None = None,
) -> Listing[Request]:
    """List requests, the newest first.

    List what was asked with keys of this mode; checks of entitlements are not written down.
    """
    return Listing(
        path="/requests",
        item=Request,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "key": key,
                "code": code,
            }
        ),
    )


def get_request(request_id: str) -> Call[Request]:
    """Get a request.

    Return one request by the id that its answer has in the header `Request-Id`.
    """
    return ask("GET", f"/requests/{in_path(request_id)}", Request)
