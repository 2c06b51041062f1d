"""The vendor's own program names people as it always has, and asks by that name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from curule.core.api_keys import Scope
from curule.core.permissions import Actor
from curule.data.models import Product
from curule.httpkit.clock import utc_now
from curule.services.people.addresses import change_address
from curule.services.seats import seats
from tests.api.conftest import Program
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
ACTOR = Actor.system("tests")


@pytest.fixture
def world() -> World:
    """A customer whose member has a seat."""
    now = utc_now() - timedelta(hours=1)
    made = make_world("autodesk", seats=3, now=now)
    member = seats.Invitee(email=made.people["member"].email, first_name="An", last_name="Ro")
    seats.assign(
        actor=ACTOR,
        account_id=made.account.id,
        subscription_id=made.subscription.id,
        people=[member],
        now=now,
    )
    return made


def _named(program: Program, external_id: str, email: str) -> dict[str, Any]:
    answer = program.post("/external_ids", {"external_id": external_id, "email": email})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def _may(program: Program, world: World, user: str) -> bool:
    product = Product.objects.get(id=world.terms.product_id).key
    return bool(program.get("/entitlements", user=user, product=product).json()["allowed"])


def test_entitlements_are_asked_by_a_name_of_the_vendor_s(program: Programs, world: World) -> None:
    ours, member = program(), world.people["member"]
    assert not _may(ours, world, "auth0|4711")

    made = _named(ours, "auth0|4711", member.email.upper())

    assert (made["email"], made["external_id"]) == (member.email, "auth0|4711")
    assert made["user"].startswith("usr_")
    assert _may(ours, world, "auth0|4711")
    assert not _may(ours, world, "auth0|4712")
    assert _named(ours, "auth0|4711", member.email)["id"] == made["id"]


def test_many_are_asked_about_each_by_another_name(program: Programs, world: World) -> None:
    ours, member = program(), world.people["member"]
    user = _named(ours, "4711", member.email)["user"]
    product = Product.objects.get(id=world.terms.product_id).key
    asked = ["4711", "4712", user, member.email, "nobody@x.test", "usr_1CvArQNYqjxQQqctSWvAbQ"]

    answers = ours.post("/entitlements", {"product": product, "users": asked}).json()["data"]

    assert [each["user"] for each in answers] == asked
    assert [each["allowed"] for each in answers] == [True, False, True, True, False, False]


def test_a_token_is_issued_and_devices_are_listed_by_that_name(
    program: Programs, world: World
) -> None:
    ours, member = program(), world.people["member"]
    product = Product.objects.get(id=world.terms.product_id).key
    _named(ours, "4711", member.email)
    issued = ours.post("/tokens", {"user": "4711", "product": product, "device": "d"})
    assert issued.status_code == 200, issued.content
    listed = ours.get("/devices", user="4711", product=product).json()["data"]
    assert [each["id"] for each in listed] == [issued.json()["device"]]
    assert ours.get("/devices", user="4712", product=product).json()["data"] == []


def test_a_name_follows_its_person_to_another_address(program: Programs, world: World) -> None:
    ours, member = program(), world.people["member"]
    _named(ours, "4711", member.email)
    change_address(person_id=member.id, email="new@x.test", now=utc_now())
    [row] = ours.get("/external_ids", external_id="4711").json()["data"]
    assert row["email"] == "new@x.test"
    assert ours.get("/external_ids", email=" New@X.test").json()["data"] == [row]
    assert ours.get("/external_ids", email="nobody").json()["data"] == []
    assert _may(ours, world, "4711")


def test_a_name_is_given_to_somebody_else_and_taken_back(program: Programs, world: World) -> None:
    ours, member = program(), world.people["member"]
    made = _named(ours, "4711", member.email)
    assert _named(ours, "4711", "new@x.test")["user"] is None
    assert not _may(ours, world, "4711")
    _named(ours, "4711", member.email)

    path = f"/external_ids/{made['id']}"
    assert ours.send("DELETE", path).json() == made
    assert ours.send("DELETE", path).status_code == 404
    assert ours.get(path).status_code == 404
    assert not _may(ours, world, "4711")
    assert _named(ours, "4711", member.email)["id"] != made["id"]


@pytest.mark.threat("TH22")
def test_test_data_has_names_of_its_own(program: Programs, world: World) -> None:
    ours, theirs = program(), program(is_live=False)
    made = _named(ours, "4711", world.people["member"].email)
    assert theirs.get(f"/external_ids/{made['id']}").status_code == 404
    assert theirs.send("DELETE", f"/external_ids/{made['id']}").status_code == 404
    assert theirs.get("/external_ids").json()["data"] == []
    of_live = _named(theirs, "4712", world.people["member"].email)
    assert of_live["user"] is None
    assert _named(theirs, "4711", "else@x.test")["id"] != made["id"]
    assert _may(ours, world, "4711")


@pytest.mark.parametrize(
    "external_id", ["", "ann@example.com", "usr_4711", "a b", "a/b", "é", "x" * 101, "a\n"]
)
def test_what_could_be_another_name_is_refused(program: Programs, external_id: str) -> None:
    ours = program()
    body = {"external_id": external_id, "email": "a@x.test"}
    answer = ours.post("/external_ids", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "field_invalid")
    assert ours.get("/external_ids").json()["data"] == []


def test_the_same_key_has_one_effect(program: Programs) -> None:
    ours = program()
    body = {"external_id": "4711", "email": "a@x.test"}
    first, again = (ours.post("/external_ids", body, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = ours.post("/external_ids", {**body, "email": "b@x.test"}, **{"Idempotency-Key": "k"})
    assert other.json()["code"] == "idempotency_key_reused"


def test_who_may_only_read_gives_no_names(program: Programs) -> None:
    ours = program(scopes=[Scope.ACCOUNTS_READ])
    answer = ours.post("/external_ids", {"external_id": "4711", "email": "a@x.test"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert ours.get(f"/external_ids/{quote('4711')}").status_code == 404
