# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about accounts."""

from datetime import date, datetime
from typing import NotRequired, TypedDict

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Account(Model, frozen=True, kw_only=True):
    """A customer.

    `adviser` is whom a managed account asks, `tax_rate` a plain rate in per cent in the place of
    the rules, `closes_at` when it closes where somebody asked for that.
    """

    id: str
    livemode: bool
    name: str
    kind: str
    is_business: bool
    country: str
    language: str
    time_zone: str
    channel: str
    adviser: str
    street: str
    postcode: str
    city: str
    order_number: str
    tax_id: str | None = None
    registration_number: str | None = None
    tax_rate: str | None = None
    clock: str | None = None
    created_at: datetime
    closes_at: datetime | None = None
    closed_at: datetime | None = None


class AccountTax(Model, frozen=True, kw_only=True):
    """By which tax an account is charged: a plain rate in per cent, or null for the rules."""

    account: str
    rate: str | None = None


class InCurrency(Model, frozen=True, kw_only=True):
    """What is owed on open invoices, and what is there in account credit.

    Of the credit `goodwill` is what you may take back, and `payable_out` what you may pay out.
    """

    owed: Amount
    credit: Amount
    goodwill: Amount
    payable_out: Amount


class Balance(Model, frozen=True, kw_only=True):
    """Both numbers in each currency that an account has bought in or has credit in."""

    account: str
    currencies: list[InCurrency] = []


class Cap(Model, frozen=True, kw_only=True):
    """The most that one invoice of an account may come to in a currency, with tax."""

    account: str
    most: Amount
    set_at: datetime


class Record(Model, frozen=True, kw_only=True):
    """The record that proves a domain: a TXT of this name with this text."""

    name: str
    value: str


class Domain(Model, frozen=True, kw_only=True):
    """A mail domain that an account has (`is_verified`) or claims.

    Without a `record` the vendor has confirmed it. `proof` is what came of looking for the record
    last; `lapses_at` is set while it is missing.
    """

    account: str
    name: str
    is_verified: bool
    record: Record | None = None
    proof: str | None = None
    checked_at: datetime | None = None
    lapses_at: datetime | None = None


class Maximum(Model, frozen=True, kw_only=True):
    """A maximum of seats of a type that is agreed with one customer, in place of the plans'."""

    account: str
    product: str
    seat_type: str
    maximum: int
    agreed_at: datetime


class Movement(Model, frozen=True, kw_only=True):
    """What a movement added to what is owed and to the credit, and both after it.

    It counts `on` a day, the bank's where the bank told one; it was recorded `at` an instant.
    `document` is the number of an invoice or a credit note, of a payment on none its reference.
    """

    on: date
    at: datetime
    kind: str
    document: str
    invoice: str | None = None
    owed: Amount
    credit: Amount
    owed_after: Amount
    credit_after: Amount


class NumberCheck(Model, frozen=True, kw_only=True):
    """A question about a number; `name`, `address` and `reference` are what its office answered."""

    tax_id: str
    state: str
    asked_at: datetime
    answered_at: datetime | None = None
    name: str
    address: str
    reference: str


class OwnerGiven(TypedDict):
    """Who owns an account from the start; the vendor says that the address is theirs."""

    email: str
    first_name: NotRequired[str]
    last_name: NotRequired[str]


class Parking(Model, frozen=True, kw_only=True):
    """Whether an account waits for its release, and what it met.

    Of the `bound`, `found` is what there would have been and `most` what may be: counts, or minor
    units of `currency` where the bound is an `amount`. All are null where it is not parked.
    """

    account: str
    is_parked: bool
    bound: str | None = None
    found: int | None = None
    most: int | None = None
    currency: str | None = None
    subscription: str | None = None
    parked_at: datetime | None = None


class Standing(Model, frozen=True, kw_only=True):
    """What is owed and what is in credit: two numbers, never one."""

    owed: Amount
    credit: Amount


class Statement(Model, frozen=True, kw_only=True):
    """The movements of the days from `since` up to but without `until`, the oldest first."""

    account: str
    currency: str
    since: date
    until: date
    opening: Standing
    closing: Standing
    data: list[Movement] = []


class TaxId(Model, frozen=True, kw_only=True):
    """The number of an account, what its office last said of it, and what was asked, newest first.

    `state` is null where nobody was asked.
    """

    account: str
    tax_id: str | None = None
    state: str | None = None
    is_asked: bool
    checks: list[NumberCheck] = []


class TaxIdCheck(Model, frozen=True, kw_only=True):
    """How the question about an account's number stands; what an office answered is read apart.

    `is_asked` is false where no office answers for the number, `state` null where nobody was asked.
    """

    account: str
    state: str | None = None
    is_asked: bool
