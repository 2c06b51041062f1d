# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about clocks."""

from datetime import datetime

from curule_client.modelling import Model


class Clock(Model, frozen=True, kw_only=True):
    """A test clock: the time it shows, and whether it is on its way to another."""

    id: str
    livemode: bool = False
    name: str
    now: datetime
    status: str
    follows_real_time: bool
    accounts: int
