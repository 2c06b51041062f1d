# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about payment methods."""

from datetime import datetime

from curule_client.modelling import Model


class PaymentMethod(Model, frozen=True, kw_only=True):
    """A way to pay; `collects` is whether money moves by itself, else it is transferred."""

    id: str
    account: str
    name: str
    gateway: str
    collects: bool
    is_saved: bool
    is_default: bool
    created_at: datetime
    removed_at: datetime | None = None
