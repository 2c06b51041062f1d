# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about members."""

from datetime import datetime

from curule_client.modelling import Model


class SeatHeld(Model, frozen=True, kw_only=True):
    """A seat that a member uses; `ends_at` is when it ends, if it does."""

    id: str
    subscription: str
    type: str
    ends_at: datetime | None = None


class Member(Model, frozen=True, kw_only=True):
    """A person in one account; `left_at` where they belong to it no more."""

    id: str
    account: str
    user: str
    email: str
    first_name: str
    last_name: str
    roles: list[str] = []
    seats: list[SeatHeld] = []
    joined_at: datetime
    left_at: datetime | None = None


class Membership(Model, frozen=True, kw_only=True):
    """A person's part in one account: what whoever gives roles need know of it."""

    id: str
    account: str
    user: str
    roles: list[str] = []
    joined_at: datetime
    left_at: datetime | None = None
