"""The requests of programs are written down for their vendor: what was asked, not what was said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from curule.core.api_keys import Scope
from curule.data.models import ApiRequest
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services import asked_requests
from curule.worker import tasks
from tests.api.conftest import Program
from tests.support.factories import make_account

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_a_request_is_found_again_by_its_id(program: Programs) -> None:
    ours, account = program(), public_id("acc", make_account().id)

    answer = ours.get(f"/accounts/{account}", **{"expand[]": "nothing"})
    (row,) = ours.get("/requests").json()["data"]

    assert (answer.status_code, row["id"]) == (400, answer.headers["Request-Id"])
    told = {name: row[name] for name in ("livemode", "key", "method", "path", "status", "code")}
    assert told == {
        "livemode": True,
        "key": "ours",
        "method": "GET",
        "path": "/v1/accounts/{account}",
        "status": 400,
        "code": "field_invalid",
    }
    assert row["milliseconds"] >= 0
    assert ours.get(f"/requests/{row['id']}").json() == row


def test_nothing_that_was_sent_or_answered_is_written_down(program: Programs) -> None:
    ours = program()
    given = {"name": "Acme Secret", "country": "FR", "owner": {"email": "ann@secret.test"}}

    ours.post("/accounts", given, **{"Idempotency-Key": "secret"})

    row = ApiRequest.objects.get()
    kept = " ".join(str(getattr(row, field.name)) for field in ApiRequest._meta.fields).lower()
    assert (row.status, row.code) == (201, "")
    assert row.sent == {"name": "…", "country": "…", "owner": {"email": "…"}}
    assert "secret" not in kept
    assert ours.key[8:20].lower() not in kept


def test_what_was_asked_is_kept_by_its_ids_and_why_it_was_refused(program: Programs) -> None:
    ours, account = program(), public_id("acc", make_account().id)

    ours.get(f"/accounts/{account}", secret="x")
    ours.get("/accounts/acme")

    unknown, none = ApiRequest.objects.order_by("id")
    assert (unknown.address, unknown.code, unknown.field) == (
        f"/v1/accounts/{account}",
        "field_unknown",
        "secret",
    )
    assert (none.address, none.code, none.sent) == ("/v1/accounts/{account}", "not_found", None)


def test_who_shows_no_key_and_who_asks_what_may_be_used_is_not_written_down(
    program: Programs,
) -> None:
    ours = program()

    assert ours.client.get("/v1/accounts").status_code == 401
    assert ours.get("/entitlements", user="a@x.test", product="none").status_code == 404
    assert ours.post("/entitlements", {"product": "p", "users": ["a@x.test"]}).status_code == 404

    assert not ApiRequest.objects.exists()


def test_a_mode_sees_its_own_requests_and_narrows_them(program: Programs) -> None:
    ours, testing = program(), program(is_live=False)
    narrow = program(scopes=[Scope.SEATS_READ])
    ours.get("/accounts")
    refused = narrow.get("/accounts").headers["Request-Id"]

    found = ours.get("/requests", code="scope_missing").json()["data"]

    assert [row["id"] for row in found] == [refused]
    assert ours.get("/requests", key="another").json()["data"] == []
    assert testing.get("/requests").json()["data"] == []
    assert testing.get(f"/requests/{refused}").status_code == 404
    assert narrow.get("/requests").status_code == 403


def test_it_costs_one_statement(program: Programs) -> None:
    ours = program()
    ours.get("/accounts")  # the use of the key is noted once

    with CaptureQueriesContext(connection) as queries:
        ours.get("/accounts")

    assert [each["sql"].split()[0] for each in queries] == ["SELECT", "SELECT", "INSERT"]


def test_an_answer_does_not_depend_on_it(
    program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_asked: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(asked_requests, "note", away)
    assert program().get("/accounts").status_code == 200


def test_old_ones_are_forgotten_in_the_night(program: Programs, settings: Settings) -> None:
    ours, now = program(), utc_now()
    ours.get("/accounts")
    settings.CURULE_REQUEST_LOG_DAYS = 1

    tasks.forget_old_requests(0)
    assert ApiRequest.objects.count() == 1
    assert asked_requests.forget_old(now=now + timedelta(days=2)) == 1

    assert not ApiRequest.objects.exists()
