"""What the ways that money takes are called."""

from __future__ import annotations

from curule.web.templatetags.curule import say
from curule.wording.values import Reader, plain


def gateway_name(reader: Reader, gateway: str) -> str:
    """Return what a gateway is called; one that we have no words for, by its own name."""
    match gateway:
        case "bank_transfer":
            return say(reader, "gateway.bank_transfer")
        case "sandbox":
            return say(reader, "gateway.sandbox")
        case "stripe":
            return "Stripe"
        case _:
            return plain(gateway)
