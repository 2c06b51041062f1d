"""A program makes products and plans, publishes versions, and announces their prices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.core.presets import PRESETS
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
SOLD: Final[dict[str, Any]] = {
    "preset": "zoom",
    "policy": {"quantity.min_seats": 2},
    "seat_types": [{"name": "licensed"}, {"name": "basic", "unlimited": True}],
    "prices": [{"seat_type": "licensed", "currency": "EUR", "unit_amount": 1499}],
}


def _post(ours: Program, path: str, body: object, key: str = "") -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": key or str(uuid4())})


def _plan(ours: Program) -> str:
    product = _post(ours, "/products", {"key": "desks", "name": "Desks"}).json()["id"]
    begun = {"product": product, "key": "team", "name": "Desks Team"}
    return str(_post(ours, "/plans", begun).json()["id"])


def test_a_plan_is_begun_published_and_sold(program: Programs) -> None:
    ours = program(scopes=[Scope.CATALOG_READ, Scope.CATALOG_WRITE])
    plan, key = _plan(ours), str(uuid4())
    begun = ours.get(f"/plans/{plan}").json()

    draft = ours.post(f"/plans/{plan}/draft", SOLD)
    published, again = (_post(ours, f"/plans/{plan}/versions", SOLD, key) for _ in range(2))
    second = _post(ours, f"/plans/{plan}/versions", SOLD).json()

    assert (begun["version"], begun["policy"]) == (None, None)
    assert draft.status_code == 200
    assert draft.json()["policy"]["quantity"]["min_seats"] == 2
    assert any("2" in sentence for each in draft.json()["reads"] for sentence in each["sentences"])
    assert (published.status_code, published.json()["version"]) == (201, 1)
    assert published.json()["policy"] == draft.json()["policy"]
    assert [each["name"] for each in published.json()["seat_types"]] == ["licensed", "basic"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert second["version"] == 2
    versions = ours.get("/plan_versions", plan=plan).json()["data"]
    assert [each["number"] for each in versions] == [2, 1]
    assert versions[1]["policy"] == published.json()["policy"]
    prices = ours.get("/prices", plan=plan).json()["data"]
    assert [(row["version"], row["unit_amount"]) for row in prices] == [(2, 1499), (1, 1499)]


def test_a_whole_policy_needs_no_preset(program: Programs) -> None:
    ours = program()
    plan = _plan(ours)
    whole = PRESETS["tutkit"].to_mapping()
    tiers = [{"up_to": 10, "unit_amount": 1000}, {"up_to": None, "unit_amount": 800}]
    priced = {"seat_type": "person", "currency": "EUR", "interval": "year"}
    sold = {
        "policy": whole,
        "seat_types": [{"name": "person", "max": None}],
        "prices": [{**priced, "model": "graduated", "tiers": tiers}],
    }

    published = _post(ours, f"/plans/{plan}/versions", sold)

    assert published.status_code == 201, published.json()
    assert published.json()["policy"] == whole
    (price,) = ours.get("/prices", plan=plan).json()["data"]
    assert [each["up_to"] for each in price["tiers"]] == [10, None]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"policy": {"quantity.min_seats": "many"}}, "policy_invalid"),
        ({"policy": {"quantity.least": 2}}, "policy_invalid"),
        ({"preset": None}, "policy_invalid"),
        ({"preset": "slack"}, "policy_invalid"),
        ({"seat_types": [{"name": "licensed"}, {"name": "licensed"}]}, "policy_invalid"),
        ({"prices": [*SOLD["prices"], *SOLD["prices"]]}, "policy_invalid"),
        ({"prices": [{"seat_type": "gold", "currency": "EUR"}]}, "policy_invalid"),
        ({"prices": [{"seat_type": "licensed", "currency": "XQX"}]}, "policy_invalid"),
        ({"prices": []}, "price_missing"),
        ({"seat_types": [{"name": "licensed", "min": 9, "max": 5}]}, "policy_contradiction"),
    ],
)
def test_what_cannot_be_sold_is_refused_with_all_that_is_wrong(
    program: Programs, wrong: dict[str, Any], code: str
) -> None:
    ours = program()
    plan = _plan(ours)

    for answer in (
        ours.post(f"/plans/{plan}/draft", {**SOLD, **wrong}),
        _post(ours, f"/plans/{plan}/versions", {**SOLD, **wrong}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, code), answer.json()
    assert not models.PlanVersion.objects.exists()


def test_numbers_that_only_look_like_some_are_refused(program: Programs) -> None:
    ours = program()
    plan = _plan(ours)
    for amount in ("1499", 1499.0, True, -1, 10**16):
        prices = [{**SOLD["prices"][0], "unit_amount": amount}]
        answer = _post(ours, f"/plans/{plan}/versions", {**SOLD, "prices": prices})
        assert (answer.status_code, answer.json()["code"]) == (400, "amount_invalid"), amount


def test_a_key_names_one_product_and_one_plan(program: Programs) -> None:
    ours = program()
    plan = _plan(ours)
    product = ours.get(f"/plans/{plan}").json()["product"]

    taken = _post(ours, "/products", {"key": "desks", "name": "Others"})
    twice = _post(ours, "/plans", {"product": product, "key": "team", "name": "Others"})
    nowhere = {"product": public_id("prod", uuid4()), "key": "other", "name": "Other"}

    for answer in (taken, twice):
        assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")
    assert _post(ours, "/plans", nowhere).status_code == 404
    for wrong in ({"key": "two words"}, {"name": ""}, {"key": ""}):
        given = {"key": "other", "name": "Other", **wrong}
        assert _post(ours, "/products", given).status_code == 400


@pytest.fixture
def older() -> tuple[World, str]:
    """A customer, and the id of its plan, of which a newer version is published."""
    world = make_world("zoom", seats=4, now=utc_now() - timedelta(hours=1))
    plan = models.PlanVersion.objects.get(id=world.terms.version_id).plan_id
    return world, public_id("plan", plan)


def _newer(ours: Program, plan: str) -> None:
    prices = [{"seat_type": "licensed", "currency": "EUR", "unit_amount": 1200}]
    sold = {**SOLD, "policy": {}, "prices": prices}
    assert _post(ours, f"/plans/{plan}/versions", sold).status_code == 201


def test_new_prices_are_looked_at_announced_and_taken_back(
    program: Programs, older: tuple[World, str]
) -> None:
    ours, (world, plan), key = program(), older, str(uuid4())
    _newer(ours, plan)

    reach = ours.get(f"/plans/{plan}/price_change", notice_days="10").json()
    other = _post(ours, f"/plans/{plan}/price_change/announce", {"notice_days": 10, "number": 2})
    asked = {"notice_days": 10, "number": 1}
    told = _post(ours, f"/plans/{plan}/price_change/announce", asked, key)
    again = _post(ours, f"/plans/{plan}/price_change/announce", asked, key)
    (row,) = ours.get("/price_changes", plan=plan).json()["data"]

    assert (reach["reached"], reach["version"], reach["left_out"]) == (1, 2, {})
    assert (other.status_code, other.json()["code"]) == (412, "version_conflict")
    assert told.status_code == 200
    assert told.json() == {
        "object": "price_change_run",
        "plan": plan,
        "progress": {
            "number": 1,
            "done": 1,
            "is_running": False,
            "was_stopped": False,
            "is_broken_off": False,
        },
    }
    assert ours.get(f"/plans/{plan}/price_change").json()["reached"] == 0
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (row["status"], row["notice_days"]) == ("open", 10)
    assert row["subscription"] == public_id("sub", world.subscription.id)
    assert (row["before"]["amount"], row["after"]["amount"]) == (4000, 4800)
    subscription = ours.get(f"/subscriptions/{row['subscription']}").json()
    assert [(each["type"], each["at"]) for each in subscription["scheduled"]] == [
        ("price", row["renews_at"])
    ]
    assert ours.get(f"/price_changes/{row['id']}").json() == row
    assert ours.get("/price_changes", status="withdrawn").json()["data"] == []

    withdrawn = _post(ours, f"/price_changes/{row['id']}/withdraw", {})
    late = _post(ours, f"/price_changes/{row['id']}/withdraw", {})

    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    assert (late.status_code, late.json()["code"]) == (409, "nothing_to_change")


def test_an_announcement_is_stopped_and_taken_back_from_all(
    program: Programs, older: tuple[World, str]
) -> None:
    ours, (_world, plan) = program(), older
    _newer(ours, plan)
    announced = {"notice_days": 10, "number": 1}
    _post(ours, f"/plans/{plan}/price_change/announce", announced)

    stopped = _post(ours, f"/plans/{plan}/price_change/stop", {})
    back = _post(ours, f"/plans/{plan}/price_change/withdraw", {})

    assert stopped.json()["progress"]["was_stopped"] is True
    assert (back.status_code, back.json()["progress"]["done"]) == (200, 1)
    assert ours.get(f"/plans/{plan}/price_change").json()["reached"] == 1
    (row,) = ours.get("/price_changes", plan=plan).json()["data"]
    assert row["status"] == "withdrawn"


def test_what_was_stopped_or_taken_back_under_a_key_is_so_once(
    program: Programs, older: tuple[World, str]
) -> None:
    ours, (_world, plan) = program(), older
    _newer(ours, plan)
    path, announced = f"/plans/{plan}/price_change", {"notice_days": 10, "number": 1}
    _post(ours, f"{path}/announce", announced)
    first = _post(ours, f"{path}/stop", {}, "stop")
    _post(ours, f"{path}/withdraw", {}, "back")
    _post(ours, f"{path}/announce", announced)

    stopped = _post(ours, f"{path}/stop", {}, "stop")
    back = _post(ours, f"{path}/withdraw", {}, "back")

    assert stopped.headers["Idempotent-Replayed"] == "true"
    assert stopped.content == first.content
    assert ours.get(path).json()["progress"]["was_stopped"] is False
    assert back.headers["Idempotent-Replayed"] == "true"
    newest = ours.get("/price_changes", plan=plan).json()["data"][0]
    assert newest["status"] == "open"


def test_what_was_announced_of_an_older_version_is_taken_back_too(
    program: Programs, older: tuple[World, str]
) -> None:
    ours, (_world, plan) = program(), older
    _newer(ours, plan)
    _post(ours, f"/plans/{plan}/price_change/announce", {"notice_days": 10, "number": 1})
    _newer(ours, plan)

    back = _post(ours, f"/plans/{plan}/price_change/withdraw", {})

    (row,) = ours.get("/price_changes", plan=plan).json()["data"]
    assert (back.json()["progress"]["done"], row["version"]) == (1, 2)
    assert row["status"] == "withdrawn"


def test_each_mode_announces_to_its_own_customers(
    program: Programs, older: tuple[World, str]
) -> None:
    ours, testing, (world, plan) = program(), program(is_live=False), older
    _newer(ours, plan)
    clock = models.TestClock.objects.create(name="c", now=utc_now())
    models.Account.objects.filter(id=world.account.id).update(clock=clock)
    path, announced = f"/plans/{plan}/price_change", {"notice_days": 10, "number": 1}

    live, test = ours.get(path).json(), testing.get(path).json()
    refused = _post(ours, f"{path}/announce", announced)
    told = _post(testing, f"{path}/announce", announced)
    _post(ours, f"{path}/withdraw", {})

    assert (live["reached"], live["sums"], test["reached"]) == (0, [], 1)
    assert (refused.status_code, refused.json()["code"]) == (412, "version_conflict")
    assert told.json()["progress"]["done"] == 1
    assert ours.get(path).json()["progress"] is None
    (row,) = testing.get("/price_changes", plan=plan).json()["data"]
    assert row["status"] == "open"
    assert ours.get("/price_changes", plan=plan).json()["data"] == []


def test_who_announces_and_may_not_see_what_customers_pay_is_told_no_amount(
    program: Programs, older: tuple[World, str]
) -> None:
    ours, (_world, plan) = program(), older
    _newer(ours, plan)
    narrow = program(scopes=[Scope.CATALOG_WRITE])
    path = f"/plans/{plan}/price_change"

    told = _post(narrow, f"{path}/announce", {"notice_days": 10, "number": 1})
    (row,) = ours.get("/price_changes", plan=plan).json()["data"]
    withdrawn = _post(narrow, f"/price_changes/{row['id']}/withdraw", {})

    assert (told.status_code, withdrawn.status_code) == (200, 200)
    assert "amount" not in told.content.decode() + withdrawn.content.decode()
    assert narrow.get(path).json()["code"] == "scope_missing"


@pytest.mark.threat("TH8", "TH22")
def test_who_only_reads_and_who_tests_sell_nothing(
    program: Programs, older: tuple[World, str]
) -> None:
    ours, (_world, plan) = program(), older
    _newer(ours, plan)
    _post(ours, f"/plans/{plan}/price_change/announce", {"notice_days": 10, "number": 1})
    (row,) = ours.get("/price_changes", plan=plan).json()["data"]
    reader, testing = program(scopes=[Scope.CATALOG_READ]), program(is_live=False)
    product = ours.get(f"/plans/{plan}").json()["product"]
    bodies: dict[str, object] = {
        "/products": {"key": "other", "name": "Other"},
        "/plans": {"product": product, "key": "other", "name": "Other"},
        f"/plans/{plan}/versions": SOLD,
    }
    announcing: dict[str, object] = {
        f"/plans/{plan}/price_change/announce": {"number": 1},
        f"/plans/{plan}/price_change/stop": {},
        f"/plans/{plan}/price_change/withdraw": {},
    }
    for path, body in {**bodies, **announcing}.items():
        assert _post(reader, path, body).json()["code"] == "scope_missing"
    for path, body in bodies.items():
        refused = _post(testing, path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "live_key_required"), path
    assert testing.get(f"/price_changes/{row['id']}").status_code == 404
    assert _post(testing, f"/price_changes/{row['id']}/withdraw", {}).status_code == 404
    assert _post(reader, f"/price_changes/{row['id']}/withdraw", {}).status_code == 403
    assert testing.get("/price_changes").json()["data"] == []
