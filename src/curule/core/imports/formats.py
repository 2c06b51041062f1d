"""Whose export it is: what its columns are called, and what its words for a state mean.

Stripe: customers.csv and subscriptions.csv as the dashboard exports them, with all columns.
Chargebee: the customers and the subscriptions of its export. Curule's own CSV: see the how-to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

Names = Mapping[str, tuple[str, ...]]
"""What a cell means → the titles that its column may have, in small letters."""


@unique
class State(StrEnum):
    """What a subscription does in the other system."""

    RUNS = "runs"
    ENDS = "ends"
    TRIAL = "trial"
    OVER = "over"
    UNPAID = "unpaid"
    PAUSED = "paused"


LEFT_OUT: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.OVER: "runs no more",
        State.UNPAID: "is not paid; collect it there, export again and import it then",
        State.PAUSED: "is paused or has not begun; import it when it runs",
    }
)
"""What is not taken over, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a system writes its export."""

    source: str
    customers: Names
    subscriptions: Names
    states: Mapping[str, State]


_PEOPLE_TO_KNOW: Final[Names] = MappingProxyType(
    {
        "id": ("id",),
        "name": ("name",),
        "email": ("email",),
        "country": ("country",),
        "tax_id": ("tax_id",),
        "registration_number": ("registration_number",),
        "language": ("language",),
        "time_zone": ("time_zone",),
        "business": ("business",),
    }
)

OWN: Final = Format(
    source="csv",
    customers=_PEOPLE_TO_KNOW,
    subscriptions={
        "id": ("id",),
        "customer": ("customer",),
        "plan": ("plan",),
        "seats": ("seats",),
        "seat_type": ("seat_type",),
        "currency": ("currency",),
        "interval": ("interval",),
        "status": ("status",),
        "paid_from": ("paid_from",),
        "paid_until": ("paid_until",),
        "trial_until": ("trial_until",),
        "renews": ("renews",),
    },
    states={
        "": State.RUNS,
        "active": State.RUNS,
        "ending": State.ENDS,
        "trial": State.TRIAL,
        "ended": State.OVER,
    },
)

STRIPE: Final = Format(
    source="stripe",
    customers={
        "id": ("id", "customer id"),
        "name": ("name", "business name", "description"),
        "email": ("email",),
        "country": ("address country", "country", "card address country", "country (metadata)"),
        "tax_id": ("tax id", "tax ids", "business vat id", "tax_id (metadata)"),
        "registration_number": ("registration_number (metadata)",),
        "language": ("preferred locale", "preferred locales", "language (metadata)"),
        "time_zone": ("time_zone (metadata)",),
        "business": ("business (metadata)",),
    },
    subscriptions={
        "id": ("id", "subscription id"),
        "customer": ("customer id", "customer"),
        "plan": ("plan", "price id", "price"),
        "seats": ("quantity",),
        "seat_type": ("seat_type (metadata)",),
        "currency": ("currency",),
        "interval": ("interval",),
        "status": ("status",),
        "paid_from": ("current period start (utc)",),
        "paid_until": ("current period end (utc)",),
        "trial_until": ("trial end (utc)",),
        "ends": ("cancel at period end",),
    },
    states={
        "active": State.RUNS,
        "trialing": State.TRIAL,
        "canceled": State.OVER,
        "incomplete_expired": State.OVER,
        "ended": State.OVER,
        "past_due": State.UNPAID,
        "unpaid": State.UNPAID,
        "incomplete": State.UNPAID,
        "paused": State.PAUSED,
    },
)

CHARGEBEE: Final = Format(
    source="chargebee",
    customers={
        "id": ("customers.id", "customer id", "id"),
        "name": ("customers.company", "company"),
        "first_name": ("customers.first_name", "first name"),
        "last_name": ("customers.last_name", "last name"),
        "email": ("customers.email", "email"),
        "country": (
            "customers.billing_address.country",
            "billing_addresses.country",
            "addresses.country",
            "billing address country",
            "country",
        ),
        "tax_id": ("customers.vat_number", "vat number"),
        "registration_number": (),
        "language": ("customers.locale", "locale"),
        "time_zone": (),
        "business": (),
    },
    subscriptions={
        "id": ("subscriptions.id", "subscription id"),
        "customer": ("customers.id", "subscriptions.customer_id", "customer id"),
        "plan": (
            "subscriptions.plan_id",
            "plan id",
            "subscription_items.item_price_id",
            "item price id",
        ),
        "seats": (
            "subscriptions.plan_quantity",
            "plan quantity",
            "subscription_items.quantity",
            "quantity",
        ),
        "seat_type": (),
        "currency": ("subscriptions.currency_code", "currency code", "currency"),
        "interval": (),
        "status": ("subscriptions.status", "status"),
        "paid_from": ("subscriptions.current_term_start", "current term start"),
        "paid_until": ("subscriptions.current_term_end", "current term end"),
        "trial_until": ("subscriptions.trial_end", "trial end"),
    },
    states={
        "active": State.RUNS,
        "non_renewing": State.ENDS,
        "in_trial": State.TRIAL,
        "cancelled": State.OVER,
        "transferred": State.OVER,
        "paused": State.PAUSED,
        "future": State.PAUSED,
    },
)

SEATS: Final[Names] = MappingProxyType(
    {
        "subscription": ("subscription",),
        "email": ("email",),
        "first_name": ("first_name",),
        "last_name": ("last_name",),
        "seat_type": ("seat_type",),
    }
)
"""Who sits where: no other system exports that, so it is a table of our own for each of them."""
