"""Members: the people of an account, their roles and their seats."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of, not_found
from curule.api.v1.seats import TakenOut
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    Given,
    Instant,
    MemberId,
    Page,
    SeatId,
    SubscriptionId,
    UserId,
)
from curule.core.api_keys import Scope
from curule.core.roles import Role
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.members import MemberRow, find_members, list_members
from curule.selectors.programs.nouns import Noun
from curule.services.people import leaving, memberships, roles
from curule.services.seats import seats

router = Router(tags=["members"])
_READ = ByKey(Scope.SEATS_READ)
_WRITE = ByKey(Scope.SEATS_WRITE)
_MANAGE = ByKey(Scope.ACCOUNTS_WRITE)


class SeatHeldOut(Schema):
    """A seat that a member uses; `ends_at` is when it ends, if it does."""

    id: SeatId
    subscription: SubscriptionId
    type: str
    ends_at: Instant | None


class MemberOut(Schema):
    """A person in one account; `left_at` where they belong to it no more."""

    object: Literal["member"] = "member"
    id: MemberId
    account: AccountId
    user: UserId
    email: str
    first_name: str
    last_name: str
    roles: list[str]
    seats: list[SeatHeldOut]
    joined_at: Instant
    left_at: Instant | None


class MembershipOut(Schema):
    """A person's part in one account: what whoever gives roles need know of it."""

    object: Literal["member"] = "member"
    id: MemberId
    account: AccountId
    user: UserId
    roles: list[str]
    joined_at: Instant
    left_at: Instant | None


class MembersAsked(DatedListing):
    """Which members."""

    account: AccountId | None = Field(None, description="Of this account")
    email: str | None = Field(None, max_length=254, description="With this address")
    status: Literal["active", "left"] = Field("active", description="Who is there, or who left")


class UnassignAsked(Given):
    """Which seat of a member is taken back."""

    subscription: SubscriptionId
    seat_type: str | None = Field(None, max_length=60)


class RoleGiven(Given):
    """A role that a member gets."""

    role: Literal["owner", "contract_manager", "billing_contact", "admin"]


class HeirGiven(Given):
    """Who owns the account instead."""

    to: MemberId


@router.get(
    "/members",
    auth=_READ,
    response={200: Page[MemberOut], **READS},
    operation_id="list_members",
    summary="List members, who came last first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[MembersAsked]) -> Any:  # noqa: ANN401
    """List the people of all accounts that the key sees, or of one."""
    caller = caller_of(request)
    found = list_members(
        caller.sight,
        asked.window("mem"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        email=asked.email,
        status=asked.status,
    )
    return listed(request, response, found, "mem")


@router.get(
    "/members/{member}",
    auth=_READ,
    response={200: MemberOut, **READS},
    operation_id="get_member",
    summary="Get a member",
)
def get(request: HttpRequest, member: MemberId) -> MemberRow:
    """Return one member, also one who left."""
    caller = caller_of(request)
    (row,) = find_members(caller.sight, [id_of(caller, Noun.MEMBER, member)])
    return row


@router.post(
    "/members/{member}/remove",
    auth=_MANAGE,
    response={200: MembershipOut, **ACTS},
    operation_id="remove_member",
    summary="Remove a member",
)
def remove(request: HttpRequest, response: HttpResponse, member: MemberId) -> MemberRow:
    """End a membership with its roles and seats; the seats stay paid for.

    For somebody with a seat the key needs `seats:write` too.
    """
    at = asked(request, Noun.MEMBER, member)
    told(response, leaving.remove_member(**at.acts, person_id=_now(at).user))
    return _now(at)


@router.post(
    "/members/{member}/unassign",
    auth=_WRITE,
    response={200: TakenOut, **ACTS},
    operation_id="unassign_member",
    summary="Take a seat back from a member",
)
def unassign(
    request: HttpRequest, response: HttpResponse, member: MemberId, body: UnassignAsked
) -> dict[str, object]:
    """Free the seat of a member; it stays paid for, and the price stays as it is."""
    at, row = _there(request, member)
    done = seats.unassign(
        **at.acts,
        subscription_id=id_of(at.caller, Noun.SUBSCRIPTION, body.subscription),
        email=row.email,
        seat_type=body.seat_type,
    )
    return {"email": row.email, "undo_until": told(response, done).undo_until}


@router.post(
    "/members/{member}/roles",
    auth=_MANAGE,
    response={200: MembershipOut, **ACTS},
    operation_id="grant_role",
    summary="Give a member a role",
)
def grant(
    request: HttpRequest, response: HttpResponse, member: MemberId, body: RoleGiven
) -> MemberRow:
    """Give a role; it comes with no seat."""
    at, row = _there(request, member)
    told(response, roles.grant(**at.acts, person_id=row.user, role=Role(body.role)))
    return _now(at)


@router.delete(
    "/members/{member}/roles/{role}",
    auth=_MANAGE,
    response={200: MembershipOut, **ACTS},
    operation_id="revoke_role",
    summary="Take a role back",
)
def revoke(request: HttpRequest, member: MemberId, role: str) -> MemberRow:
    """Take a role from a member, who stays one; the last owner stays owner."""
    at, row = _there(request, member)
    if role not in set(Role):
        raise not_found("role")
    roles.revoke(**at.acts, person_id=row.user, role=Role(role))
    return _now(at)


@router.post(
    "/members/{member}/transfer_ownership",
    auth=_MANAGE,
    response={200: MembershipOut, **ACTS},
    operation_id="transfer_ownership",
    summary="Let another member own the account",
)
def transfer(
    request: HttpRequest, response: HttpResponse, member: MemberId, body: HeirGiven
) -> MemberRow:
    """Make another member the owner in the place of this one, who stays a member."""
    at, row = _there(request, member)
    heirs = find_members(at.caller.sight, [id_of(at.caller, Noun.MEMBER, body.to)])
    heir = next((each for each in heirs if each.account == row.account), None)
    if heir is None:
        raise not_found(Noun.MEMBER)
    done = memberships.transfer_ownership(**at.acts, person_id=heir.user, giver_id=row.user)
    told(response, done)
    return _now(at)


def _there(request: HttpRequest, member: MemberId) -> tuple[Asked, MemberRow]:
    """Return what is asked for, and the member. Refuses `not_found` for who has left."""
    at = asked(request, Noun.MEMBER, member)
    row = _now(at)
    if row.left_at is not None:
        raise not_found(Noun.MEMBER)
    return at, row


def _now(at: Asked) -> MemberRow:
    (row,) = find_members(at.caller.sight, [at.id])
    return row
