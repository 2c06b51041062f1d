# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about payments."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Payment(Model, frozen=True, kw_only=True):
    """Money that came, or an attempt at it; what is over on its invoice became account credit."""

    id: str
    account: str
    invoice: str | None = None
    method: str
    status: str
    amount: Amount
    applied: Amount
    refunded: Amount
    reference: str | None = None
    failure: str | None = None
    created_at: datetime
    settled_at: datetime | None = None
