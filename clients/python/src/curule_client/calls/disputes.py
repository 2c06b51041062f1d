# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: payments that customers dispute at their bank."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Dispute


def list_disputes(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    payment: str | None = None,
    state: Literal["open", "won", "lost"] | None = None,
) -> Listing[Dispute]:
    """List disputes, the newest first.

    List the disputes of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/disputes",
        item=Dispute,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "payment": payment,
                "state": state,
            }
        ),
    )


def get_dispute(dispute: str) -> Call[Dispute]:
    """Get a dispute.

    Return one dispute, as it stands.
    """
    return ask("GET", f"/disputes/{in_path(dispute)}", Dispute)
