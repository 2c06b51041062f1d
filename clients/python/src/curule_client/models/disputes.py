# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about disputes."""

from datetime import datetime
from typing import TypedDict

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Booking(Model, frozen=True, kw_only=True):
    """What a lost dispute took, and where that went; the four after it add up to it.

    It settled refunds that waited, was taken from account credit, is missing on the invoice again
    (where it `gave_up`, that was written off), or was credit that is spent: `lost`.
    """

    taken: Amount
    for_refunds: Amount
    from_credit: Amount
    reopened: Amount
    lost: Amount
    fee: Amount
    gave_up: bool
    note: str | None = None
    booked_at: datetime


class Entry(Model, frozen=True, kw_only=True):
    """What an account of the ledger is debited, or credited where it is negative."""

    ledger_account: str
    amount: Amount


class BookingPreview(Model, frozen=True, kw_only=True):
    """What booking a lost dispute would bring about: its invoice, the credit, the ledger.

    `open` would be owed on the invoice, `given_up` written off; `credit` would be left.
    """

    dispute: str
    taken: Amount
    for_refunds: Amount
    from_credit: Amount
    reopened: Amount
    by_credit: Amount
    lost: Amount
    fee: Amount
    invoice: str | None = None
    invoice_status: str | None = None
    open: Amount
    given_up: Amount
    credit: Amount
    entries: list[Entry] = []


class Dispute(Model, frozen=True, kw_only=True):
    """A dispute; `won` is won by you, and one that is lost took money back.

    That of a whole payment is in the books at once; else it waits `to_book`. `status` and `reason`
    are the payment company's own words, `reference` its id there.
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
    to_book: bool
    booking: Booking | None = None


class TakenGiven(TypedDict):
    """Money that may be none: whole minor units of a currency (ISO 4217)."""

    amount: int
    currency: str
