"""A program decides on requests for seats as somebody in the portal does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from curule.core.api_keys import Scope
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.seats import requests
from tests.api.conftest import Program
from tests.support.factories import World, make_method, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def _asked(seats: int) -> tuple[World, str]:
    """A customer with so many free seats, and the id of a member's request for one."""
    now = utc_now() - timedelta(hours=1)
    world = make_world("zoom", seats=seats, now=now)
    make_method(world.account, now=now)
    asked: UUID = requests.ask_for_seat(
        actor=world.actor("member"),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        reason="Please",
        now=utc_now(),
    ).value
    return world, public_id("sreq", asked)


def _post(ours: Program, path: str, body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": str(uuid4())})


def test_a_request_is_approved_and_the_person_has_a_seat(program: Programs) -> None:
    ours, (world, asked) = program(scopes=[Scope.SEATS_READ, Scope.SEATS_WRITE]), _asked(2)

    (listed,) = ours.get("/seat_requests", status="open").json()["data"]
    done = _post(ours, f"/seat_requests/{asked}/approve", {}).json()
    again = _post(ours, f"/seat_requests/{asked}/approve", {}).json()

    email = world.people["member"].email
    assert (listed["id"], listed["email"], listed["reason"]) == (asked, email, "Please")
    assert (done["status"], again["code"]) == ("approved", "request_not_open")
    (member,) = ours.get("/members", email=email).json()["data"]
    assert len(member["seats"]) == 1


def test_nothing_is_bought_unless_that_is_said(program: Programs) -> None:
    ours, (_world, asked) = program(), _asked(0)

    full = _post(ours, f"/seat_requests/{asked}/approve", {})
    narrow = program(scopes=[Scope.SEATS_WRITE])
    refused = _post(narrow, f"/seat_requests/{asked}/approve", {"buy": True})
    bought = _post(ours, f"/seat_requests/{asked}/approve", {"buy": True})

    assert full.json()["code"] == "no_free_seat"
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert bought.json()["status"] == "approved"


def test_a_request_is_declined_once(program: Programs) -> None:
    ours, (_world, asked) = program(), _asked(1)
    key = {"Idempotency-Key": "one"}

    first, second = (
        ours.post(f"/seat_requests/{asked}/decline", {"reason": "Full"}, **key) for _ in range(2)
    )

    assert (first.status_code, first.json()["status"]) == (200, "declined")
    assert second.headers["Idempotent-Replayed"] == "true"
    testing = program(is_live=False)
    assert testing.get(f"/seat_requests/{asked}").status_code == 404
