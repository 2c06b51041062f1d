# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about balance entries."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class BalanceEntry(Model, frozen=True, kw_only=True):
    """A movement of account credit, and what is there after it."""

    id: str
    account: str
    source: str
    amount: Amount
    after: Amount
    created_at: datetime
