"""Seats: given to people, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked, told
from curule.api.v1.caller import ByKey
from curule.api.v1.shapes import ACTS, PAYS, Given, Instant, InvitationId, SeatId, SubscriptionId
from curule.core.api_keys import Scope
from curule.httpkit.values import Address, Line
from curule.selectors.programs.nouns import Noun
from curule.services.seats import seats

router = Router(tags=["seats"])
_WRITE = ByKey(Scope.SEATS_WRITE)
MOST_PEOPLE = 500


class PersonGiven(Given):
    """Somebody who is to get a seat."""

    email: Address
    first_name: Annotated[Line, Field(max_length=100)] = ""
    last_name: Annotated[Line, Field(max_length=100)] = ""


class PeopleGiven(Given):
    """People, and what happens where they are more than the free seats."""

    people: list[PersonGiven] = Field(min_length=1, max_length=MOST_PEOPLE)
    seat_type: str | None = None
    if_full: Literal["refuse", "first", "wait"] | None = None

    def invitees(self) -> list[seats.Invitee]:
        """Return them as the command takes them."""
        return [seats.Invitee(**each.model_dump()) for each in self.people]


class GivenOut(Schema):
    """What became of one person; `ends_at` is when their seat ends, where it does."""

    email: str
    outcome: str
    seat: SeatId | None
    invitation: InvitationId | None
    ends_at: Instant | None


class AllGivenOut(Schema):
    """One line for each person, in the order in which they were given."""

    object: Literal["list"] = "list"
    data: list[GivenOut]


class OneTaken(Given):
    """Whose seat is taken back."""

    email: Address
    seat_type: str | None = None


class TakenOut(Schema):
    """A seat that is free again; until when it can be given back as it was."""

    object: Literal["unassigned"] = "unassigned"
    email: str
    undo_until: Instant


@router.post(
    "/subscriptions/{subscription}/assign",
    auth=_WRITE,
    response={200: AllGivenOut, **ACTS},
    operation_id="assign_seats",
    summary="Give seats to people",
    openapi_extra=PAYS,
)
def assign(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: PeopleGiven
) -> dict[str, object]:
    """Give seats at once or by invitation, as the plan's policy says.

    Needs an `Idempotency-Key`, as a full plan may buy more by itself.
    """
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = seats.assign(
        **at.acts,
        subscription_id=at.id,
        people=body.invitees(),
        seat_type=body.seat_type,
        if_full=body.if_full,
    )
    return given(told(response, done))


@router.post(
    "/subscriptions/{subscription}/unassign",
    auth=_WRITE,
    response={200: TakenOut, **ACTS},
    operation_id="unassign_seat",
    summary="Take a seat back",
)
def unassign(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: OneTaken
) -> dict[str, object]:
    """Free the seat of a person; it stays paid for, and the price stays as it is."""
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = seats.unassign(
        **at.acts, subscription_id=at.id, email=body.email, seat_type=body.seat_type
    )
    return {"email": body.email, "undo_until": told(response, done).undo_until}


def given(people: Sequence[seats.Given]) -> dict[str, object]:
    """Return what became of each person."""
    return {
        "data": [
            {
                "email": each.email,
                "outcome": each.outcome,
                "seat": each.seat_id,
                "invitation": each.invitation_id,
                "ends_at": each.ends_at,
            }
            for each in people
        ]
    }
