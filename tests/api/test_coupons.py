"""A program makes coupons, looks at them and stops them; its customers use them."""

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
from tests.support.factories import make_account, make_method, make_plan

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
SPRING = {"code": "SPRING-26", "percent": "12.5", "periods": 3}


def _post(ours: Program, path: str, body: object, key: str = "") -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": key or str(uuid4())})


def test_a_coupon_is_made_used_and_stopped(program: Programs) -> None:
    ours = program()
    terms = make_plan("zoom", now=utc_now() - timedelta(days=1))
    plan = public_id("plan", models.PlanVersion.objects.get(id=terms.version_id).plan_id)
    account = make_account()
    make_method(account)

    made = _post(ours, "/coupons", {**SPRING, "plans": [plan]})
    coupon = made.json()
    first = {
        "account": public_id("acc", account.id),
        "plan": plan,
        "seats": 10,
        "currency": "EUR",
        "coupon": "spring-26",
    }
    quote = ours.post("/quotes", first).json()
    ordered = _post(ours, f"/quotes/{quote['id']}/accept", {}).json()
    stopped = _post(ours, f"/coupons/{coupon['id']}/stop", {}).json()
    (redeemed,) = ours.get(f"/coupons/{coupon['id']}/redemptions").json()["data"]

    assert made.status_code == 201
    assert (coupon["status"], coupon["percent"], coupon["plans"]) == ("open", "12.5", [plan])
    assert quote["subtotal"]["amount"] == 8750
    assert ordered["payment_status"] == "succeeded"
    assert (stopped["status"], stopped["redeemed"]) == ("stopped", 1)
    assert redeemed["subscription"] == ordered["subscription"]["id"]
    assert (redeemed["order"], redeemed["status"], redeemed["used"]) == (
        ordered["order"],
        "running",
        1,
    )
    late = ours.post("/quotes", first)
    assert late.json()["code"] == "coupon_expired"


def test_coupons_are_listed_and_narrowed(program: Programs) -> None:
    ours = program()
    now = utc_now()
    _post(ours, "/coupons", SPRING)
    amount = {"amount": 500, "currency": "EUR"}
    later = {"valid_from": (now + timedelta(days=1)).isoformat()}
    _post(ours, "/coupons", {"code": "LATER", "amount": amount, "periods": None, **later})
    once = _post(ours, "/coupons", {"code": "ONCE", "percent": "100", "limit_in_all": 1}).json()
    models.Coupon.objects.filter(code="ONCE").update(redeemed=1)
    gone = _post(ours, "/coupons", {"code": "GONE", "percent": "0.5"}).json()
    _post(ours, f"/coupons/{gone['id']}/stop", {})

    def codes(**asked: str) -> list[str]:
        return [row["code"] for row in ours.get("/coupons", **asked).json()["data"]]

    assert codes() == ["GONE", "ONCE", "LATER", "SPRING-26"]
    assert {
        status: codes(status=status) for status in ("open", "waiting", "used_up", "stopped")
    } == {
        "open": ["SPRING-26"],
        "waiting": ["LATER"],
        "used_up": ["ONCE"],
        "stopped": ["GONE"],
    }
    assert codes(status="expired") == []
    assert codes(code="LATER") == codes(code=" later ") == codes(code="Lat er") == ["LATER"]
    assert codes(code="<b>") == codes(code="") == []
    assert codes(limit="1", starting_after=once["id"]) == ["LATER"]
    (row,) = ours.get("/coupons", code="LATER").json()["data"]
    assert (row["amount"], row["percent"], row["periods"]) == (amount, None, None)
    assert ours.get(f"/coupons/{row['id']}").json() == row
    assert ours.get(f"/coupons/{public_id('cpn', uuid4())}").status_code == 404


def test_the_same_key_makes_one_coupon(program: Programs) -> None:
    ours = program()

    first, second = (_post(ours, "/coupons", SPRING, "one") for _ in range(2))
    other = _post(ours, "/coupons", {**SPRING, "percent": "50"}, "one")
    taken = _post(ours, "/coupons", SPRING)

    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (taken.status_code, taken.json()["code"]) == (409, "already_exists")


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": None},
        {"amount": {"amount": 500, "currency": "EUR"}},
        {"percent": "0"},
        {"percent": "100.5"},
        {"percent": 12.5},
        {"percent": "1e1"},
        {"code": "no"},
        {"code": "spring"},
        {"periods": 0},
        {"limit_in_all": "5"},
        {"valid_until": "2020-01-01T00:00:00Z"},
        {"valid_until": "9999-12-31T23:59:59Z"},
        {"valid_from": "0001-01-01T00:00:00Z"},
        {"name": "Spring"},
    ],
)
def test_what_is_no_coupon_is_refused(program: Programs, wrong: dict[str, object]) -> None:
    answer = _post(program(), "/coupons", {**SPRING, **wrong})

    assert answer.status_code == 400
    assert answer.json()["code"] in {"field_invalid", "field_unknown", "date_invalid"}
    assert not models.Coupon.objects.exists()


@pytest.mark.threat("TH8")
def test_who_only_reads_and_who_tests_make_none(program: Programs) -> None:
    coupon = _post(program(), "/coupons", SPRING).json()
    reader, testing = program(scopes=[Scope.CATALOG_READ]), program(is_live=False)
    plan = public_id("plan", uuid4())

    for path, body in (
        ("/coupons", {**SPRING, "code": "OTHER"}),
        (f"/coupons/{coupon['id']}/stop", {}),
    ):
        assert _post(reader, path, body).json()["code"] == "scope_missing"
        refused = _post(testing, path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "live_key_required")
    assert testing.get(f"/coupons/{coupon['id']}").json() == coupon
    nowhere = _post(program(), "/coupons", {**SPRING, "code": "OTHER", "plans": [plan]})
    assert nowhere.status_code == 404
