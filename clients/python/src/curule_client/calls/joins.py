# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: people who came into an account with a plan of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Join, Undone


def list_joins(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    status: Literal["pending", "moved", "undone"] | None = None,
) -> Listing[Join]:
    """List joins with an own plan, the newest first.

    List the joins of all accounts that the key sees, or of one.
    """
    return Listing(
        path="/joins",
        item=Join,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "status": status,
            }
        ),
    )


def get_join(join: str) -> Call[Join]:
    """Get a join.

    Return one join.
    """
    return ask("GET", f"/joins/{in_path(join)}", Join)


def hold_join(join: str, *, idempotency_key: str | None = None) -> Call[Join]:
    """Hold the money of a join.

    Let nothing move for now; who joined can still undo it until its time.
    """
    return ask("POST", f"/joins/{in_path(join)}/hold", Join, idempotency_key=idempotency_key)


def release_join(join: str, *, idempotency_key: str | None = None) -> Call[Join]:
    """Let the money of a join move again.

    Hold it no more: it moves at its time, or from now on where that has passed.

    Needs an `Idempotency-Key`, as money may move.
    """
    return ask("POST", f"/joins/{in_path(join)}/release", Join, idempotency_key=idempotency_key)


def undo_join(join: str, *, idempotency_key: str | None = None) -> Call[Undone]:
    """Undo a join.

    Take joining back before the money moves: the own plan runs again with its old end.
    """
    return ask("POST", f"/joins/{in_path(join)}/undo", Undone, idempotency_key=idempotency_key)
