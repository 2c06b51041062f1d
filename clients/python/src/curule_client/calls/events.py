# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what happened."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Event, Replayed


def list_events(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    type: str | None = None,
) -> Listing[Event]:
    """List what happened, the newest first.

    List events of the accounts that the key sees.
    """
    return Listing(
        path="/events",
        item=Event,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "type": type,
            }
        ),
    )


def get_event(event: str) -> Call[Event]:
    """Get an event.

    Return one event; one of the other mode is answered as none.
    """
    return ask("GET", f"/events/{in_path(event)}", Event)


def replay_event(
    event: str, *, endpoint: str, idempotency_key: str | None = None
) -> Call[Replayed]:
    """Tell an endpoint of an event again.

    Tell an endpoint of an event under the id it was told under before, asked for or not.

    Which endpoint is told of the event again.
    """
    return ask(
        "POST",
        f"/events/{in_path(event)}/replay",
        Replayed,
        body={"endpoint": endpoint},
        idempotency_key=idempotency_key,
    )
