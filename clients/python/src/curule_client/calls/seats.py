# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: seats, given to people and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from curule_client.calling import Call, ask, given, in_path
from curule_client.models import Given, Page, PersonGiven, Unassigned


def assign_seats(
    subscription: str,
    *,
    people: Sequence[PersonGiven],
    seat_type: str | None = None,
    if_full: Literal["refuse", "first", "wait"] | None = None,
    idempotency_key: str | None = None,
) -> Call[Page[Given]]:
    """Give seats to people.

    Give seats at once or by invitation, as the plan's policy says.

    Needs an `Idempotency-Key`, as a full plan may buy more by itself.

    People, and what happens where they are more than the free seats.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/assign",
        Page[Given],
        body={"people": people, **given({"seat_type": seat_type, "if_full": if_full})},
        idempotency_key=idempotency_key,
    )


def unassign_seat(
    subscription: str,
    *,
    email: str,
    seat_type: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Unassigned]:
    """Take a seat back.

    Free the seat of a person; it stays paid for, and the price stays as it is.

    Whose seat is taken back.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/unassign",
        Unassigned,
        body={"email": email, **given({"seat_type": seat_type})},
        idempotency_key=idempotency_key,
    )
