# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what endpoints of webhooks were sent."""

from __future__ import annotations

from curule_client.calling import Call, ask, in_path
from curule_client.models import Delivery


def retry_webhook_delivery(delivery: str, *, idempotency_key: str | None = None) -> Call[Delivery]:
    """Try a delivery again now.

    Try a delivery again, whatever became of it.
    """
    return ask(
        "POST",
        f"/webhook_deliveries/{in_path(delivery)}/retry",
        Delivery,
        idempotency_key=idempotency_key,
    )
