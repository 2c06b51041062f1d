"""Reading what Stripe answers: keys of ours, and how a refund stands."""

from __future__ import annotations

from typing import Any, Final

import stripe

from curule.gateways.payments.base import Declined, GatewayRefund, RefundNews, Succeeded, Unknown
from curule.gateways.payments.stripe_amounts import money_of

KEY_NAME: Final = "curule_key"
_LONGEST_CODE: Final = 60


def key_of(made: Any) -> str:  # noqa: ANN401 - a payment or a refund
    """Return our key of what Stripe made, or "" where it bears none."""
    found = made.metadata
    return str(found[KEY_NAME]) if found and KEY_NAME in found else ""


def short(text: str) -> str:
    """Return a word of Stripe's as long as it is kept."""
    return text[:_LONGEST_CODE]


def refund_state(refund: stripe.Refund) -> Succeeded | Declined | Unknown:
    """Return how a refund stands; one that is pending, or needs its customer, is not decided."""
    match refund.status:
        case "succeeded":
            return Succeeded(refund.id)
        case "failed" | "canceled":
            return Declined(short(getattr(refund, "failure_reason", None) or refund.status))
        case other:
            return Unknown(other or "no status")


def listed_refund(refund: stripe.Refund) -> GatewayRefund:
    """Return a refund as it stands in Stripe's books; without a `charge_key` it is none of ours."""
    intent: Any = refund.payment_intent
    return GatewayRefund(
        key=key_of(refund),
        charge_key=key_of(intent) if intent else "",
        charge_reference=intent.id if intent else "",
        reference=refund.id,
        amount=money_of(refund.amount, refund.currency.upper()),
        answer=refund_state(refund),
    )


def refund_news(refund: stripe.Refund) -> RefundNews | None:
    """Return how a refund stands; None where its charge is none of ours."""
    listed = listed_refund(refund)
    if not listed.charge_key:
        return None
    return RefundNews(
        key=listed.key,
        charge_key=listed.charge_key,
        reference=listed.reference,
        amount=listed.amount,
        answer=listed.answer,
    )
