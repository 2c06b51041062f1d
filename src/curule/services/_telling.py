"""Who is told what happens: one delivery for each endpoint that wants an event, with the event.

A command, the one statement of a claim, and the copied rows of renewals each write their events;
each takes this statement along, in the same transaction (I30, TH36). Nothing here is sent.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from curule.data.statements import fetch

DELIVERIES: Final = """
    INSERT INTO curule_webhook_delivery (
        id, account_id, endpoint_id, event_id, status, attempts, fence
    )
    SELECT (substr(told.id::text, 1, 19) || substr(gen_random_uuid()::text, 20))::uuid,
        told.account_id, endpoint.id, told.id, 'pending', 0, 0
    FROM told
    JOIN curule_account AS customer ON customer.id = told.account_id
    JOIN curule_webhook_endpoint AS endpoint
        ON endpoint.disabled_at IS NULL AND endpoint.deleted_at IS NULL
        AND endpoint.is_live = (customer.clock_id IS NULL)
        AND (endpoint.events IS NULL OR told.type = ANY (endpoint.events))
    RETURNING endpoint_id
"""
"""Writes the deliveries of `told`: events with id, account_id and type.

The id of a delivery is a UUIDv7 too: the time and version of its event's, and other random bits.
"""

_OF_WRITTEN: Final = f"""
WITH told AS (
    SELECT id, account_id, type FROM curule_event
    WHERE account_id = ANY (%(accounts)s::uuid[]) AND id = ANY (%(events)s::uuid[])
) {DELIVERIES}
"""  # noqa: S608 - the statement is ours


def deliver(*, account_ids: Collection[UUID], event_ids: Collection[UUID]) -> None:
    """Write the deliveries of events that this transaction has written."""
    fetch(_OF_WRITTEN, {"accounts": list(account_ids), "events": list(event_ids)})
