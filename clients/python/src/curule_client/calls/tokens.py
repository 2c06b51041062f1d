# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: offline tokens."""

from __future__ import annotations

from curule_client.calling import Call, ask, given
from curule_client.models import Device, Token


def issue_token(
    *,
    user: str,
    product: str,
    device: str,
    device_name: str | None = None,
    expires_in: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Token]:
    """Let somebody use the product offline for a while.

    Answer as the entitlement does, signed, for one device; its place among them is taken.

    Asked again, the same device gets another token and no other place.

    Who wants to go offline, with which product, on which device.

    `device` is what the product calls it, the same at every start; of it a digest is kept.
    `expires_in` asks for a shorter life than is usual, in seconds.
    """
    return ask(
        "POST",
        "/tokens",
        Token,
        body={
            "user": user,
            "product": product,
            "device": device,
            **given({"device_name": device_name, "expires_in": expires_in}),
        },
        idempotency_key=idempotency_key,
    )


def revoke_token(*, token: str, idempotency_key: str | None = None) -> Call[Device]:
    """Make a token void before it ends.

    Release the device that a token is for; every token of it is void.

    A token that is to be void before it ends, with every other one of its device.
    """
    return ask(
        "POST", "/tokens/revoke", Device, body={"token": token}, idempotency_key=idempotency_key
    )
