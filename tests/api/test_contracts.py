"""What a program changes of a subscription besides its numbers: its renewal, its plan, its end."""

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
from tests.support.factories import World, make_method, make_plan, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def world() -> World:
    """A Zoom customer with four seats, an hour old, who pays by a stored method."""
    now = utc_now() - timedelta(hours=1)
    made = make_world("zoom", seats=4, now=now)
    make_method(made.account, now=now)
    return made


def _path(world: World, action: str = "") -> str:
    return f"/subscriptions/{public_id('sub', world.subscription.id)}{action}"


def _post(ours: Program, path: str, body: object, key: str = "") -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": key or str(uuid4())})


def test_automatic_renewal_is_turned_off_and_on(program: Programs, world: World) -> None:
    ours = program(scopes=[Scope.SUBSCRIPTIONS_READ, Scope.SUBSCRIPTIONS_WRITE])

    off = ours.send("PATCH", _path(world), {"auto_renew": False}).json()
    on = ours.send("PATCH", _path(world), {"auto_renew": True}).json()

    assert (off["auto_renew"], off["renews_at"]) == (False, None)
    assert (on["auto_renew"], on["renews_at"]) == (True, off["ends_at"])
    assert ours.send("PATCH", _path(world), {}).json() == on
    told = models.Event.objects.filter(account=world.account, type="subscription.auto_renew_set")
    assert told.count() == 2


def test_what_somebody_else_changed_is_left_alone(program: Programs, world: World) -> None:
    ours = program()
    tag = ours.get(_path(world)).headers["ETag"]

    first = ours.send("PATCH", _path(world), {"auto_renew": False}, **{"If-Match": tag})
    late = ours.send("PATCH", _path(world), {"auto_renew": True}, **{"If-Match": tag})

    assert first.status_code == 200
    assert (late.status_code, late.json()["code"]) == (412, "version_conflict")
    assert ours.get(_path(world)).json()["auto_renew"] is False


def test_what_was_scheduled_is_taken_back(program: Programs, world: World) -> None:
    ours, key = program(), str(uuid4())
    fewer = _post(ours, _path(world, "/seats"), {"seats": {"licensed": 2}}).json()["subscription"]

    kept = _post(ours, _path(world, "/keep_seats"), {}, key)
    again = _post(ours, _path(world, "/keep_seats"), {}, key)
    none_left = _post(ours, _path(world, "/keep_seats"), {})

    assert [each["total"] for each in _licensed(fewer)["scheduled"]] == [2]
    assert _licensed(kept.json())["scheduled"] == []
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (none_left.status_code, none_left.json()["code"]) == (409, "nothing_to_change")


def test_an_open_reduction_is_answered_with_the_order(program: Programs, world: World) -> None:
    ours = program()
    _post(ours, _path(world, "/seats"), {"seats": {"licensed": 2}})
    more = {"seats": {"licensed": 5}}

    asked = _post(ours, _path(world, "/seats"), more)
    quoted = ours.post(
        "/quotes",
        {"subscription": _path(world).rpartition("/")[2], "seats": 5, "reduction": "drop_target"},
    )
    shifted = _post(ours, _path(world, "/seats"), {**more, "reduction": "shift_target"})

    assert (asked.status_code, asked.json()["code"]) == (409, "reduction_open")
    assert quoted.status_code == 200
    numbers = _licensed(shifted.json()["subscription"])
    assert (numbers["total"], [each["total"] for each in numbers["scheduled"]]) == (5, [3])
    unknown = _post(ours, _path(world, "/seats"), {**more, "reduction": "ask"})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "field_invalid")


def test_who_leaves_is_named_and_a_stranger_is_refused(program: Programs, world: World) -> None:
    ours = program()
    fewer = {"seats": {"licensed": 3}, "leave": ["nobody@example.com"]}
    quote = {"subscription": _path(world).rpartition("/")[2], "seats": 3, "leave": fewer["leave"]}

    for answer in (_post(ours, _path(world, "/seats"), fewer), ours.post("/quotes", quote)):
        assert (answer.status_code, answer.json()["code"]) == (409, "leavers_invalid")
    with_plan = {**quote, "plan": public_id("plan", uuid4())}
    assert ours.post("/quotes", with_plan).json()["code"] == "field_invalid"


def test_the_next_term_is_priced_and_ordered_by_hand(program: Programs, world: World) -> None:
    ours = program()
    by_itself = _post(ours, _path(world, "/renew"), {})
    ours.send("PATCH", _path(world), {"auto_renew": False})

    quote = ours.post(_path(world, "/renewal_quote"), {"seats": {"licensed": 5}}).json()
    renewed = _post(ours, _path(world, "/renew"), {"seats": {"licensed": 5}}).json()
    twice = _post(ours, _path(world, "/renew"), {})

    assert (by_itself.status_code, by_itself.json()["code"]) == (409, "renews_automatically")
    assert (quote["kind"], quote["status"], quote["seats"]["licensed"]) == ("renewal", "open", 5)
    assert renewed["payment_status"] == "succeeded"
    assert renewed["subscription"]["scheduled"] == [
        {
            "type": "term",
            "at": renewed["subscription"]["ends_at"],
            "plan": world.terms.plan_key,
        }
    ]
    assert (twice.status_code, twice.json()["code"]) == (409, "term_already_ordered")


def test_another_plan_is_ordered(program: Programs, world: World) -> None:
    ours = program()
    other = make_plan("zoom", product_id=world.terms.product_id, unit_amount=500)
    plan = public_id("plan", models.PlanVersion.objects.get(id=other.version_id).plan_id)
    foreign = make_plan("zoom", key=other.plan_key)
    elsewhere = public_id("plan", models.PlanVersion.objects.get(id=foreign.version_id).plan_id)

    moved = _post(ours, _path(world, "/plan"), {"plan": plan, "seats": {"licensed": 4}}).json()
    refused = _post(ours, _path(world, "/plan"), {"plan": elsewhere})
    none = _post(ours, _path(world, "/plan"), {"plan": public_id("plan", uuid4())})
    priced = _post(
        ours,
        "/quotes",
        {"subscription": public_id("sub", world.subscription.id), "plan": elsewhere, "seats": 4},
    )

    now = moved["subscription"]
    planned = [(each["type"], each["plan"]) for each in now["scheduled"]]
    assert now["plan"] == other.plan_key or planned == [("plan", other.plan_key)]
    for answer in (refused, none, priced):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_subscription_is_canceled_with_its_term_or_at_once(
    program: Programs, world: World
) -> None:
    ours, key = program(), str(uuid4())

    with_term = _post(ours, _path(world, "/cancel"), {}).json()
    at_once = _post(ours, _path(world, "/cancel"), {"at_once": True}, key).json()
    again = _post(ours, _path(world, "/cancel"), {"at_once": True}, key)
    over = _post(ours, _path(world, "/cancel"), {})

    assert (with_term["status"], with_term["auto_renew"]) == ("active", False)
    assert at_once["status"] == "ended"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (over.status_code, over.json()["code"]) == (409, "subscription_ended")


def test_where_money_moves_a_key_is_asked_for(program: Programs, world: World) -> None:
    ours = program()
    for action, body in (
        ("/renew", {}),
        ("/plan", {"plan": public_id("plan", uuid4())}),
        ("/cancel", {}),
    ):
        answer = ours.post(_path(world, action), body)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


@pytest.mark.threat("TH22")
def test_who_may_not_and_who_sees_nothing_change_nothing(program: Programs, world: World) -> None:
    reader, testing = program(scopes=[Scope.SUBSCRIPTIONS_READ]), program(is_live=False)
    bodies: dict[str, object] = {
        "/keep_seats": {},
        "/renew": {},
        "/cancel": {},
        "/seats": {"seats": {"licensed": 9}},
        "/renewal_quote": {},
        "/ask_for_quote": {"seats": {"licensed": 9}},
        "/offer": {"seats": {"licensed": 9}},
    }
    for action, body in bodies.items():
        assert _post(reader, _path(world, action), body).json()["code"] == "scope_missing"
        assert _post(testing, _path(world, action), body).status_code == 404
    for other, status in ((reader, 403), (testing, 404)):
        answer = other.send("PATCH", _path(world), {"auto_renew": False})
        assert answer.status_code == status
    assert program().get(_path(world)).json()["auto_renew"] is True


def test_an_offer_answers_a_question_and_is_ordered(program: Programs, world: World) -> None:
    ours, key = program(), str(uuid4())

    asked = ours.post(_path(world, "/ask_for_quote"), {"seats": {"licensed": 6}}).json()
    offered = _post(ours, _path(world, "/offer"), {"seats": {"licensed": 6}, "days": 10}, key)
    again = _post(ours, _path(world, "/offer"), {"seats": {"licensed": 6}, "days": 10}, key)
    offer = offered.json()

    assert (asked["status"], asked["seats"], asked["lines"]) == ("requested", {"licensed": 6}, [])
    assert (offer["status"], offer["is_offer"]) == ("open", True)
    assert again.json()["id"] == offer["id"]
    assert ours.get(f"/quotes/{asked['id']}").json()["status"] == "superseded"
    mail = models.OutboxMessage.objects.filter(account=world.account, template="quote_offered")
    assert mail.exists()
    ordered = _post(ours, f"/quotes/{offer['id']}/accept", {}).json()
    assert _licensed(ordered["subscription"])["total"] == 6


def test_an_offer_of_odd_numbers_or_days_is_refused(program: Programs, world: World) -> None:
    ours = program()
    unknown = ours.post(_path(world, "/ask_for_quote"), {"seats": {"gold": 6}})
    assert (unknown.status_code, unknown.json()["code"]) == (409, "seat_type_missing")
    wrong_ones: tuple[dict[str, object], ...] = (
        {"seats": {"licensed": 6}, "days": 0},
        {"seats": {}},
        {"days": 3},
    )
    for wrong in wrong_ones:
        answer = ours.post(_path(world, "/offer"), wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "field_invalid")


def _licensed(subscription: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in subscription["seats"] if each["type"] == "licensed")
