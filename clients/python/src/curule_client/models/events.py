# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about events."""

from datetime import datetime
from typing import Any

from curule_client.modelling import Model


class Event(Model, frozen=True, kw_only=True):
    """What was recorded when it happened; it never changes. Webhooks carry the same as `data`."""

    id: str
    type: str
    created_at: datetime
    livemode: bool
    account: str
    subscription: str | None = None
    subject: str | None = None
    actor: str
    details: dict[str, Any]
    previous_attributes: dict[str, Any]
