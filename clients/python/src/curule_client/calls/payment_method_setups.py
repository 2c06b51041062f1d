# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: cards that are added on a gateway's page."""

from __future__ import annotations

from curule_client.calling import Call, ask, given, in_path
from curule_client.models import MethodSetup, MethodSetupBegun


def create_payment_method_setup(
    *,
    account: str,
    gateway: str,
    default: bool | None = None,
    return_url: str | None = None,
    cancel_url: str | None = None,
    idempotency_key: str | None = None,
) -> Call[MethodSetupBegun]:
    """Begin to add a card on the gateway's page.

    Open the page on which the card is typed in: its number never comes to you or to us.

    Refuses `not_found` for a gateway without such a page, and `gateway_away`.

    Whose card, at which gateway, and where the customer is sent afterwards.

    Without a `return_url` they come back to the account's ways to pay in the portal, which settles
    the visit by itself.
    """
    return ask(
        "POST",
        "/payment_method_setups",
        MethodSetupBegun,
        body={
            "account": account,
            "gateway": gateway,
            **given({"default": default, "return_url": return_url, "cancel_url": cancel_url}),
        },
        idempotency_key=idempotency_key,
    )


def get_payment_method_setup(payment_method_setup: str) -> Call[MethodSetup]:
    """Get what is known of adding a card.

    Return one visit as it was last heard of.
    """
    return ask("GET", f"/payment_method_setups/{in_path(payment_method_setup)}", MethodSetup)


def settle_payment_method_setup(
    payment_method_setup: str, *, idempotency_key: str | None = None
) -> Call[MethodSetup]:
    """Ask the gateway what came of adding a card.

    Save the card if it was added; once only, however often it is asked. Refuses `gateway_away`.

    Call it when the customer is back at your `return_url`.
    """
    return ask(
        "POST",
        f"/payment_method_setups/{in_path(payment_method_setup)}/settle",
        MethodSetup,
        idempotency_key=idempotency_key,
    )
