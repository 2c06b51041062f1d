# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: seats that are held until somebody takes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Given, Invitation, Page, PersonGiven


def list_invitations(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    email: str | None = None,
    status: Literal["open", "accepted", "declined", "canceled", "expired"] | None = None,
) -> Listing[Invitation]:
    """List invitations, the newest first.

    List the invitations of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/invitations",
        item=Invitation,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "email": email,
                "status": status,
            }
        ),
    )


def invite_people(
    *,
    people: Sequence[PersonGiven],
    subscription: str,
    seat_type: str | None = None,
    if_full: Literal["refuse", "first", "wait"] | None = None,
    idempotency_key: str | None = None,
) -> Call[Page[Given]]:
    """Invite people to seats.

    Give seats by invitation or at once, as the plan's policy says.

    Needs an `Idempotency-Key`, as a full plan may buy more by itself.

    People, and the subscription that they get seats of.
    """
    return ask(
        "POST",
        "/invitations",
        Page[Given],
        body={
            "people": people,
            "subscription": subscription,
            **given({"seat_type": seat_type, "if_full": if_full}),
        },
        idempotency_key=idempotency_key,
    )


def get_invitation(invitation: str) -> Call[Invitation]:
    """Get an invitation.

    Return one invitation.
    """
    return ask("GET", f"/invitations/{in_path(invitation)}", Invitation)


def resend_invitation(invitation: str, *, idempotency_key: str | None = None) -> Call[Invitation]:
    """Send an invitation again.

    Send it again; its days start anew where the policy says so.
    """
    return ask(
        "POST",
        f"/invitations/{in_path(invitation)}/resend",
        Invitation,
        idempotency_key=idempotency_key,
    )


def cancel_invitation(invitation: str, *, idempotency_key: str | None = None) -> Call[Invitation]:
    """Cancel an invitation.

    Take it back; the seat that it kept is free again.
    """
    return ask(
        "POST",
        f"/invitations/{in_path(invitation)}/cancel",
        Invitation,
        idempotency_key=idempotency_key,
    )
