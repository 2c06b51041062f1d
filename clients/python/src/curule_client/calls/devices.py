# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: the devices on which seats are used offline."""

from __future__ import annotations

from curule_client.calling import Call, Listing, ask, in_path
from curule_client.models import Device


def list_devices(*, user: str, product: str) -> Listing[Device]:
    """List the devices on which somebody uses the product offline.

    List somebody's devices, the newest first; there are never many.
    """
    return Listing(path="/devices", item=Device, query={"user": user, "product": product})


def release_device(device: str, *, idempotency_key: str | None = None) -> Call[Device]:
    """Free the place of a device.

    Free a device's place for another one; its tokens are void.
    """
    return ask(
        "POST", f"/devices/{in_path(device)}/release", Device, idempotency_key=idempotency_key
    )
