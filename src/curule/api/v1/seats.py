"""Seats: given to people, and taken back."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import subscription_of
from curule.api.v1.shapes import Given, Instant, Problem
from curule.core.api_keys import Scope
from curule.httpkit.idempotency import idempotency_key
from curule.httpkit.ids import public_id
from curule.selectors.clocks import now_for
from curule.services.seats import seats

router = Router(tags=["seats"])
_WRITE = ByKey(Scope.SEATS_WRITE)
_ANSWERS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
MOST_PEOPLE = 500


class PersonGiven(Given):
    """Somebody who is to get a seat."""

    email: str = Field(max_length=254)
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)


class PeopleGiven(Given):
    """People, and what happens where they are more than the free seats."""

    people: list[PersonGiven] = Field(min_length=1, max_length=MOST_PEOPLE)
    seat_type: str | None = None
    if_full: Literal["refuse", "first", "wait"] | None = None


class GivenOut(Schema):
    """What became of one person; `ends_at` is when their seat ends, where it does."""

    email: str
    outcome: str
    seat: str | None
    invitation: str | None
    ends_at: Instant | None


class AllGivenOut(Schema):
    """One line for each person, in the order in which they were given."""

    object: Literal["list"] = "list"
    data: list[GivenOut]


class OneTaken(Given):
    """Whose seat is taken back."""

    email: str = Field(max_length=254)
    seat_type: str | None = None


class TakenOut(Schema):
    """A seat that is free again; until when it can be given back as it was."""

    object: Literal["unassigned"] = "unassigned"
    email: str
    undo_until: Instant


@router.post(
    "/subscriptions/{subscription}/assign",
    auth=_WRITE,
    response={200: AllGivenOut, **_ANSWERS},
    operation_id="assign_seats",
    summary="Give seats to people",
)
def assign(
    request: HttpRequest, response: HttpResponse, subscription: str, body: PeopleGiven
) -> AllGivenOut:
    """Give seats at once or by invitation, as the plan's policy says.

    Needs an `Idempotency-Key`, as a full plan may buy more by itself.
    """
    caller = caller_of(request)
    key = idempotency_key(request, of=str(caller.key.id))
    account_id, subscription_id = subscription_of(caller, subscription)
    done = seats.assign(
        actor=caller.actor,
        account_id=account_id,
        subscription_id=subscription_id,
        people=[seats.Invitee(**each.model_dump()) for each in body.people],
        seat_type=body.seat_type,
        if_full=body.if_full,
        now=now_for(account_id, caller.now),
        key=key,
    )
    if done.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return AllGivenOut(
        data=[
            GivenOut(
                email=each.email,
                outcome=each.outcome,
                seat=public_id("seat", each.seat_id) if each.seat_id else None,
                invitation=public_id("invt", each.invitation_id) if each.invitation_id else None,
                ends_at=each.ends_at,
            )
            for each in done.value
        ]
    )


@router.post(
    "/subscriptions/{subscription}/unassign",
    auth=_WRITE,
    response={200: TakenOut, **_ANSWERS},
    operation_id="unassign_seat",
    summary="Take a seat back",
)
def unassign(
    request: HttpRequest, response: HttpResponse, subscription: str, body: OneTaken
) -> TakenOut:
    """Free the seat of a person; it stays paid for, and the price stays as it is."""
    caller = caller_of(request)
    key = idempotency_key(request, of=str(caller.key.id))
    account_id, subscription_id = subscription_of(caller, subscription)
    done = seats.unassign(
        actor=caller.actor,
        account_id=account_id,
        subscription_id=subscription_id,
        email=body.email,
        seat_type=body.seat_type,
        now=now_for(account_id, caller.now),
        key=key,
    )
    if done.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return TakenOut(email=body.email, undo_until=done.value.undo_until)
