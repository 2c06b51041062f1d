"""What a program agrees with an account: its maximum, how it buys, its tax, its owner, its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import World, make_unpaid_invoice, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def world() -> World:
    """A Zoom customer with two seats, an hour old."""
    return make_world("zoom", seats=2, now=utc_now() - timedelta(hours=1))


def _path(world: World, action: str = "") -> str:
    return f"/accounts/{public_id('acc', world.account.id)}{action}"


def _post(ours: Program, path: str, body: object, key: str = "") -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": key or str(uuid4())})


def test_a_maximum_is_agreed_and_holds(program: Programs, world: World) -> None:
    ours, key = program(), str(uuid4())
    product = public_id("prod", world.terms.product_id)
    agreed = {"product": product, "seat_type": "licensed", "maximum": 3}

    first, second = (_post(ours, _path(world, "/maximums"), agreed, key) for _ in range(2))
    more = {"subscription": public_id("sub", world.subscription.id), "seats": 4}
    too_many = ours.post("/quotes", more)
    newer = _post(ours, _path(world, "/maximums"), {**agreed, "maximum": 4}).json()

    assert (first.status_code, first.json()["maximum"]) == (200, 3)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (too_many.status_code, too_many.json()["code"]) == (422, "plan_seat_maximum")
    assert ours.get(_path(world, "/maximums")).json()["data"] == [newer]
    assert ours.post("/quotes", more).status_code == 200
    for seat_type in ("gold", "Licensed"):
        unsold = _post(ours, _path(world, "/maximums"), {**agreed, "seat_type": seat_type})
        assert (unsold.status_code, unsold.json()["code"]) == (409, "seat_type_missing")
        assert unsold.json()["values"]["seat_type"] == seat_type
        assert "licensed" in unsold.json()["values"]["known"]
    assert ours.get(_path(world, "/maximums")).json()["data"] == [newer]
    nowhere = {**agreed, "product": public_id("prod", uuid4())}
    assert _post(ours, _path(world, "/maximums"), nowhere).status_code == 404
    for wrong in ({"maximum": -1}, {"maximum": "3"}, {"maximum": True}, {"seat_type": ""}):
        answer = _post(ours, _path(world, "/maximums"), {**agreed, **wrong})
        code = "quantity_invalid" if "maximum" in wrong else "field_invalid"
        assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_how_an_account_buys_and_whom_it_asks_is_changed(program: Programs, world: World) -> None:
    ours = program()

    managed = ours.send(
        "PATCH", _path(world), {"channel": "corporate", "adviser": "Ada@vendor.test"}
    ).json()
    online = ours.send("PATCH", _path(world), {"channel": "online"}).json()
    nobody = ours.send("PATCH", _path(world), {"adviser": ""}).json()

    assert (managed["channel"], managed["adviser"]) == ("corporate", "ada@vendor.test")
    assert (online["channel"], online["adviser"]) == ("online", "ada@vendor.test")
    assert (nobody["channel"], nobody["adviser"]) == ("online", "")
    listed = ours.get("/accounts", channel="corporate").json()["data"]
    assert public_id("acc", world.account.id) not in [row["id"] for row in listed]
    wrong = ours.send("PATCH", _path(world), {"adviser": "nobody"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "address_invalid")
    assert ours.send("PATCH", _path(world), {"channel": "by_fax"}).status_code == 400


def test_a_plain_rate_of_tax_is_given_and_taken_back(program: Programs, world: World) -> None:
    ours, key = program(scopes=[Scope.BILLING_WRITE]), str(uuid4())
    plain = {"rate": "5.5", "reason": "An agreement of 2026"}

    given = _post(ours, _path(world, "/tax"), plain, key).json()
    again = _post(ours, _path(world, "/tax"), plain, key)
    taken = _post(ours, _path(world, "/tax"), {"rate": None, "reason": "It ended"}).json()

    account = public_id("acc", world.account.id)
    assert given == {"object": "account_tax", "account": account, "rate": "5.5"}
    assert taken == {**given, "rate": None}
    assert again.headers["Idempotent-Replayed"] == "true"
    for wrong in ({"rate": "101"}, {"rate": 5.5}, {"rate": "-1"}, {"reason": " "}, {"reason": ""}):
        answer = _post(ours, _path(world, "/tax"), {**plain, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "field_invalid"), wrong


def test_an_office_is_asked_about_a_number_again(program: Programs, world: World) -> None:
    ours = program()
    nobody = ours.get(_path(world, "/tax_id")).json()
    ours.send("PATCH", _path(world), {"tax_id": "FR40303265045"})

    narrow = program(scopes=[Scope.BILLING_WRITE])
    said = _post(narrow, _path(world, "/tax_id/check"), {}).json()
    known = ours.get(_path(world, "/tax_id")).json()

    assert (nobody["tax_id"], nobody["state"], nobody["checks"]) == (None, None, [])
    assert known["tax_id"] == "FR40303265045"
    assert said == {
        "object": "tax_id_check",
        "account": known["account"],
        "state": known["state"],
        "is_asked": known["is_asked"],
    }
    asked = models.TaxIdCheck.objects.filter(account=world.account, state="waiting").exists()
    assert known["is_asked"] is asked
    assert len(known["checks"]) == int(asked)


def test_closing_is_asked_for_by_name_and_taken_back(program: Programs, world: World) -> None:
    ours, key = program(), str(uuid4())
    name = {"name": world.account.name}

    other = _post(ours, _path(world, "/close"), {"name": "Another"})
    asked, again = (_post(ours, _path(world, "/close"), name, key) for _ in range(2))
    kept = _post(ours, _path(world, "/keep_open"), {}).json()

    assert (other.status_code, other.json()["code"]) == (400, "field_invalid")
    assert asked.json()["closes_at"] is not None
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (kept["closes_at"], kept["closed_at"]) == (None, None)
    subscription = ours.get(f"/subscriptions/{public_id('sub', world.subscription.id)}").json()
    assert subscription["auto_renew"] is False


def test_what_is_owed_is_paid_before_an_account_closes(program: Programs, world: World) -> None:
    make_unpaid_invoice(world, due_at=utc_now() + timedelta(days=7))

    refused = _post(program(), _path(world, "/close"), {"name": world.account.name})

    assert (refused.status_code, refused.json()["code"]) == (409, "outstanding_invoices")


def test_ownership_goes_from_one_member_to_another(program: Programs, world: World) -> None:
    ours, key = program(), str(uuid4())
    owner, admin, member = (_member(world, name) for name in ("owner", "admin", "member"))
    stranger = _member(make_world("zoom", now=utc_now()), "member")

    refused = _post(ours, f"/members/{admin}/transfer_ownership", {"to": member})
    foreign = _post(ours, f"/members/{owner}/transfer_ownership", {"to": stranger})
    done, again = (
        _post(ours, f"/members/{owner}/transfer_ownership", {"to": member}, key) for _ in range(2)
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "role_not_held")
    assert foreign.status_code == 404
    assert done.json()["roles"] == []
    assert again.headers["Idempotent-Replayed"] == "true"
    assert ours.get(f"/members/{member}").json()["roles"] == ["owner"]


@pytest.mark.threat("TH8", "TH22")
def test_who_may_not_and_who_sees_nothing_agree_nothing(program: Programs, world: World) -> None:
    narrow = program(scopes=[Scope.ACCOUNTS_READ, Scope.SEATS_WRITE])
    testing = program(is_live=False)
    member = _member(world, "member")
    product = public_id("prod", world.terms.product_id)
    bodies: dict[str, object] = {
        _path(world, "/maximums"): {"product": product, "seat_type": "licensed", "maximum": 3},
        _path(world, "/tax"): {"rate": "5", "reason": "Why not"},
        _path(world, "/tax_id/check"): {},
        _path(world, "/close"): {"name": world.account.name},
        _path(world, "/keep_open"): {},
        f"/members/{member}/transfer_ownership": {"to": member},
    }
    for path, body in bodies.items():
        assert _post(narrow, path, body).json()["code"] == "scope_missing"
        assert _post(testing, path, body).status_code == 404, path
    for path in ("/maximums", "/tax_id"):
        assert testing.get(_path(world, path)).status_code == 404


def _member(world: World, name: str) -> str:
    row = models.Member.objects.get(account=world.account, person=world.people[name])
    return public_id("mem", row.id)
