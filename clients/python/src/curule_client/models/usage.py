# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about usage."""

from datetime import datetime
from typing import NotRequired, TypedDict

from curule_client.modelling import Model


class Usage(Model, frozen=True, kw_only=True):
    """On how many seats it was written down; a later use that is known already stays."""

    product: str
    seats: int


class UseGiven(TypedDict):
    """Somebody, by address, by `usr_…` or by an id of yours, and when they were last there."""

    user: str
    at: NotRequired[datetime | None]
