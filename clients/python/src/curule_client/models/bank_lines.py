# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about bank lines."""

from datetime import date, datetime
from typing import NotRequired, TypedDict

import msgspec

from curule_client.modelling import Model
from curule_client.models.shared import Amount, AmountGiven, Touch


class Part(Model, frozen=True, kw_only=True):
    """What of a line is one customer's, and the payment that it became."""

    account: str
    invoice: str | None = None
    amount: Amount
    payment: str | None = None


class BankLine(Model, frozen=True, kw_only=True):
    """A movement on the bank's account; money that went out is negative."""

    id: str
    import_: str = msgspec.field(name="import")
    number: int
    booked_on: date
    amount: Amount
    payer: str | None = None
    payer_iban: str | None = None
    remittance: str | None = None
    reference: str | None = None
    end_to_end: str | None = None
    is_reversal: bool
    status: str
    comment: str | None = None
    decided_at: datetime | None = None
    parts: list[Part] = []


class Suggestion(Model, frozen=True, kw_only=True):
    """An invoice that a line may be for, and why it may be.

    `sure` is one that the line names and pays exactly, and that no other line may be for.
    """

    invoice: str
    account: str
    number: str
    open: Amount
    reasons: list[str] = []
    sure: bool
    written_off: bool


class BankLineLookedAt(Model, frozen=True, kw_only=True):
    """A line with what it may be for, the likeliest first.

    `transfers` are those of its amount: that money which went out may take back, and that money
    which came in may be, recorded by hand. `history` is what was done with it, the last first.
    """

    id: str
    import_: str = msgspec.field(name="import")
    number: int
    booked_on: date
    amount: Amount
    payer: str | None = None
    payer_iban: str | None = None
    remittance: str | None = None
    reference: str | None = None
    end_to_end: str | None = None
    is_reversal: bool
    status: str
    comment: str | None = None
    decided_at: datetime | None = None
    parts: list[Part] = []
    suggestions: list[Suggestion] = []
    transfers: list[str] = []
    history: list[Touch] = []


class PartGiven(TypedDict):
    """What of a line is for an invoice, or is kept as an account's credit."""

    account: NotRequired[str]
    invoice: NotRequired[str]
    amount: AmountGiven
