# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about tokens."""

from datetime import datetime

from curule_client.modelling import Model


class Token(Model, frozen=True, kw_only=True):
    """A token, when it ends, and when it is time to fetch the next one."""

    token: str
    device: str
    issued_at: datetime
    refresh_at: datetime
    expires_at: datetime
