"""The vendor's program buys seats for a customer and gives them to people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data.models import Assignment, Invoice
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import World, make_method, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def world() -> World:
    """A Zoom customer with two seats, an hour old, who pays by a stored method."""
    now = utc_now() - timedelta(hours=1)
    made = make_world("zoom", seats=2, now=now)
    make_method(made.account, now=now)
    return made


def _path(world: World, action: str = "") -> str:
    return f"/subscriptions/{public_id('sub', world.subscription.id)}{action}"


def _seats(program: Program, world: World) -> dict[str, Any]:
    seats = program.get(_path(world)).json()["seats"]
    return dict(next(each for each in seats if each["type"] == "licensed"))


def test_more_seats_are_ordered_paid_and_given(program: Programs, world: World) -> None:
    ours = program()

    bought = ours.post(
        _path(world, "/seats"), {"seats": {"licensed": 3}}, **{"Idempotency-Key": "a"}
    )
    person = {"email": "bo@x.test", "first_name": "Bo", "last_name": "Li"}
    given = ours.post(_path(world, "/assign"), {"people": [person]}, **{"Idempotency-Key": '"b"'})

    assert (bought.status_code, bought.json()["granted"]) == (200, True)
    assert bought.json()["payment_status"] == "succeeded"
    assert [each["email"] for each in given.json()["data"]] == ["bo@x.test"]
    numbers = _seats(ours, world)
    assert (numbers["total"], numbers["free"]) == (3, 2)
    assert Invoice.objects.filter(account_id=world.account.id).count() == 1
    ours.client.force_login(world.people["owner"])
    told = ours.client.get(f"/a/{world.account.id}/activity").content.decode()
    assert "the vendor" in told
    assert ">ours<" not in told


def test_the_same_key_has_one_effect(program: Programs, world: World) -> None:
    ours, key = program(), {"Idempotency-Key": str(uuid4())}
    asked = {"seats": {"licensed": 4}}

    first, second = (ours.post(_path(world, "/seats"), asked, **key) for _ in range(2))
    other = ours.post(_path(world, "/seats"), {"seats": {"licensed": 5}}, **key)
    theirs = program().post(_path(world, "/seats"), {"seats": {"licensed": 5}}, **key)

    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.json()["order"] == second.json()["order"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert theirs.json()["order"] != first.json()["order"]


def test_where_money_moves_a_key_is_asked_for(program: Programs, world: World) -> None:
    for key in ({}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 256}):
        answer = program().post(_path(world, "/seats"), {"seats": {"licensed": 3}}, **key)
        assert answer.status_code == 400
    assert _seats(program(), world)["total"] == 2


@pytest.mark.parametrize("number", ["3", "1_000", "１２", 3.0, 1.5, True, None, -1, 10**12])
def test_what_only_looks_like_a_number_is_refused(
    program: Programs, world: World, number: object
) -> None:
    answer = program().post(
        _path(world, "/seats"), {"seats": {"licensed": number}}, **{"Idempotency-Key": "k"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "quantity_invalid")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["#/seats/licensed"]


@pytest.mark.threat("TH22")
@pytest.mark.parametrize("field", ["plan", "account", "currency"])
def test_what_a_quote_has_not_is_left_out(program: Programs, world: World, field: str) -> None:
    asked = {"subscription": _path(world).rpartition("/")[2], "seats": 5}
    ours = program()

    told = ours.post("/quotes", {**asked, field: None})

    assert (told.status_code, told.json()["code"]) == (400, "field_invalid")
    assert ours.post("/quotes", asked).status_code == 200


def test_what_a_key_does_not_see_is_answered_as_none(program: Programs, world: World) -> None:
    testing, ours = program(is_live=False), program()
    missing = f"/subscriptions/{public_id('sub', uuid4())}"

    for answer in (testing.get(_path(world)), ours.get(missing), ours.get("/subscriptions/x")):
        told = answer.json()
        assert answer.status_code == 404
        assert (told["code"], told["values"]) == ("not_found", {"name": "subscription"})


def test_a_seat_is_taken_back_and_stays_paid_for(program: Programs, world: World) -> None:
    ours = program(scopes=[Scope.SEATS_WRITE, Scope.SUBSCRIPTIONS_READ])
    member = world.people["member"]
    named = {"email": member.email, "first_name": "An", "last_name": "Ro"}
    ours.post(_path(world, "/assign"), {"people": [named]}, **{"Idempotency-Key": "1"})

    taken = ours.post(
        _path(world, "/unassign"), {"email": member.email}, **{"Idempotency-Key": "2"}
    )
    again = ours.post(
        _path(world, "/unassign"), {"email": member.email}, **{"Idempotency-Key": "3"}
    )

    assert taken.status_code == 200
    assert (again.status_code, again.json()["code"]) == (409, "not_assigned")
    assert not Assignment.objects.filter(account_id=world.account.id, ended_at=None).exists()
    numbers = _seats(ours, world)
    assert (numbers["total"], numbers["free"]) == (2, 2)
