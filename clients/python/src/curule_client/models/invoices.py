# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about invoices."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class CreditableLine(Model, frozen=True, kw_only=True):
    """A charge of an invoice: what it cost and what is left to give back, as the prices say it."""

    id: str
    seat_type: str | None = None
    quantity: int
    starts_at: datetime
    ends_at: datetime
    amount: Amount
    left: Amount


class Creditable(Model, frozen=True, kw_only=True):
    """What of an invoice may still be given back: line by line, and in all.

    `tax_included` is whether tax is in these amounts; else it is given back besides.
    """

    invoice: str
    left: Amount
    tax_included: bool
    data: list[CreditableLine] = []


class Invoice(Model, frozen=True, kw_only=True):
    """A claim on a customer; `credited` is what credit notes took off what was open."""

    id: str
    account: str
    subscription: str | None = None
    number: str | None = None
    kind: str
    status: str
    subtotal: Amount
    tax: Amount
    total: Amount
    paid: Amount
    credited: Amount
    open: Amount
    created_at: datetime
    due_at: datetime
    closed_at: datetime | None = None


class InvoiceLine(Model, frozen=True, kw_only=True):
    """A line: quantity × unit amount × numerator ÷ denominator, rounded once, less the discount."""

    kind: str
    seat_type: str | None = None
    quantity: int
    unit_amount: Amount | None = None
    numerator: int
    denominator: int
    amount: Amount
    discount: Amount
    coupon: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class InvoiceSent(Model, frozen=True, kw_only=True):
    """An invoice that was mailed once more, to so many people."""

    invoice: str
    mails: int
