# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: payments that customers dispute at their bank."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import AmountGiven, BookingPreview, Dispute, TakenGiven


def list_disputes(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    payment: str | None = None,
    state: Literal["open", "won", "lost"] | None = None,
    to_book: bool | None = None,
) -> Listing[Dispute]:
    """List disputes, the newest first.

    List the disputes of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/disputes",
        item=Dispute,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "payment": payment,
                "state": state,
                "to_book": to_book,
            }
        ),
    )


def get_dispute(dispute: str) -> Call[Dispute]:
    """Get a dispute.

    Return one dispute, as it stands.
    """
    return ask("GET", f"/disputes/{in_path(dispute)}", Dispute)


def preview_dispute_booking(
    dispute: str,
    *,
    taken: TakenGiven,
    unpaid: Literal["owed", "written_off"],
    fee: AmountGiven | None = None,
    idempotency_key: str | None = None,
) -> Call[BookingPreview]:
    """What booking a lost dispute would bring about.

    Return what would be booked now; nothing is.

    What the bank took of the payment, what the gateway keeps for it, and who bears the rest.
    """
    return ask(
        "POST",
        f"/disputes/{in_path(dispute)}/preview",
        BookingPreview,
        body={"taken": taken, "unpaid": unpaid, **given({"fee": fee})},
        idempotency_key=idempotency_key,
    )


def book_dispute(
    dispute: str,
    *,
    taken: TakenGiven,
    unpaid: Literal["owed", "written_off"],
    note: str,
    fee: AmountGiven | None = None,
    idempotency_key: str | None = None,
) -> Call[Dispute]:
    """Book what a lost dispute took.

    Take what the bank took off the payment, once; what is missing is owed or written off.

    Account credit that came of the payment goes first, then what is on the invoice. Needs an
    `Idempotency-Key`.

    The same, and why.
    """
    return ask(
        "POST",
        f"/disputes/{in_path(dispute)}/book",
        Dispute,
        body={"taken": taken, "unpaid": unpaid, "note": note, **given({"fee": fee})},
        idempotency_key=idempotency_key,
    )
