# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: licenses that were issued together."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import LicenseBatch


def list_license_batches(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
) -> Listing[LicenseBatch]:
    """List batches of licenses, the newest first.

    List the batches of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/license_batches",
        item=LicenseBatch,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
            }
        ),
    )


def get_license_batch(license_batch: str) -> Call[LicenseBatch]:
    """Get a batch of licenses.

    Return one batch.
    """
    return ask("GET", f"/license_batches/{in_path(license_batch)}", LicenseBatch)
