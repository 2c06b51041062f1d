# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about seat requests."""

from datetime import datetime

from curule_client.modelling import Model


class SeatRequest(Model, frozen=True, kw_only=True):
    """Somebody asks for a seat; `reason` is in their own words."""

    id: str
    account: str
    subscription: str
    seat_type: str
    user: str
    email: str
    reason: str
    status: str
    created_at: datetime
    decided_at: datetime | None = None
