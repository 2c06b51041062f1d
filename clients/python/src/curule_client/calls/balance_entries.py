# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: account credit, as it came and went."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Listing, given
from curule_client.models import BalanceEntry


def list_balance_entries(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
) -> Listing[BalanceEntry]:
    """List movements of account credit, the newest first.

    List the movements of all accounts that the key sees, or of one.
    """
    return Listing(
        path="/balance_entries",
        item=BalanceEntry,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
            }
        ),
    )
