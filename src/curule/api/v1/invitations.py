"""Invitations: people are asked to a seat, asked again, and no more."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.seats import AllGivenOut, PeopleGiven, given
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Instant,
    InvitationId,
    Page,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.invitations import (
    InvitationSeen,
    find_invitations,
    list_invitations,
)
from curule.selectors.programs.nouns import Noun
from curule.services.invitations import invitations
from curule.services.seats import seats

router = Router(tags=["invitations"])
_READ = ByKey(Scope.SEATS_READ)
_WRITE = ByKey(Scope.SEATS_WRITE)


class InvitationOut(Schema):
    """An invitation of one address to one seat, as it stands at the time of its account."""

    object: Literal["invitation"] = "invitation"
    id: InvitationId
    account: AccountId
    subscription: SubscriptionId
    seat_type: str
    email: str
    first_name: str
    last_name: str
    status: str
    sent_count: int
    created_at: Instant
    expires_at: Instant
    closed_at: Instant | None


class InvitationsAsked(DatedListing):
    """Which invitations."""

    account: AccountId | None = Field(None, description="Of this account")
    subscription: SubscriptionId | None = Field(None, description="To seats of this subscription")
    email: str | None = Field(None, max_length=254, description="Of this address")
    status: Literal["open", "accepted", "declined", "canceled", "expired"] | None = None


class PeopleInvited(PeopleGiven):
    """People, and the subscription that they get seats of."""

    subscription: SubscriptionId


@router.get(
    "/invitations",
    auth=_READ,
    response={200: Page[InvitationOut], **READS},
    operation_id="list_invitations",
    summary="List invitations, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[InvitationsAsked]) -> Any:  # noqa: ANN401
    """List the invitations of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_invitations(
        caller.sight,
        asked.window("invt"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        email=asked.email,
        status=asked.status,
    )
    return listed(request, response, found, "invt")


@router.post(
    "/invitations",
    auth=_WRITE,
    response={200: AllGivenOut, **ACTS},
    operation_id="invite_people",
    summary="Invite people to seats",
    openapi_extra=PAYS,
)
def invite(request: HttpRequest, response: HttpResponse, body: PeopleInvited) -> dict[str, object]:
    """Give seats by invitation or at once, as the plan's policy says.

    Needs an `Idempotency-Key`, as a full plan may buy more by itself.
    """
    at = asked(request, Noun.SUBSCRIPTION, body.subscription)
    done = seats.assign(
        **at.acts,
        subscription_id=at.id,
        people=body.invitees(),
        seat_type=body.seat_type,
        if_full=body.if_full,
    )
    return given(told(response, done))


@router.get(
    "/invitations/{invitation}",
    auth=_READ,
    response={200: InvitationOut, **READS},
    operation_id="get_invitation",
    summary="Get an invitation",
)
def get(request: HttpRequest, invitation: InvitationId) -> InvitationSeen:
    """Return one invitation."""
    caller = caller_of(request)
    (row,) = find_invitations(caller.sight, [id_of(caller, Noun.INVITATION, invitation)])
    return row


@router.post(
    "/invitations/{invitation}/resend",
    auth=_WRITE,
    response={200: InvitationOut, **ACTS},
    operation_id="resend_invitation",
    summary="Send an invitation again",
)
def resend(
    request: HttpRequest, response: HttpResponse, invitation: InvitationId
) -> InvitationSeen:
    """Send it again; its days start anew where the policy says so."""
    at = asked(request, Noun.INVITATION, invitation)
    told(response, invitations.resend(**at.acts, invitation_id=at.id))
    return _now(at)


@router.post(
    "/invitations/{invitation}/cancel",
    auth=_WRITE,
    response={200: InvitationOut, **ACTS},
    operation_id="cancel_invitation",
    summary="Cancel an invitation",
)
def cancel(
    request: HttpRequest, response: HttpResponse, invitation: InvitationId
) -> InvitationSeen:
    """Take it back; the seat that it kept is free again."""
    at = asked(request, Noun.INVITATION, invitation)
    told(response, invitations.cancel(**at.acts, invitation_id=at.id))
    return _now(at)


def _now(at: Asked) -> InvitationSeen:
    (row,) = find_invitations(at.caller.sight, [at.id])
    return row
