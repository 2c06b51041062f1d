# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about requests."""

from datetime import datetime

from curule_client.modelling import Model


class Request(Model, frozen=True, kw_only=True):
    """A request: by which key, to which path, and what came of it; not what was sent.

    `path` has the names of ids in the place of ids; `code` is that of the problem, if it was one.
    """

    id: str
    livemode: bool
    key: str
    method: str
    path: str
    status: int
    code: str | None = None
    milliseconds: int
    created_at: datetime
