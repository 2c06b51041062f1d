# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what purchases and changes cost, and their orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import OrderResult, Quote


def list_quotes(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    status: Literal["requested", "open", "accepted", "declined", "expired", "superseded"]
    | None = None,
) -> Listing[Quote]:
    """List quotes, the newest first.

    List the quotes of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/quotes",
        item=Quote,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "status": status,
            }
        ),
    )


def quote_seats(
    *,
    subscription: str,
    seats: int | Mapping[str, int],
    leave: Sequence[str] | None = None,
    reduction: Literal["keep_target", "shift_target", "drop_target"] | None = None,
    idempotency_key: str | None = None,
) -> Call[Quote]:
    """Price a change or a first purchase.

    Price what is asked for and keep the quote; nothing else happens.

    What is priced: other numbers or another plan of a subscription, or a first purchase.

    `seats` is a number where one seat type is sold, else new totals by type. Other numbers may say
    who is to `leave`, and what becomes of a `reduction` that is scheduled. A first purchase names
    the `account` in the place of a `subscription`, the `plan` (its id), and how it is paid for.
    """
    return ask(
        "POST",
        "/quotes",
        Quote,
        body={
            "subscription": subscription,
            "seats": seats,
            **given({"leave": leave, "reduction": reduction}),
        },
        idempotency_key=idempotency_key,
    )


def quote_plan(
    *,
    subscription: str,
    plan: str,
    seats: int | Mapping[str, int],
    idempotency_key: str | None = None,
) -> Call[Quote]:
    """Price a change or a first purchase.

    Price what is asked for and keep the quote; nothing else happens.

    What is priced: other numbers or another plan of a subscription, or a first purchase.

    `seats` is a number where one seat type is sold, else new totals by type. Other numbers may say
    who is to `leave`, and what becomes of a `reduction` that is scheduled. A first purchase names
    the `account` in the place of a `subscription`, the `plan` (its id), and how it is paid for.
    """
    return ask(
        "POST",
        "/quotes",
        Quote,
        body={"subscription": subscription, "plan": plan, "seats": seats},
        idempotency_key=idempotency_key,
    )


def quote_purchase(
    *,
    account: str,
    plan: str,
    currency: str,
    seats: int | Mapping[str, int],
    interval: Literal["day", "week", "month", "year"] | None = None,
    interval_count: int | None = None,
    label: str | None = None,
    coupon: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Quote]:
    """Price a change or a first purchase.

    Price what is asked for and keep the quote; nothing else happens.

    What is priced: other numbers or another plan of a subscription, or a first purchase.

    `seats` is a number where one seat type is sold, else new totals by type. Other numbers may say
    who is to `leave`, and what becomes of a `reduction` that is scheduled. A first purchase names
    the `account` in the place of a `subscription`, the `plan` (its id), and how it is paid for.
    """
    return ask(
        "POST",
        "/quotes",
        Quote,
        body={
            "account": account,
            "plan": plan,
            "currency": currency,
            "seats": seats,
            **given(
                {
                    "interval": interval,
                    "interval_count": interval_count,
                    "label": label,
                    "coupon": coupon,
                }
            ),
        },
        idempotency_key=idempotency_key,
    )


def get_quote(quote: str) -> Call[Quote]:
    """Get a quote.

    Return one quote.
    """
    return ask("GET", f"/quotes/{in_path(quote)}", Quote)


def get_quote_pdf(quote: str) -> Call[bytes]:
    """Get a quote as a PDF.

    Return the paper in the account's language; none while nobody has said who sells.
    """
    return ask("GET", f"/quotes/{in_path(quote)}/pdf", bytes)


def accept_quote(
    quote: str, *, pays: Literal["now", "later"] | None = None, idempotency_key: str | None = None
) -> Call[OrderResult]:
    """Order a quote as it stands.

    Order what was priced. Needs an `Idempotency-Key`, as money may move.

    How the order is paid for; without it, as the plan's policy says.
    """
    return ask(
        "POST",
        f"/quotes/{in_path(quote)}/accept",
        OrderResult,
        body=given({"pays": pays}),
        idempotency_key=idempotency_key,
    )


def accept_quote_for_customer(
    quote: str,
    *,
    said_by: str,
    said_on: date | None = None,
    note: str | None = None,
    idempotency_key: str | None = None,
) -> Call[OrderResult]:
    """Order an offer that its customer has accepted by other means.

    Order it as it stands, paid by invoice. Only offers; needs an `Idempotency-Key`.

    Who of the customer said yes, and on which day; `note` says how: by phone, a letter, a date.

    It stays in the history, and who decides for the customer is mailed.
    """
    return ask(
        "POST",
        f"/quotes/{in_path(quote)}/accept_for_customer",
        OrderResult,
        body={"said_by": said_by, **given({"said_on": said_on, "note": note})},
        idempotency_key=idempotency_key,
    )


def decline_quote(quote: str, *, idempotency_key: str | None = None) -> Call[Quote]:
    """Decline an offer.

    Say no to what the vendor offered.
    """
    return ask("POST", f"/quotes/{in_path(quote)}/decline", Quote, idempotency_key=idempotency_key)
