# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about licenses."""

from datetime import datetime

from curule_client.modelling import Model


class License(Model, frozen=True, kw_only=True):
    """A seat as a license; `email` is the address that it is bound to or kept for."""

    id: str
    account: str
    subscription: str
    license_batch: str | None = None
    seat_type: str
    status: str
    email: str | None = None
    starts_at: datetime
    ends_at: datetime | None = None
    bound_at: datetime | None = None
