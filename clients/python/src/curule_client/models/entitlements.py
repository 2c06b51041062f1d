# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about entitlements."""

from datetime import datetime

from curule_client.modelling import Model


class Entitlement(Model, frozen=True, kw_only=True):
    """The answer: allowed or not, until when, by which seats; if not, why and what would help."""

    user: str
    product: str
    allowed: bool
    until: datetime | None = None
    seat_types: list[str] = []
    reason: str | None = None
    options: list[str] = []
