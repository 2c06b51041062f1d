# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about webhook endpoints."""

from datetime import datetime

from curule_client.modelling import Model


class Deleted(Model, frozen=True, kw_only=True):
    """An endpoint that is gone."""

    id: str
    deleted: bool = True


class Endpoint(Model, frozen=True, kw_only=True):
    """An endpoint. `status` is `enabled` or `disabled`, then with the reason."""

    id: str
    livemode: bool
    url: str
    note: str
    types: list[str] = []
    status: str
    disabled_because: str | None = None
    disabled_at: datetime | None = None
    waiting: int
    created_at: datetime


class MadeEndpoint(Model, frozen=True, kw_only=True):
    """An endpoint with its secret, which is seen this once."""

    id: str
    livemode: bool
    url: str
    note: str
    types: list[str] = []
    status: str
    disabled_because: str | None = None
    disabled_at: datetime | None = None
    waiting: int
    created_at: datetime
    secret: str
