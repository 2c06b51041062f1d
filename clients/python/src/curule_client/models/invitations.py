# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about invitations."""

from datetime import datetime

from curule_client.modelling import Model


class Invitation(Model, frozen=True, kw_only=True):
    """An invitation of one address to one seat, as it stands at the time of its account."""

    id: str
    account: str
    subscription: str
    seat_type: str
    email: str
    first_name: str
    last_name: str
    status: str
    sent_count: int
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None
