# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: where events are sent to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Deleted, Delivery, Endpoint, MadeEndpoint, Replayed


def list_webhook_endpoints() -> Listing[Endpoint]:
    """List the endpoints.

    List the endpoints of the key's mode.
    """
    return Listing(path="/webhook_endpoints", item=Endpoint, query={})


def create_webhook_endpoint(
    *,
    url: str,
    types: Sequence[str] | None = None,
    note: str | None = None,
    idempotency_key: str | None = None,
) -> Call[MadeEndpoint]:
    """Make an endpoint.

    Make an endpoint in the key's mode; the answer has its secret, nothing else ever does.

    An address by https, and the types it is told; `*` stands for all, later ones too.
    """
    return ask(
        "POST",
        "/webhook_endpoints",
        MadeEndpoint,
        body={"url": url, **given({"types": types, "note": note})},
        idempotency_key=idempotency_key,
    )


def get_webhook_endpoint(endpoint: str) -> Call[Endpoint]:
    """Get an endpoint.

    Return one endpoint.
    """
    return ask("GET", f"/webhook_endpoints/{in_path(endpoint)}", Endpoint)


def change_webhook_endpoint(
    endpoint: str,
    *,
    url: str | None = None,
    types: Sequence[str] | None = None,
    note: str | None = None,
) -> Call[Endpoint]:
    """Change an endpoint.

    Change what is given.

    What is not given stays as it is.
    """
    return ask(
        "PATCH",
        f"/webhook_endpoints/{in_path(endpoint)}",
        Endpoint,
        body=given({"url": url, "types": types, "note": note}),
    )


def delete_webhook_endpoint(endpoint: str) -> Call[Deleted]:
    """Delete an endpoint.

    Delete an endpoint; what waits for it is dropped.
    """
    return ask("DELETE", f"/webhook_endpoints/{in_path(endpoint)}", Deleted)


def roll_webhook_secret(
    endpoint: str, *, overlap_hours: int | None = None, idempotency_key: str | None = None
) -> Call[MadeEndpoint]:
    """Give an endpoint another secret.

    Make another secret; until the overlap is over, messages carry a signature of each.

    For how long the old secret signs as well.
    """
    return ask(
        "POST",
        f"/webhook_endpoints/{in_path(endpoint)}/roll",
        MadeEndpoint,
        body=given({"overlap_hours": overlap_hours}),
        idempotency_key=idempotency_key,
    )


def disable_webhook_endpoint(
    endpoint: str, *, idempotency_key: str | None = None
) -> Call[Endpoint]:
    """Tell an endpoint nothing more.

    Disable an endpoint; what waits for it goes on waiting.
    """
    return ask(
        "POST",
        f"/webhook_endpoints/{in_path(endpoint)}/disable",
        Endpoint,
        idempotency_key=idempotency_key,
    )


def enable_webhook_endpoint(endpoint: str, *, idempotency_key: str | None = None) -> Call[Endpoint]:
    """Tell an endpoint again.

    Enable an endpoint; what has waited is told first, what came meanwhile is replayed.
    """
    return ask(
        "POST",
        f"/webhook_endpoints/{in_path(endpoint)}/enable",
        Endpoint,
        idempotency_key=idempotency_key,
    )


def replay_events(
    endpoint: str, *, since: datetime, until: datetime, idempotency_key: str | None = None
) -> Call[Replayed]:
    """Tell an endpoint again of a time.

    Tell an endpoint again of all that it asks for and that was recorded in a time.

    From when until when events were recorded, in real time.
    """
    return ask(
        "POST",
        f"/webhook_endpoints/{in_path(endpoint)}/replay",
        Replayed,
        body={"since": since, "until": until},
        idempotency_key=idempotency_key,
    )


def list_webhook_deliveries(endpoint: str, *, limit: int = 20) -> Listing[Delivery]:
    """List what an endpoint was told, the newest first.

    List deliveries with every try.
    """
    return Listing(
        path=f"/webhook_endpoints/{in_path(endpoint)}/deliveries",
        item=Delivery,
        query=given({"limit": limit}),
    )
