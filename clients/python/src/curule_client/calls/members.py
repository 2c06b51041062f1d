# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: the people of accounts, and their roles."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Member, Membership, Unassigned


def list_members(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    email: str | None = None,
    status: Literal["active", "left"] | None = None,
) -> Listing[Member]:
    """List members, who came last first.

    List the people of all accounts that the key sees, or of one.
    """
    return Listing(
        path="/members",
        item=Member,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "email": email,
                "status": status,
            }
        ),
    )


def get_member(member: str) -> Call[Member]:
    """Get a member.

    Return one member, also one who left.
    """
    return ask("GET", f"/members/{in_path(member)}", Member)


def remove_member(member: str, *, idempotency_key: str | None = None) -> Call[Membership]:
    """Remove a member.

    End a membership with its roles and seats; the seats stay paid for.

    For somebody with a seat the key needs `seats:write` too.
    """
    return ask(
        "POST", f"/members/{in_path(member)}/remove", Membership, idempotency_key=idempotency_key
    )


def unassign_member(
    member: str,
    *,
    subscription: str,
    seat_type: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Unassigned]:
    """Take a seat back from a member.

    Free the seat of a member; it stays paid for, and the price stays as it is.

    Which seat of a member is taken back.
    """
    return ask(
        "POST",
        f"/members/{in_path(member)}/unassign",
        Unassigned,
        body={"subscription": subscription, **given({"seat_type": seat_type})},
        idempotency_key=idempotency_key,
    )


def grant_role(
    member: str,
    *,
    role: Literal["owner", "contract_manager", "billing_contact", "admin"],
    idempotency_key: str | None = None,
) -> Call[Membership]:
    """Give a member a role.

    Give a role; it comes with no seat.

    A role that a member gets.
    """
    return ask(
        "POST",
        f"/members/{in_path(member)}/roles",
        Membership,
        body={"role": role},
        idempotency_key=idempotency_key,
    )


def revoke_role(member: str, role: str) -> Call[Membership]:
    """Take a role back.

    Take a role from a member, who stays one; the last owner stays owner.
    """
    return ask("DELETE", f"/members/{in_path(member)}/roles/{in_path(role)}", Membership)


def transfer_ownership(
    member: str, *, to: str, idempotency_key: str | None = None
) -> Call[Membership]:
    """Let another member own the account.

    Make another member the owner in the place of this one, who stays a member.

    Who owns the account instead.
    """
    return ask(
        "POST",
        f"/members/{in_path(member)}/transfer_ownership",
        Membership,
        body={"to": to},
        idempotency_key=idempotency_key,
    )
