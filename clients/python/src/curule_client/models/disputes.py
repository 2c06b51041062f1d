# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about disputes."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Dispute(Model, frozen=True, kw_only=True):
    """A dispute; one that is lost took the payment back, `won` is won by you.

    `status` and `reason` are the payment company's own words, `reference` its id there.
    """

    id: str
    account: str
    payment: str
    gateway: str
    reference: str
    amount: Amount
    state: str
    status: str
    reason: str
    created_at: datetime
    answer_by: datetime | None = None
    closed_at: datetime | None = None
