# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: seats that are lent for a while."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Lease


def list_leases(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    email: str | None = None,
) -> Listing[Lease]:
    """List leases, the newest first.

    List the leases of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/leases",
        item=Lease,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "email": email,
            }
        ),
    )


def get_lease(lease: str) -> Call[Lease]:
    """Get a lease.

    Return one lease, over or not.
    """
    return ask("GET", f"/leases/{in_path(lease)}", Lease)


def keep_lease(
    lease: str, *, seconds: int | None = None, idempotency_key: str | None = None
) -> Call[Lease]:
    """Keep a lent seat a while longer.

    Say that the seat is in use; a lease is never shortened by it. Said twice, it holds once.

    For how many seconds from now the seat is kept.
    """
    return ask(
        "POST",
        f"/leases/{in_path(lease)}/heartbeat",
        Lease,
        body=given({"seconds": seconds}),
        idempotency_key=idempotency_key,
    )


def release_lease(lease: str, *, idempotency_key: str | None = None) -> Call[Lease]:
    """Give a lent seat back.

    Give the seat back before its time; it is free at once. Twice is once.
    """
    return ask("POST", f"/leases/{in_path(lease)}/release", Lease, idempotency_key=idempotency_key)


def force_release_lease(lease: str, *, idempotency_key: str | None = None) -> Call[Lease]:
    """Take a lent seat back from somebody.

    Free a seat that hangs or is held too long; its holder is told by mail. Twice is once.
    """
    return ask(
        "POST", f"/leases/{in_path(lease)}/force_release", Lease, idempotency_key=idempotency_key
    )
