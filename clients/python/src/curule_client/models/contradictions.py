# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about contradictions."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Contradiction(Model, frozen=True, kw_only=True):
    """What a payment company did: `charged` what had failed here, or `refunded` on its own.

    `reference` is what it calls the charge or the refund, `amount` what it moved. `remedies` are
    what you can do about it while it is open, `remedy` what was done; `gone` is what the company
    undid by itself.
    """

    id: str
    account: str
    payment: str
    refund: str | None = None
    gateway: str
    kind: str
    reference: str
    amount: Amount
    state: str
    remedies: list[str] = []
    remedy: str | None = None
    reason: str | None = None
    closed_by: str | None = None
    created_at: datetime
    closed_at: datetime | None = None
