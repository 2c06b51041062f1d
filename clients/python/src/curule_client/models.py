"""What the service answers, as frozen values.

Fields that a later version adds are passed over; words that it adds (a status, a reason) are text
here, so that they do not break a program that is older.
"""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the service answered."""


class Page(Model, Generic[T], frozen=True, kw_only=True):
    """A part of a list; `has_more` says whether another one follows."""

    data: list[T]
    has_more: bool = False


class Account(Model, frozen=True, kw_only=True):
    """A customer."""

    id: str
    name: str
    livemode: bool
    country: str
    language: str
    time_zone: str
    channel: str
    is_business: bool = False
    tax_id: str | None = None
    clock: str | None = None
    created_at: datetime
    closed_at: datetime | None = None


class Amount(Model, frozen=True, kw_only=True):
    """Money: whole minor units of a currency (7088 EUR are 70.88)."""

    amount: int
    currency: str


class SeatType(Model, frozen=True, kw_only=True):
    """A kind of seat that a plan sells, with its limits."""

    name: str
    min: int
    max: int | None = None
    step: int
    unlimited: bool = False


class Plan(Model, frozen=True, kw_only=True):
    """A way in which a product is sold, as its newest version has it."""

    id: str
    product: str
    key: str
    name: str
    version: int | None = None
    seat_types: list[SeatType] = []


class Quote(Model, frozen=True, kw_only=True):
    """A priced change; `due_now` is what its order costs at once, after account credit."""

    id: str
    account: str
    subscription: str | None = None
    kind: str
    status: str
    seats: dict[str, int]
    total: Amount
    tax: Amount
    due_now: Amount
    at_renewal: Amount
    created_at: datetime
    expires_at: datetime | None = None


class Scheduled(Model, frozen=True, kw_only=True):
    """A total from an instant on."""

    at: datetime
    total: int


class SeatNumbers(Model, frozen=True, kw_only=True):
    """The numbers of one seat type: total = occupied + held + free."""

    type: str
    total: int
    occupied: int
    held: int
    free: int
    scheduled: list[Scheduled] = []


class ChangeAhead(Model, frozen=True, kw_only=True):
    """What comes with a date: another `plan`, a new `price`, or a `term` that is ordered."""

    type: str
    at: datetime
    plan: str


class Subscription(Model, frozen=True, kw_only=True):
    """What a customer has bought, as it stands now; `scheduled` is what comes besides numbers."""

    id: str
    account: str
    plan: str
    status: str
    currency: str
    renews_at: datetime | None = None
    ends_at: datetime | None = None
    label: str = ""
    auto_renew: bool = False
    seats: list[SeatNumbers] = []
    scheduled: list[ChangeAhead] = []

    def seat_type(self, name: str) -> SeatNumbers:
        """Return the numbers of one seat type. Raises `KeyError`."""
        return {each.type: each for each in self.seats}[name]


class OrderResult(Model, frozen=True, kw_only=True):
    """What an order brought about: at once (`granted`), or once its invoice is paid."""

    order: str | None = None
    quote: str
    invoice: str | None = None
    payment: str | None = None
    payment_status: str | None = None
    granted: bool
    subscription: Subscription


class Given(Model, frozen=True, kw_only=True):
    """What became of one person who was to get a seat."""

    email: str
    outcome: str
    seat: str | None = None
    invitation: str | None = None
    ends_at: datetime | None = None


class Unassigned(Model, frozen=True, kw_only=True):
    """A seat that is free again, and until when it can be given back as it was."""

    email: str
    undo_until: datetime


class Entitlement(Model, frozen=True, kw_only=True):
    """May this person use the product, until when; if not, why not and what would help."""

    user: str
    product: str
    allowed: bool
    until: datetime | None = None
    seat_types: list[str] = []
    features: list[str] = []
    reason: str | None = None
    options: list[str] = []


class Token(Model, frozen=True, kw_only=True):
    """An offline token, when it ends, and when it is time to fetch the next one."""

    token: str
    device: str
    issued_at: datetime
    refresh_at: datetime
    expires_at: datetime


class Device(Model, frozen=True, kw_only=True):
    """A device on which a seat is used offline."""

    id: str
    user: str
    name: str
    added_at: datetime
    token_until: datetime
    released_at: datetime | None = None
