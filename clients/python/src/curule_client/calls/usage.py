# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: who used a product when."""

from __future__ import annotations

from collections.abc import Sequence

from curule_client.calling import Call, ask
from curule_client.models import Usage, UseGiven


def report_usage(
    *, product: str, used: Sequence[UseGiven], idempotency_key: str | None = None
) -> Call[Usage]:
    """Say who used the product, and when.

    Customers see it beside each person, and hear of seats that nobody uses where you sell so.

    Whoever has no seat is passed over. Once a day for each person is enough.

    Up to 100 people who used a product, by its key or its id.
    """
    return ask(
        "POST",
        "/usage",
        Usage,
        body={"product": product, "used": used},
        idempotency_key=idempotency_key,
    )
