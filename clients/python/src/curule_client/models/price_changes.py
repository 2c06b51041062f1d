# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about price changes."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class PriceChange(Model, frozen=True, kw_only=True):
    """New prices for one subscription, at its first renewal not before `not_before`.

    `renews_at` and the amounts of a period, with tax, are those that the announcement named.
    """

    id: str
    account: str
    subscription: str
    plan: str
    version: int
    status: str
    notice_days: int
    before: Amount
    after: Amount
    created_at: datetime
    not_before: datetime
    renews_at: datetime
    closed_at: datetime | None = None


class Withdrawn(Model, frozen=True, kw_only=True):
    """An announced price that was taken back."""

    id: str
    plan: str
    version: int
    status: str
    closed_at: datetime | None = None
