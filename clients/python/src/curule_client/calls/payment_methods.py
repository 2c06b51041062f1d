# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: how customers pay."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import PaymentMethod


def list_payment_methods(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
) -> Listing[PaymentMethod]:
    """List ways to pay, the newest first.

    List the ways to pay of all accounts that the key sees, or of one.
    """
    return Listing(
        path="/payment_methods",
        item=PaymentMethod,
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


def get_payment_method(payment_method: str) -> Call[PaymentMethod]:
    """Get a way to pay.

    Return one, also after it was removed.
    """
    return ask("GET", f"/payment_methods/{in_path(payment_method)}", PaymentMethod)


def make_default_payment_method(
    payment_method: str, *, idempotency_key: str | None = None
) -> Call[PaymentMethod]:
    """Charge this one from now on.

    Charge it also for what the default was charged for until now.
    """
    return ask(
        "POST",
        f"/payment_methods/{in_path(payment_method)}/make_default",
        PaymentMethod,
        idempotency_key=idempotency_key,
    )


def remove_payment_method(
    payment_method: str, *, idempotency_key: str | None = None
) -> Call[PaymentMethod]:
    """Charge a way to pay no more.

    Remove it, unless something would then be paid by nothing.
    """
    return ask(
        "POST",
        f"/payment_methods/{in_path(payment_method)}/remove",
        PaymentMethod,
        idempotency_key=idempotency_key,
    )
