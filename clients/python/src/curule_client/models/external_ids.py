# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about external ids."""

from datetime import datetime

from curule_client.modelling import Model


class ExternalId(Model, frozen=True, kw_only=True):
    """A name of yours and whom it means; `user` is null until somebody of the address is here."""

    id: str
    external_id: str
    email: str
    user: str | None = None
    created_at: datetime
