# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: money that goes back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Refund


def list_refunds(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    payment: str | None = None,
    status: Literal["waiting", "pending", "unknown", "succeeded"] | None = None,
) -> Listing[Refund]:
    """List refunds, the newest first.

    List the refunds of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/refunds",
        item=Refund,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "payment": payment,
                "status": status,
            }
        ),
    )


def get_refund(refund: str) -> Call[Refund]:
    """Get a refund.

    Return one refund.
    """
    return ask("GET", f"/refunds/{in_path(refund)}", Refund)


def mark_refund_paid(refund: str, *, idempotency_key: str | None = None) -> Call[Refund]:
    """Write down that a refund was paid out.

    Write down that you paid a refund that waits at the bank. Needs an `Idempotency-Key`.
    """
    return ask(
        "POST", f"/refunds/{in_path(refund)}/mark_paid", Refund, idempotency_key=idempotency_key
    )
