# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about prices."""

from curule_client.modelling import Model


class Tier(Model, frozen=True, kw_only=True):
    """A step of a price: the units up to and with `up_to`; null for no end."""

    up_to: int | None = None
    unit_amount: int
    flat_amount: int


class Price(Model, frozen=True, kw_only=True):
    """What seats of a type cost per interval, in minor units of its currency."""

    id: str
    plan: str
    version: int
    seat_type: str
    currency: str
    interval: str
    interval_count: int
    model: str
    unit_amount: int
    tiers: list[Tier] = []
    package_size: int | None = None
    base_fee: int
    tax_behavior: str
