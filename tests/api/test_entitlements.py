"""May this person use it: by address and by id, for real customers and for test data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from curule.data.models import Account, Product, TestClock
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import World, give, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def _sold() -> tuple[World, str, str]:
    """A world that began an hour ago, its product, and the address of somebody with a seat."""
    world = make_world("zoom", seats=2, now=utc_now() - timedelta(hours=1))
    member = world.people["member"]
    give(world, member, now=world.at())
    return world, Product.objects.get(id=world.terms.product_id).key, member.email


def test_who_has_a_seat_may_and_who_has_none_may_not(program: Programs) -> None:
    _world, product, ann = _sold()
    ours = program()

    allowed = ours.get("/entitlements", user=ann, product=product).json()
    refused = ours.get("/entitlements", user="bo@x.test", product=product).json()

    assert (allowed["allowed"], allowed["reason"], allowed["seat_types"]) == (
        True,
        None,
        ["licensed"],
    )
    assert (refused["allowed"], refused["reason"], refused["options"]) == (
        False,
        "no_seat",
        ["ask_for_seat"],
    )


def test_many_are_asked_about_at_once(program: Programs) -> None:
    _world, product, ann = _sold()

    answer = program().post("/entitlements", {"product": product, "users": ["bo@x.test", ann]})

    assert [each["allowed"] for each in answer.json()["data"]] == [False, True]


def test_a_test_key_sees_test_data_at_the_time_of_its_clock(program: Programs) -> None:
    world, product, ann = _sold()
    live, testing = program(), program(is_live=False)
    assert not testing.get("/entitlements", user=ann, product=product).json()["allowed"]

    clock = TestClock.objects.create(name="theirs", now=utc_now())
    Account.objects.filter(id=world.account.id).update(clock=clock)

    assert testing.get("/entitlements", user=ann, product=product).json()["allowed"]
    assert not live.get("/entitlements", user=ann, product=product).json()["allowed"]
    shown = testing.get(f"/accounts/{public_id('acc', world.account.id)}")
    assert (shown.status_code, shown.json()["livemode"]) == (200, False)
    hidden = live.get(f"/accounts/{public_id('acc', world.account.id)}")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"product": "p", "users": ["a@x.test"], "more": 1}, "field_unknown", "#/more"),
        ({"product": "p", "users": "a@x.test"}, "field_invalid", "#/users"),
        ({"users": ["a@x.test"]}, "field_invalid", "#/product"),
        ({"product": 1, "users": ["a@x.test"]}, "field_invalid", "#/product"),
        ({"product": "p", "users": []}, "field_invalid", "#/users"),
    ],
)
def test_a_body_that_does_not_fit_is_told_where(
    program: Programs, body: object, code: str, pointer: str
) -> None:
    answer = program().post("/entitlements", body)

    told = answer.json()
    assert (answer.status_code, told["code"]) == (400, code)
    assert [each["pointer"] for each in told["errors"]] == [pointer]


def test_an_address_that_the_api_does_not_have_is_a_problem_too(program: Programs) -> None:
    answer = program().get("/nothing/here")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["Content-Type"] == "application/problem+json"
