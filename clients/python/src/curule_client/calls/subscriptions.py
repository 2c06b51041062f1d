# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what customers have bought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Lease, OrderResult, Quote, Subscription


def list_subscriptions(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
) -> Listing[Subscription]:
    """List what accounts have bought, the newest first.

    List the subscriptions of all accounts that the key sees, or of one.
    """
    return Listing(
        path="/subscriptions",
        item=Subscription,
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


def get_subscription(subscription: str) -> Call[Subscription]:
    """Get a subscription.

    Return one subscription.
    """
    return ask("GET", f"/subscriptions/{in_path(subscription)}", Subscription)


def change_subscription(subscription: str, *, auto_renew: bool | None = None) -> Call[Subscription]:
    """Turn automatic renewal on or off.

    Say whether it goes on by itself when its term ends.

    What is not given stays as it is.
    """
    return ask(
        "PATCH",
        f"/subscriptions/{in_path(subscription)}",
        Subscription,
        body=given({"auto_renew": auto_renew}),
    )


def change_seats(
    subscription: str,
    *,
    seats: Mapping[str, int],
    pays: Literal["now", "later"] | None = None,
    leave: Sequence[str] | None = None,
    reduction: Literal["keep_target", "shift_target", "drop_target"] | None = None,
    idempotency_key: str | None = None,
) -> Call[OrderResult]:
    """Change the number of seats.

    Order other totals: what they cost and when they count, the plan's policy says.

    Needs an `Idempotency-Key`, as money may move.

    New totals by seat type; what is not named stays as it is.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/seats",
        OrderResult,
        body={"seats": seats, **given({"pays": pays, "leave": leave, "reduction": reduction})},
        idempotency_key=idempotency_key,
    )


def keep_seats(subscription: str, *, idempotency_key: str | None = None) -> Call[Subscription]:
    """Take back what is scheduled for the renewal.

    Keep the seats that were to go, and the plan that was to change.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/keep_seats",
        Subscription,
        idempotency_key=idempotency_key,
    )


def change_plan(
    subscription: str,
    *,
    plan: str,
    pays: Literal["now", "later"] | None = None,
    seats: Mapping[str, int] | None = None,
    idempotency_key: str | None = None,
) -> Call[OrderResult]:
    """Change to another plan.

    Order another plan of the same product: at once or at the renewal, its policy says.

    Needs an `Idempotency-Key`, as money may move.

    Another plan of the same product, and its totals; without them those of now, as they fit.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/plan",
        OrderResult,
        body={"plan": plan, **given({"pays": pays, "seats": seats})},
        idempotency_key=idempotency_key,
    )


def renew_subscription(
    subscription: str,
    *,
    pays: Literal["now", "later"] | None = None,
    seats: Mapping[str, int] | None = None,
    leave: Sequence[str] | None = None,
    idempotency_key: str | None = None,
) -> Call[OrderResult]:
    """Order the next term.

    Order what follows the term that runs, or one that begins now where none does.

    One that renews by itself needs no order. Needs an `Idempotency-Key`, as money may move.

    The totals of the next term; what is not named keeps its number.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/renew",
        OrderResult,
        body=given({"pays": pays, "seats": seats, "leave": leave}),
        idempotency_key=idempotency_key,
    )


def cancel_subscription(
    subscription: str, *, at_once: bool | None = None, idempotency_key: str | None = None
) -> Call[Subscription]:
    """Cancel a subscription.

    End it with its term; at once, what is unused goes where the plan's policy says.

    Needs an `Idempotency-Key`, as money may move.

    Not at the end of the term, but now.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/cancel",
        Subscription,
        body=given({"at_once": at_once}),
        idempotency_key=idempotency_key,
    )


def check_out_seat(
    subscription: str,
    *,
    email: str,
    seat_type: str | None = None,
    seconds: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Lease]:
    """Lend a free seat for a while.

    Lend a member a free seat; whoever borrows one of this type already gets the same.

    Who borrows a seat of which type, by default the plan's first, and for how many seconds.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/check_out",
        Lease,
        body={"email": email, **given({"seat_type": seat_type, "seconds": seconds})},
        idempotency_key=idempotency_key,
    )


def quote_renewal(
    subscription: str,
    *,
    seats: Mapping[str, int] | None = None,
    leave: Sequence[str] | None = None,
    idempotency_key: str | None = None,
) -> Call[Quote]:
    """Price the next term.

    Price a term that is ordered by hand and keep the quote; nothing else happens.

    The totals of the next term; what is not named keeps its number.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/renewal_quote",
        Quote,
        body=given({"seats": seats, "leave": leave}),
        idempotency_key=idempotency_key,
    )


def ask_for_quote(
    subscription: str, *, seats: Mapping[str, int], idempotency_key: str | None = None
) -> Call[Quote]:
    """Note that a customer asks for a quote.

    Put a question where staff answer it with an offer, as a managed account does; no prices yet.

    Asking again takes the place of an older question.

    The totals that a customer would like to have.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/ask_for_quote",
        Quote,
        body={"seats": seats},
        idempotency_key=idempotency_key,
    )


def offer_quote(
    subscription: str,
    *,
    seats: Mapping[str, int],
    days: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Quote]:
    """Offer other numbers of seats to a customer.

    Price other totals and let the price stand; the customer is told, and answers.

    An older offer, and the question it answers, are superseded.

    The totals that are offered, and for how many days.
    """
    return ask(
        "POST",
        f"/subscriptions/{in_path(subscription)}/offer",
        Quote,
        body={"seats": seats, **given({"days": days})},
        idempotency_key=idempotency_key,
    )
