# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: your own ids of people."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import ExternalId


def list_external_ids(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    external_id: str | None = None,
    email: str | None = None,
) -> Listing[ExternalId]:
    """List your own ids of people, the newest first.

    List the names of the key's mode, or those of somebody.
    """
    return Listing(
        path="/external_ids",
        item=ExternalId,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "external_id": external_id,
                "email": email,
            }
        ),
    )


def give_external_id(
    *, external_id: str, email: str, idempotency_key: str | None = None
) -> Call[ExternalId]:
    """Say what you call somebody.

    Let an id of yours mean an address, and nobody else from now on.

    Entitlements and tokens may then be asked for by it. It follows the person to another address.

    Your own id of somebody: letters, digits and . _ : | ~ = - without an @.
    """
    return ask(
        "POST",
        "/external_ids",
        ExternalId,
        body={"external_id": external_id, "email": email},
        idempotency_key=idempotency_key,
    )


def get_external_id(external_id: str) -> Call[ExternalId]:
    """Get an id of yours by its id here.

    Return one of your own ids.
    """
    return ask("GET", f"/external_ids/{in_path(external_id)}", ExternalId)


def end_external_id(external_id: str) -> Call[ExternalId]:
    """Let an id of yours mean nobody.

    Whoever asks by it is answered as for somebody unknown, within a second everywhere.
    """
    return ask("DELETE", f"/external_ids/{in_path(external_id)}", ExternalId)
