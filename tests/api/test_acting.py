"""Programs do what the portal and the console do: the same commands, one after another."""

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
from tests.support.factories import World, make_method, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def world() -> World:
    """A Zoom customer with three seats, an hour old, who pays by a stored method."""
    now = utc_now() - timedelta(hours=1)
    made = make_world("zoom", seats=3, now=now)
    make_method(made.account, now=now)
    return made


def _post(ours: Program, path: str, body: object | None = None, *, is_done: bool = True) -> Any:  # noqa: ANN401
    answer = ours.post(path, {} if body is None else body, **{"Idempotency-Key": str(uuid4())})
    assert not is_done or answer.status_code == 200, answer.json()
    return answer.json()


def _sub(world: World) -> str:
    return public_id("sub", world.subscription.id)


def test_a_quote_is_ordered_as_it_stands_and_billed(program: Programs, world: World) -> None:
    ours = program()

    quote = _post(ours, "/quotes", {"subscription": _sub(world), "seats": 5})
    refused = ours.post(f"/quotes/{quote['id']}/accept", {})
    placed = _post(ours, f"/quotes/{quote['id']}/accept", {})
    again = _post(ours, f"/quotes/{quote['id']}/accept", is_done=False)

    assert (quote["status"], quote["seats"]) == ("open", {world.seat_type: 5})
    assert refused.json()["code"] == "idempotency_key_missing"
    assert (placed["granted"], placed["payment_status"]) == (True, "succeeded")
    assert again["code"] == "quote_not_open"
    order = ours.get(f"/orders/{placed['order']}").json()
    invoice = ours.get(f"/invoices/{placed['invoice']}").json()
    payment = ours.get(f"/payments/{placed['payment']}").json()
    assert order["due_now"] == invoice["total"] == payment["amount"] == quote["due_now"]
    assert (invoice["status"], payment["status"]) == ("paid", "succeeded")
    assert placed["subscription"]["seats"][0]["total"] == 5


def test_a_first_purchase_is_priced_and_begins_with_its_order(
    program: Programs, world: World
) -> None:
    ours, plan_id = program(), models.PlanVersion.objects.get(id=world.terms.version_id).plan_id
    asked = {
        "account": public_id("acc", world.account.id),
        "plan": public_id("plan", plan_id),
        "currency": "EUR",
    }

    quote = _post(ours, "/quotes", {**asked, "seats": {world.seat_type: 5}})
    placed = _post(ours, f"/quotes/{quote['id']}/accept")

    assert quote["subscription"] is None
    assert placed["subscription"]["id"] != _sub(world)
    assert placed["subscription"]["seats"][0]["total"] == 5


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"seats": 3}, "name a subscription"),
        ({"seats": 3, "account": "acc_x"}, "plan and its currency"),
        ({"seats": 3, "account": "acc_x", "subscription": "sub_x"}, "name a subscription"),
        ({"seats": True, "subscription": "sub_x"}, ""),
        ({"seats": "1_000", "subscription": "sub_x"}, ""),
        ({"seats": {}, "subscription": "sub_x"}, ""),
    ],
)
def test_a_quote_that_is_not_clear_is_refused(
    program: Programs, body: dict[str, object], field: str
) -> None:
    told = _post(program(), "/quotes", body, is_done=False)
    assert (told["status"], told["code"]) == (400, "field_invalid" if field else "quantity_invalid")
    assert any(field in each["detail"] for each in told["errors"])


def test_people_are_invited_again_and_no_more(program: Programs) -> None:
    world = make_world("tutkit", seats=3, now=utc_now() - timedelta(hours=1))
    ours = program(scopes=[Scope.SEATS_READ, Scope.SEATS_WRITE])
    person = {"email": "bo@x.test", "first_name": "Bo", "last_name": "Li"}

    (line,) = _post(ours, "/invitations", {"subscription": _sub(world), "people": [person]})["data"]
    sent = _post(ours, f"/invitations/{line['invitation']}/resend")
    canceled = _post(ours, f"/invitations/{line['invitation']}/cancel")
    again = _post(ours, f"/invitations/{line['invitation']}/resend", is_done=False)

    assert (sent["status"], sent["sent_count"]) == ("open", 2)
    assert (canceled["status"], again["code"]) == ("canceled", "invitation_canceled")


def test_a_member_gets_a_role_and_a_license_and_leaves(program: Programs, world: World) -> None:
    ours = program()
    email = world.people["member"].email
    (member,) = ours.get("/members", email=email).json()["data"]
    free = ours.get("/licenses", subscription=_sub(world)).json()["data"][0]

    admin = _post(ours, f"/members/{member['id']}/roles", {"role": "admin"})
    plain = ours.client.delete(
        f"/v1/members/{member['id']}/roles/admin", headers={"Authorization": f"Bearer {ours.key}"}
    ).json()
    bound = _post(ours, f"/licenses/{free['id']}/bind", {"email": email})
    seated = ours.get(f"/members/{member['id']}").json()
    unbound = _post(ours, f"/licenses/{free['id']}/unbind")
    empty = _post(ours, f"/licenses/{free['id']}/unbind", is_done=False)
    left = _post(ours, f"/members/{member['id']}/remove")

    assert (admin["roles"], plain["roles"]) == (["admin"], [])
    assert (bound["status"], bound["email"]) in {("bound", email), ("invited", email)}
    assert len(seated["seats"]) == (bound["status"] == "bound")
    assert (unbound["status"], unbound["email"], empty["code"]) == ("free", None, "not_assigned")
    assert left["left_at"] is not None
    assert ours.get("/members", email=email).json()["data"] == []
    [gone] = ours.get("/members", email=email, status="left").json()["data"]
    assert left.items() <= gone.items()


def test_a_transfer_is_recorded_and_what_is_over_is_credit(program: Programs, world: World) -> None:
    ours, account = program(), public_id("acc", world.account.id)
    sent = {"account": account, "amount": {"amount": 500, "currency": "EUR"}, "reference": "b1"}

    recorded = _post(ours, "/payments", sent)
    odd = _post(
        ours, "/payments", {**sent, "amount": {"amount": 5.0, "currency": "EUR"}}, is_done=False
    )
    foreign = _post(ours, "/payments", {**sent, "invoice": "in_x"}, is_done=False)
    dollars = {**sent, "amount": {"amount": 500, "currency": "USD"}}
    unusual = _post(ours, "/payments", dollars, is_done=False)
    kept = _post(ours, "/payments", {**dollars, "on_account": True})

    assert (recorded["status"], recorded["amount"]["amount"]) == ("succeeded", 500)
    assert unusual["code"] == "currency_mismatch"
    assert [each["pointer"] for each in odd["errors"]] == ["#/amount/amount"]
    assert (foreign["code"], foreign["values"]) == ("not_found", {"name": "invoice"})
    both, dollar = ours.get(f"/accounts/{account}/balance").json()["currencies"]
    assert both["credit"] == {"amount": 500, "currency": "EUR"}
    assert dollar["credit"] == kept["amount"]


def test_clocks_are_there_in_test_mode_only_and_go_two_periods_at_most(
    program: Programs, world: World
) -> None:
    testing, now = program(is_live=False), utc_now().replace(microsecond=0)
    made = _post(testing, "/test_helpers/clocks", {"name": "c", "now": now.isoformat()})
    clock = models.TestClock.objects.get()
    models.Account.objects.filter(id=world.account.id).update(clock=clock)
    path = f"/test_helpers/clocks/{made['id']}"

    def moved(**later: int) -> Any:  # noqa: ANN401
        to = (now + timedelta(**later)).isoformat()
        return _post(testing, f"{path}/advance", {"to": to}, is_done=False)

    assert (made["status"], made["livemode"], made["now"]) == (
        "ready",
        False,
        now.isoformat().replace("+00:00", "Z"),
    )
    assert moved(days=-1)["code"] == "clock_backwards"
    assert moved(days=1000)["code"] == "date_invalid"
    assert moved(hours=1)["now"] == (now + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert testing.get(path).json()["accounts"] == 1
    assert (
        _post(
            testing, "/test_helpers/clocks", {"name": "c", "now": now.isoformat()}, is_done=False
        )["code"]
        == "already_exists"
    )
    live = program()
    assert live.get("/test_helpers/clocks").json()["values"] == {"name": "address"}
    assert live.get(path).status_code == 404
