# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about products."""

from curule_client.modelling import Model


class Product(Model, frozen=True, kw_only=True):
    """What a seat lets a person use."""

    id: str
    key: str
    name: str
