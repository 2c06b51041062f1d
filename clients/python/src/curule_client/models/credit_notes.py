# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about credit notes."""

from datetime import datetime
from typing import TypedDict

from curule_client.modelling import Model
from curule_client.models.shared import Amount, AmountGiven


class CreditLineGiven(TypedDict):
    """How much of a line is given back, before tax where the prices are without."""

    charge: str
    amount: AmountGiven


class CreditNote(Model, frozen=True, kw_only=True):
    """Takes back a part of an invoice; where it went: off what was open, to credit, to a refund."""

    id: str
    account: str
    subscription: str | None = None
    invoice: str | None = None
    number: str | None = None
    reason: str
    subtotal: Amount
    tax: Amount
    total: Amount
    to_open: Amount
    to_credit: Amount
    to_refund: Amount
    created_at: datetime


class Mail(Model, frozen=True, kw_only=True):
    """A mail that would be sent."""

    template: str
    to: str


class CreditPreview(Model, frozen=True, kw_only=True):
    """What a credit note would be, and the mails that would tell of it; nothing of it stays."""

    invoice: str
    subtotal: Amount
    tax: Amount
    total: Amount
    to_open: Amount
    to_credit: Amount
    to_refund: Amount
    mails: list[Mail] = []
