"""Endpoints and events over HTTP: the vendor's program manages what it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.core.events import EventType
from curule.data.models import TestClock
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import internal_id, public_id
from curule.services.webhooks.endpoints import secret_of
from tests.api.conftest import Program
from tests.support.factories import make_account
from tests.support.happening import happens

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
URL = "https://hooks.example.com/curule"


def sent(program: Program, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
    """Send by a method that the program of the other tests does not use."""
    return program.client.generic(
        method,
        f"/v1{path}",
        json.dumps(body or {}).encode(),
        "application/json",
        headers={"Authorization": f"Bearer {program.key}"},
    )


def test_an_endpoint_is_made_changed_rolled_disabled_enabled_and_deleted(
    program: Programs,
) -> None:
    ours = program()
    made = ours.post("/webhook_endpoints", {"url": URL, "types": ["invoice.paid"]})
    assert made.status_code == 201, made.content
    told = made.json()
    path = f"/webhook_endpoints/{told['id']}"
    shown = {name: value for name, value in told.items() if name != "secret"}
    assert ours.get(path).json() == shown
    assert ours.get("/webhook_endpoints").json()["data"] == [shown]
    assert (shown["livemode"], shown["status"], shown["types"]) == (
        True,
        "enabled",
        ["invoice.paid"],
    )

    changed = sent(ours, "PATCH", path, {"types": ["*"], "note": "all"}).json()
    assert (changed["url"], changed["types"], changed["note"]) == (URL, ["*"], "all")
    rolled = ours.post(f"{path}/roll", {"overlap_hours": 0}).json()
    assert rolled["secret"] != told["secret"]
    assert rolled["secret"].startswith("whsec_")
    assert ours.post(f"{path}/disable", {}).json()["disabled_because"] == "staff"
    assert ours.post(f"{path}/enable", {}).json()["status"] == "enabled"
    assert sent(ours, "DELETE", path).json() == {
        "object": "webhook_endpoint",
        "id": told["id"],
        "deleted": True,
    }
    assert ours.get(path).status_code == 404


@pytest.mark.threat("TH28")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "field_invalid"),
        ({"url": "http://hooks.example.com/"}, "field_invalid"),
        ({"url": URL, "types": []}, "field_invalid"),
        ({"url": URL, "types": ["seat.sold"]}, "field_invalid"),
        ({"url": URL, "types": "invoice.paid"}, "field_invalid"),
        ({"url": URL, "secret": "whsec_mine"}, "field_unknown"),
    ],
)
def test_what_is_no_endpoint_is_refused(
    program: Programs, body: dict[str, object], code: str
) -> None:
    refused = program().post("/webhook_endpoints", body)
    assert (refused.status_code, refused.json()["code"]) == (400, code)


@pytest.mark.threat("TH22")
def test_a_key_sees_and_changes_what_is_of_its_mode(program: Programs) -> None:
    live, test = program(), program(is_live=False)
    made = live.post("/webhook_endpoints", {"url": URL}).json()
    path = f"/webhook_endpoints/{made['id']}"
    random = f"/webhook_endpoints/{public_id('we', make_account().id)}"

    assert test.get("/webhook_endpoints").json()["data"] == []
    for way in ("roll", "disable", "enable"):
        answers = [test.post(f"{each}/{way}", {}) for each in (path, random)]
        assert [answer.status_code for answer in answers] == [404, 404]
        codes = {(answer.json()["code"], answer.json()["detail"]) for answer in answers}
        assert len(codes) == 1
    assert sent(test, "DELETE", path).status_code == 404
    assert live.get(path).status_code == 200


def test_events_are_listed_looked_at_and_told_again(program: Programs) -> None:
    ours, account = program(), make_account()
    clocked = make_account(clock=TestClock.objects.create(name="demo", now=utc_now()))
    made = ours.post("/webhook_endpoints", {"url": URL, "types": ["refund.paid"]}).json()
    happens(account.id, EventType.INVOICE_PAID, now=utc_now(), subjects=[(None, {"total": 1200})])
    happens(account.id, EventType.ROLE_GRANTED, now=utc_now(), subjects=[(None, {"role": "owner"})])
    happens(clocked.id, EventType.INVOICE_PAID, now=utc_now())

    first = ours.get("/events", limit="1").json()
    assert ([each["type"] for each in first["data"]], first["has_more"]) == (
        ["member.role_changed"],
        True,
    )
    rest = ours.get("/events", starting_after=first["data"][0]["id"]).json()
    [paid] = rest["data"]
    assert (paid["type"], paid["details"], paid["account"]) == (
        "invoice.paid",
        {"total": 1200},
        public_id("acc", account.id),
    )
    assert ours.get("/events", type="invoice.paid", account=paid["account"]).json()["data"] == [
        paid
    ]
    narrowed = {"account": paid["account"], "created[lte]": paid["created_at"]}
    assert [each["id"] for each in ours.get("/events", **narrowed).json()["data"]] == [paid["id"]]
    assert ours.get("/events", **{"created[gt]": "2099-01-01T00:00:00Z"}).json()["data"] == []
    assert ours.get("/events", subscription=public_id("sub", uuid4())).status_code == 404
    assert ours.get(f"/events/{paid['id']}").json() == paid
    assert program(is_live=False).get(f"/events/{paid['id']}").status_code == 404
    for asked in ({"type": "seat.sold"}, {"starting_after": "evt_1"}):
        assert ours.get("/events", **asked).status_code == 400

    again = ours.post(f"/events/{paid['id']}/replay", {"endpoint": made["id"]})
    assert again.json() == {"object": "replay", "endpoint": made["id"], "events": 1}
    path = f"/webhook_endpoints/{made['id']}/deliveries"
    [delivery] = ours.get(path).json()["data"]
    assert (delivery["event"], delivery["status"], delivery["attempts"]) == (
        paid["id"],
        "pending",
        [],
    )
    assert ours.post(f"/webhook_deliveries/{delivery['id']}/retry", {}).status_code == 200


def test_a_time_is_told_again(program: Programs) -> None:
    ours = program()
    happens(make_account().id, EventType.INVOICE_PAID, now=utc_now())
    made = ours.post("/webhook_endpoints", {"url": URL}).json()
    path = f"/webhook_endpoints/{made['id']}/replay"
    now = utc_now()
    hour = {"since": (now - timedelta(hours=1)).isoformat(), "until": now.isoformat()}

    assert ours.post(path, hour).json()["events"] == 1
    for wrong in ({**hour, "until": "soon"}, {**hour, "since": "2026-01-01T00:00:00"}):
        assert ours.post(path, wrong).status_code == 400


@pytest.mark.threat("TH8")
def test_who_reads_webhooks_changes_none_and_sees_no_secret(program: Programs) -> None:
    ours = program()
    made = ours.post("/webhook_endpoints", {"url": URL}).json()
    reader = program(scopes=[Scope.WEBHOOKS_READ, Scope.EVENTS_READ])
    path = f"/webhook_endpoints/{made['id']}"

    assert made["secret"] not in reader.get(path).content.decode()
    assert reader.post(f"{path}/roll", {}).status_code == 403
    endpoint_id = internal_id("we", made["id"])
    assert endpoint_id is not None
    assert secret_of(endpoint_id, 1) == made["secret"]
