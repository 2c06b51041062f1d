# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: people who ask for a seat."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import SeatRequest


def list_seat_requests(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    status: Literal["open", "approved", "declined"] | None = None,
) -> Listing[SeatRequest]:
    """List requests for seats, the newest first.

    List the requests in all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/seat_requests",
        item=SeatRequest,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "status": status,
            }
        ),
    )


def get_seat_request(seat_request: str) -> Call[SeatRequest]:
    """Get a request for a seat.

    Return one request.
    """
    return ask("GET", f"/seat_requests/{in_path(seat_request)}", SeatRequest)


def approve_seat_request(
    seat_request: str, *, buy: bool | None = None, idempotency_key: str | None = None
) -> Call[SeatRequest]:
    """Give the seat that somebody asks for.

    Give a free seat, or with `buy` one that is ordered for it; that takes `subscriptions:write`.

    Needs an `Idempotency-Key`, as money may move.

    Whether one seat more is bought where none is free.
    """
    return ask(
        "POST",
        f"/seat_requests/{in_path(seat_request)}/approve",
        SeatRequest,
        body=given({"buy": buy}),
        idempotency_key=idempotency_key,
    )


def decline_seat_request(
    seat_request: str, *, reason: str | None = None, idempotency_key: str | None = None
) -> Call[SeatRequest]:
    """Decline a request for a seat.

    Say no; the person is told, with the reason if one is given.

    What the person is told.
    """
    return ask(
        "POST",
        f"/seat_requests/{in_path(seat_request)}/decline",
        SeatRequest,
        body=given({"reason": reason}),
        idempotency_key=idempotency_key,
    )
