# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about payments."""

from datetime import date, datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Payment(Model, frozen=True, kw_only=True):
    """Money that came, or an attempt at it; what is over on its invoice became account credit.

    A dispute that was lost took `taken_back` of it.
    """

    id: str
    account: str
    invoice: str | None = None
    method: str
    status: str
    amount: Amount
    applied: Amount
    refunded: Amount
    taken_back: Amount
    reference: str | None = None
    failure: str | None = None
    paid_on: date | None = None
    created_at: datetime
    settled_at: datetime | None = None
