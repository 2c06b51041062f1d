# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about payment method setups."""

from datetime import datetime

from curule_client.modelling import Model


class MethodSetup(Model, frozen=True, kw_only=True):
    """A visit to the gateway's page; once it is `saved`, `payment_method` is the card.

    What is `open` may still be settled: the gateway tells of it, and `/settle` asks.
    """

    id: str
    account: str
    gateway: str
    default: bool
    status: str
    payment_method: str | None = None
    created_at: datetime
    settled_at: datetime | None = None


class MethodSetupBegun(Model, frozen=True, kw_only=True):
    """A visit with the address of the page, for the customer's own browser."""

    id: str
    account: str
    gateway: str
    default: bool
    status: str
    payment_method: str | None = None
    created_at: datetime
    settled_at: datetime | None = None
    url: str
