# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about refunds."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Refund(Model, frozen=True, kw_only=True):
    """Money that goes back; `waiting` is one that you pay at the bank, and then mark as paid.

    `failure` is why its gateway could not bring it, also days after it was sent.
    """

    id: str
    account: str
    payment: str
    credit_note: str | None = None
    status: str
    amount: Amount
    reference: str | None = None
    failure: str | None = None
    created_at: datetime
    settled_at: datetime | None = None
