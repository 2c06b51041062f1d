# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: who may use what."""

from __future__ import annotations

from collections.abc import Sequence

from curule_client.calling import Call, ask
from curule_client.models import Entitlement, Page


def get_entitlement(*, user: str, product: str) -> Call[Entitlement]:
    """May this person use the product?.

    Answer for one person, by address, by id (`usr_…`) or by an id of yours (`external_ids`).

    Somebody unknown has no seat.

    Where somebody may be answered, that is done before Django is asked (`checks`).
    """
    return ask("GET", "/entitlements", Entitlement, query={"user": user, "product": product})


def get_entitlements(
    *, product: str, users: Sequence[str], idempotency_key: str | None = None
) -> Call[Page[Entitlement]]:
    """Which of these people may use the product?.

    Answer for up to 100 people at once, each by address, by id or by an id of yours.

    Several people and one product.
    """
    return ask(
        "POST",
        "/entitlements",
        Page[Entitlement],
        body={"product": product, "users": users},
        idempotency_key=idempotency_key,
    )
