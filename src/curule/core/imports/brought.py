"""Customers as they come from another system: values, before anything is decided about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from curule.core.imports.tables import Mistake, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtPerson:
    """Somebody who uses a seat; without a seat type they use the one that is sold."""

    email: str
    first_name: str
    last_name: str
    seat_type: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtSubscription:
    """What runs there; `seats` is by seat type, "" where one type is sold.

    `plan` is the name over there. `paid_until` is the end of the running period or trial.
    """

    foreign_id: str
    plan: str
    seats: Mapping[str, int]
    currency: str
    interval: tuple[str, int] | None
    paid_from: datetime | None
    paid_until: datetime
    is_trial: bool
    renews: bool
    place: Place
    people: tuple[BroughtPerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtCustomer:
    """A customer of the other system with what runs there; `email` owns the account."""

    foreign_id: str
    name: str
    email: str
    country: str
    tax_id: str
    registration_number: str = ""
    language: str
    time_zone: str
    is_business: bool
    place: Place
    subscriptions: tuple[BroughtSubscription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What was read.

    A customer with a mistake is not among the `customers`. What is `left_out` runs no more, or is
    not ours to take over; it is no mistake.
    """

    customers: tuple[BroughtCustomer, ...]
    mistakes: tuple[Mistake, ...]
    left_out: tuple[Mistake, ...] = ()
    seen: Mapping[str, int] = field(default_factory=dict[str, int])
