# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about license batches."""

from datetime import datetime

from curule_client.modelling import Model


class LicenseBatch(Model, frozen=True, kw_only=True):
    """Licenses of one order with a term of their own, and how many of them are taken."""

    id: str
    account: str
    subscription: str
    order: str
    total: int
    taken: int
    starts_at: datetime
    ends_at: datetime
