# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about invoice requests."""

from datetime import date, datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class InvoiceRequest(Model, frozen=True, kw_only=True):
    """What a customer says of an invoice; nothing of it has moved money.

    `paid` says that a transfer of `amount` is under way, and is granted once the invoice is paid;
    `dispute` that the invoice is wrong, and `refund` asks `amount` back: a credit note on the
    invoice grants both. `credit` asks that `amount` of the account's credit be paid out; it is
    about no invoice, and paying credit in that currency out grants it.
    """

    id: str
    account: str
    invoice: str | None = None
    kind: str
    status: str
    amount: Amount
    paid_on: date | None = None
    reference: str
    reason: str
    asked_by: str
    created_at: datetime
    answer: str
    answered_at: datetime | None = None
