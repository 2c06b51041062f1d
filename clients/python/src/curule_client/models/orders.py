# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about orders."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Order(Model, frozen=True, kw_only=True):
    """A quote that was taken as it stood, with its invoice if it has one."""

    id: str
    account: str
    subscription: str
    quote: str
    invoice: str | None = None
    kind: str
    status: str
    due_now: Amount
    created_at: datetime
    granted_at: datetime | None = None
    closed_at: datetime | None = None
