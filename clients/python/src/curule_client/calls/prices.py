# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what seats of published plans cost."""

from __future__ import annotations

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Price


def list_prices(
    *, limit: int = 20, plan: str | None = None, currency: str | None = None
) -> Listing[Price]:
    """List prices, the newest first.

    List the prices of published versions, also of older ones.
    """
    return Listing(
        path="/prices",
        item=Price,
        query=given({"limit": limit, "plan": plan, "currency": currency}),
    )


def get_price(price: str) -> Call[Price]:
    """Get a price.

    Return one price.
    """
    return ask("GET", f"/prices/{in_path(price)}", Price)
