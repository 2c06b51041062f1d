# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: new prices that customers were told of."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import PriceChange, Withdrawn


def list_price_changes(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    plan: str | None = None,
    status: Literal["open", "applied", "withdrawn", "replaced"] | None = None,
) -> Listing[PriceChange]:
    """List announced prices, the newest first.

    List what was announced to all accounts that the key sees, or some of it.
    """
    return Listing(
        path="/price_changes",
        item=PriceChange,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "plan": plan,
                "status": status,
            }
        ),
    )


def get_price_change(price_change: str) -> Call[PriceChange]:
    """Get an announced price.

    Return what was announced to one subscription.
    """
    return ask("GET", f"/price_changes/{in_path(price_change)}", PriceChange)


def withdraw_price_change(
    price_change: str, *, idempotency_key: str | None = None
) -> Call[Withdrawn]:
    """Take an announced price back.

    Let one subscription renew as it is; it is told. Refused where its renewal has come.
    """
    return ask(
        "POST",
        f"/price_changes/{in_path(price_change)}/withdraw",
        Withdrawn,
        idempotency_key=idempotency_key,
    )
