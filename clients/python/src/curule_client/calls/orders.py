# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what was ordered."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Order


def list_orders(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    status: Literal["awaiting_payment", "completed", "canceled"] | None = None,
) -> Listing[Order]:
    """List orders, the newest first.

    List the orders of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/orders",
        item=Order,
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


def get_order(order: str) -> Call[Order]:
    """Get an order.

    Return one order.
    """
    return ask("GET", f"/orders/{in_path(order)}", Order)


def cancel_order(order: str, *, reason: str, idempotency_key: str | None = None) -> Call[Order]:
    """Cancel an order that waits for its payment.

    Void its invoice and give back what was paid on it, as account credit.

    The customer is mailed the reason. Needs an `Idempotency-Key`.

    Why it is done.
    """
    return ask(
        "POST",
        f"/orders/{in_path(order)}/cancel",
        Order,
        body={"reason": reason},
        idempotency_key=idempotency_key,
    )
