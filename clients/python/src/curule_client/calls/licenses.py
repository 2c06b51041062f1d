# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: seats as licenses, bound to people."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import License


def list_licenses(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    license_batch: str | None = None,
    email: str | None = None,
) -> Listing[License]:
    """List licenses, the newest first.

    List the licenses of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/licenses",
        item=License,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "license_batch": license_batch,
                "email": email,
            }
        ),
    )


def get_license(license: str) -> Call[License]:
    """Get a license.

    Return one license.
    """
    return ask("GET", f"/licenses/{in_path(license)}", License)


def bind_license(license: str, *, email: str, idempotency_key: str | None = None) -> Call[License]:
    """Bind a license to a person.

    Give this one license to a person. Needs an `Idempotency-Key`, as a plan may buy more.

    Whom a license is bound to.
    """
    return ask(
        "POST",
        f"/licenses/{in_path(license)}/bind",
        License,
        body={"email": email},
        idempotency_key=idempotency_key,
    )


def unbind_license(license: str, *, idempotency_key: str | None = None) -> Call[License]:
    """Unbind a license.

    Free a license; it stays paid for.
    """
    return ask(
        "POST", f"/licenses/{in_path(license)}/unbind", License, idempotency_key=idempotency_key
    )
