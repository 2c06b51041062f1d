"""From nothing to somebody who may use the product, by the API alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data.models import Account, Member, PlanVersion, Product, RoleGrant, VendorOperation
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import make_plan

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
ANN = {"email": "Ann@acme.test", "first_name": "Ann", "last_name": "Roy"}
ACME = {"name": "Acme", "country": "FR", "owner": ANN}


def _post(ours: Program, path: str, body: object, *, status: int = 200) -> Any:  # noqa: ANN401
    answer = ours.post(path, body, **{"Idempotency-Key": str(uuid4())})
    assert answer.status_code == status, answer.json()
    return answer.json()


@pytest.mark.parametrize("preset", ["zoom", "autodesk", "tutkit", "licence_portal"])
def test_an_account_buys_pays_and_gives_a_seat(program: Programs, preset: str) -> None:
    ours, terms = program(), make_plan(preset, now=utc_now() - timedelta(days=1))
    plan = PlanVersion.objects.get(id=terms.version_id).plan_id
    product = Product.objects.get(id=terms.product_id).key
    seat_type = terms.seat_types[0].terms.name
    first = {"plan": public_id("plan", plan), "seats": {seat_type: 5}, "currency": "EUR"}
    bought = terms.prices[0].price.interval

    given = {**ACME, "tax_id": "FR40303265045"}
    account = _post(ours, "/accounts", given, status=201)["id"]
    quote = _post(
        ours,
        "/quotes",
        {
            **first,
            "account": account,
            "interval": bought.unit.value,
            "interval_count": bought.count,
        },
    )
    placed = _post(ours, f"/quotes/{quote['id']}/accept", {"pays": "later"})
    if not placed["granted"]:
        _post(
            ours,
            "/payments",
            {"account": account, "invoice": placed["invoice"], "amount": quote["due_now"]},
        )
    sub = placed["subscription"]["id"]
    _post(ours, f"/subscriptions/{sub}/assign", {"people": [ANN]})

    said = ours.get("/entitlements", user="ann@acme.test", product=product).json()
    invited = ours.get("/invitations", account=account).json()["data"]
    assert said["allowed"] or [each["status"] for each in invited] == ["open"]
    assert ours.get("/members", account=account).json()["data"][0]["roles"] == ["owner"]


def test_an_account_is_made_once_with_its_owner(program: Programs) -> None:
    ours, key = program(), {"Idempotency-Key": "one"}

    first, second = (ours.post("/accounts", ACME, **key) for _ in range(2))
    other = ours.post("/accounts", {**ACME, "name": "Other"}, **key)
    theirs = program().post("/accounts", ACME, **key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert theirs.json()["id"] != first.json()["id"]
    assert Account.objects.count() == 2
    assert Member.objects.count() == RoleGrant.objects.filter(role="owner").count() == 2
    assert "acme" not in " ".join(str(row.result) for row in VendorOperation.objects.all())


def test_what_is_refused_is_kept_nowhere(program: Programs) -> None:
    ours, key = program(), {"Idempotency-Key": "one"}

    for body, status, code in (
        ({**ACME, "country": "fr"}, 400, "field_invalid"),
        ({**ACME, "name": ""}, 400, "field_invalid"),
        ({**ACME, "time_zone": "Mars"}, 400, "field_invalid"),
        ({**ACME, "tax_id": "FR1"}, 422, "tax_id_invalid"),
        ({**ACME, "registration_number": "1"}, 422, "registration_number_invalid"),
        ({**ACME, "registration_number": "1" * 21}, 400, "field_invalid"),
        ({**ACME, "owner": {"email": "no address"}}, 422, "address_invalid"),
        ({**ACME, "clock": "clock_1CvArQNYqjxQQqctSWvAbQ"}, 400, "field_invalid"),
        ({**ACME, "vip": True}, 400, "field_unknown"),
    ):
        answer = ours.post("/accounts", body, **key)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    assert not Account.objects.exists()
    assert not VendorOperation.objects.exists()
    assert ours.post("/accounts", ACME, **key).status_code == 201


def test_in_test_mode_an_account_hangs_on_a_clock(program: Programs) -> None:
    testing, ours = program(is_live=False), program()
    clock = _post(testing, "/test_helpers/clocks", {"name": "c", "now": "2026-01-01T00:00:00Z"})
    account = {"name": "Acme", "country": "FR"}

    bare = testing.post("/accounts", account)
    nobodys = testing.post("/accounts", {**account, "clock": public_id("clock", uuid4())})
    made = _post(testing, "/accounts", {**account, "clock": clock["id"]}, status=201)

    assert (bare.status_code, bare.json()["values"]) == (400, {"field": "clock"})
    assert nobodys.status_code == 404
    assert (made["livemode"], made["clock"], made["created_at"]) == (
        False,
        clock["id"],
        "2026-01-01T00:00:00Z",
    )
    assert ours.get(f"/accounts/{made['id']}").status_code == 404


def test_who_may_not_make_accounts_makes_none(program: Programs) -> None:
    narrow = program(scopes=[Scope.ACCOUNTS_READ, Scope.SUBSCRIPTIONS_WRITE])
    assert narrow.post("/accounts", ACME).json()["values"] == {"scope": "accounts:write"}


def test_an_account_is_changed_where_something_is_given(program: Programs) -> None:
    ours = program()
    account = _post(ours, "/accounts", ACME, status=201)
    path = f"/accounts/{account['id']}"

    changed = ours.send("PATCH", path, {"city": "Lyon", "tax_id": "FR 40 303 265 045"}).json()
    same = ours.send("PATCH", path, {}).json()
    odd = ours.send("PATCH", path, {"tax_id": "FR1", "city": "Nice"})
    foreign = program(is_live=False).send("PATCH", path, {"city": "Nice"})

    assert (changed["city"], changed["tax_id"]) == ("Lyon", "FR40303265045")
    assert same == changed
    assert (odd.status_code, odd.json()["code"]) == (422, "tax_id_invalid")
    assert foreign.status_code == 404
    assert ours.get(path).json() == changed


def test_a_company_number_is_given_changed_and_taken_away(program: Programs) -> None:
    ours = program()
    given = {**ACME, "registration_number": "303 265 045"}
    account = _post(ours, "/accounts", given, status=201)
    bare = _post(ours, "/accounts", {**ACME, "country": "DE"}, status=201)
    path = f"/accounts/{account['id']}"

    assert (account["registration_number"], bare["registration_number"]) == ("303265045", None)
    changed = ours.send("PATCH", path, {"registration_number": "404833048"}).json()
    other = ours.send("PATCH", path, {"city": "Lyon"}).json()
    odd = ours.send("PATCH", path, {"registration_number": "404833049", "city": "Nice"})
    foreign = ours.send(
        "PATCH", f"/accounts/{bare['id']}", {"registration_number": "404833048"}
    ).json()

    assert changed["registration_number"] == other["registration_number"] == "404833048"
    assert (odd.status_code, odd.json()["code"]) == (422, "registration_number_invalid")
    assert odd.json()["values"] == {"registration_number": "404833049"}
    assert foreign["code"] == "registration_number_invalid"
    assert ours.get(path).json() == other
    taken = ours.send("PATCH", path, {"registration_number": ""}).json()
    assert (taken["registration_number"], taken["city"]) == (None, "Lyon")
