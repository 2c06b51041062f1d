# Written by `make client` from the OpenAPI document; not by hand.
"""What answers about several nouns share."""

from datetime import date, datetime
from typing import NotRequired, TypedDict

from curule_client.modelling import Model


class Amount(Model, frozen=True, kw_only=True):
    """Money: whole minor units of a currency (ISO 4217)."""

    amount: int
    currency: str


class AmountGiven(TypedDict):
    """Money: whole minor units of a currency (ISO 4217)."""

    amount: int
    currency: str


class Attempt(Model, frozen=True, kw_only=True):
    """One try; `outcome` is `delivered` or what went wrong."""

    number: int
    at: datetime
    milliseconds: int
    outcome: str
    status_code: int | None = None


class Touch(Model, frozen=True, kw_only=True):
    """What was done with a statement or a line of it, and who did it."""

    type: str
    at: datetime
    by: str


class ChangeAhead(Model, frozen=True, kw_only=True):
    """What comes with a date: another plan, new prices of it, or a term that is ordered already."""

    type: str
    at: datetime
    plan: str


class Renewal(Model, frozen=True, kw_only=True):
    """What happens to a subscription at its next boundary, and what is invoiced then.

    `refusal` is the code of what blocks it.
    """

    subscription: str
    account: str
    plan: str
    due_at: datetime
    due_on: date
    time_zone: str
    outcome: str
    overdue: bool
    total: Amount | None = None
    refusal: str | None = None


class Delivery(Model, frozen=True, kw_only=True):
    """One event for one endpoint, with its tries, the newest first."""

    id: str
    endpoint: str
    event: str
    type: str
    status: str
    next_attempt_at: datetime | None = None
    done_at: datetime | None = None
    attempts: list[Attempt] = []


class Device(Model, frozen=True, kw_only=True):
    """A device on which a seat is used offline."""

    id: str
    user: str
    name: str
    added_at: datetime
    token_until: datetime
    released_at: datetime | None = None


class SeatType(Model, frozen=True, kw_only=True):
    """A kind of seat that a plan sells, with its limits."""

    name: str
    min: int
    max: int | None = None
    step: int
    unlimited: bool


class Given(Model, frozen=True, kw_only=True):
    """What became of one person; `ends_at` is when their seat ends, where it does."""

    email: str
    outcome: str
    seat: str | None = None
    invitation: str | None = None
    ends_at: datetime | None = None


class Lease(Model, frozen=True, kw_only=True):
    """A seat that somebody borrows. `ended_at` is when it was given back, taken back or lapsed."""

    id: str
    account: str
    subscription: str
    seat: str
    seat_type: str
    user: str
    email: str
    began_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    end_reason: str


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


class Subscription(Model, frozen=True, kw_only=True):
    """A subscription as it stands at the time of its account."""

    id: str
    account: str
    plan: str
    label: str
    status: str
    currency: str
    interval: str
    interval_count: int
    auto_renew: bool
    renews_at: datetime | None = None
    ends_at: datetime | None = None
    seats: list[SeatNumbers] = []
    scheduled: list[ChangeAhead] = []

    def seat_type(self, name: str) -> SeatNumbers:
        """Return the numbers of one seat type. Raises `KeyError`."""
        return {each.type: each for each in self.seats}[name]


class OrderResult(Model, frozen=True, kw_only=True):
    """What an order brought about: at once, or once its invoice is paid."""

    order: str | None = None
    quote: str
    invoice: str | None = None
    payment: str | None = None
    payment_status: str | None = None
    granted: bool
    subscription: Subscription


class PaymentResult(Model, frozen=True, kw_only=True):
    """What came of an attempt to collect; `failure` is the gateway's word for it."""

    payment: str | None = None
    invoice: str | None = None
    status: str
    amount: Amount
    failure: str | None = None


class PersonGiven(TypedDict):
    """Somebody who is to get a seat."""

    email: str
    first_name: NotRequired[str]
    last_name: NotRequired[str]


class QuoteLine(Model, frozen=True, kw_only=True):
    """A line of a quote; its amount as the prices say it, with tax or without."""

    kind: str
    seat_type: str | None = None
    quantity: int
    starts_at: datetime
    ends_at: datetime
    amount: Amount


class Quote(Model, frozen=True, kw_only=True):
    """A priced change; `due_now` is what its order costs at once, after account credit."""

    id: str
    account: str
    subscription: str | None = None
    kind: str
    status: str
    is_offer: bool
    seats: dict[str, int]
    lines: list[QuoteLine] = []
    subtotal: Amount
    tax: Amount
    total: Amount
    credit: Amount
    due_now: Amount
    at_renewal: Amount
    given_back: Amount
    created_at: datetime
    expires_at: datetime | None = None


class Replayed(Model, frozen=True, kw_only=True):
    """How many events an endpoint is told again."""

    endpoint: str
    events: int


class Unassigned(Model, frozen=True, kw_only=True):
    """A seat that is free again; until when it can be given back as it was."""

    email: str
    undo_until: datetime
