"""The way in: what no operation sees is a problem too, and nothing that only pages need runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curule.api.v1 import accounts
from curule.api.v1.door import whole_document
from curule.core.languages import Language
from curule.core.refusals import RefusalCode, refuse
from curule.httpkit.ids import public_id
from curule.httpkit.problems import status_of
from curule.wording import refusal_text
from tests.api.conftest import Program
from tests.support.factories import make_account

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.mark.parametrize(
    ("asked", "status", "code", "allowed"),
    [
        ("GET /v1/", 404, "not_found", None),
        ("GET /v1/nothing", 404, "not_found", None),
        ("DELETE /v1/accounts", 405, "method_not_allowed", "GET, HEAD, POST"),
        ("POST /v1/openapi.json", 405, "method_not_allowed", "GET, HEAD"),
        ("POST /v1/errors/not_found", 405, "method_not_allowed", "GET, HEAD"),
        ("PUT /v1/entitlements", 405, "method_not_allowed", "GET, HEAD, POST"),
        ("GET /v1/quotes/qt_x/accept", 405, "method_not_allowed", "POST"),
        ("GET /v1/errors/nothing", 404, "not_found", None),
    ],
)
def test_what_is_not_there_is_a_problem(
    client: Client, asked: str, status: int, code: str, allowed: str | None
) -> None:
    method, path = asked.split()
    answer = client.generic(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers.get("Allow") == allowed


def test_the_document_is_given_to_everybody(client: Client) -> None:
    answer = client.get("/v1/openapi.json")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")
    refused = answer.json()["paths"]["/v1/accounts"]["get"]["responses"]["403"]
    assert list(refused["content"]) == ["application/problem+json"]


def test_a_program_has_no_session_and_its_key_is_all_that_is_looked_up_for_it(
    program: Programs,
) -> None:
    ours = program()
    ours.get("/accounts")  # the use of the key is noted once

    with CaptureQueriesContext(connection) as queries:
        answer = ours.get("/accounts")

    assert answer.cookies == {}
    assert "Content-Language" not in answer.headers
    assert not Session.objects.exists()
    assert [each["sql"].split()[0] for each in queries] == ["SELECT", "SELECT", "INSERT"]


def test_a_version_that_there_is_not_is_refused(program: Programs) -> None:
    ours = program()
    headers = {"Authorization": f"Bearer {ours.key}", "API-Version": "2020-01-01"}

    refused = ours.client.get("/v1/accounts", headers=headers)

    assert (refused.status_code, refused.json()["values"]) == (400, {"field": "API-Version"})
    named = ours.client.get(
        "/v1/accounts", headers={**headers, "API-Version": refused.headers["API-Version"]}
    )
    assert named.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"product": NaN, "users": []}',
        b'{"product": "\\u0000", "users": ["a@x.test"]}',
        b'{"product": "\\ud800", "users": ["a@x.test"]}',
        b"\xff",
        b'{"product": "caf\xe9", "users": ["a@x.test"]}',
        '{"product": "p", "users": ["a@x.test"]}'.encode("utf-16"),
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_json_is_refused(program: Programs, body: bytes) -> None:
    ours = program()

    answer = ours.client.post(
        "/v1/entitlements",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {ours.key}"},
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "field_invalid")


@pytest.mark.parametrize(
    "body",
    [b'{"product": "p", "product": "q", "users": ["a@x.test"]}', b'[{"product": 1, "product": 1}]'],
)
def test_a_name_that_stands_twice_in_a_body_is_refused(program: Programs, body: bytes) -> None:
    ours = program()

    answer = ours.client.post(
        "/v1/entitlements",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {ours.key}"},
    )

    told = answer.json()
    assert (answer.status_code, told["code"]) == (400, "field_repeated")
    assert told["values"] == {"field": "product"}


def test_a_parameter_that_comes_twice_is_refused_but_for_one_that_is_a_list(
    program: Programs,
) -> None:
    ours = program()
    headers = {"Authorization": f"Bearer {ours.key}"}

    def asked(query: str) -> Any:  # noqa: ANN401
        return ours.client.get(f"/v1/{query}", headers=headers)

    for query, name in (
        ("accounts?limit=5&limit=5", "limit"),
        ("entitlements?user=a@x.test&user=b@x.test&product=p", "user"),
    ):
        told = asked(query).json()
        assert (told["status"], told["code"]) == (400, "field_repeated")
        assert told["values"] == {"field": name}
    expanded = asked("subscriptions?expand[]=data.account&expand[]=data.plan")
    assert expanded.status_code == 200


def test_head_is_answered_as_get_without_its_body(program: Programs) -> None:
    ours, account = program(), public_id("acc", make_account().id)
    headers = {"Authorization": f"Bearer {ours.key}", "Accept-Language": "fr"}

    for address, told in (
        ("accounts", 200),
        (f"accounts/{account}", 200),
        ("accounts/acc_x", 404),
        ("accounts?page=2", 400),
        ("openapi.json", 200),
        ("errors/not_found", 200),
        ("errors/nothing", 404),
    ):
        looked = ours.client.get(f"/v1/{address}", headers=headers)
        asked = ours.client.head(f"/v1/{address}", headers=headers)
        assert (asked.status_code, asked.content) == (told, b"")
        assert asked.headers["Content-Length"] == str(len(looked.content))
        for name in ("Content-Type", "ETag", "Cache-Control", "API-Version"):
            assert asked.headers.get(name) == looked.headers.get(name), (address, name)
    assert ours.client.head("/v1/accounts").status_code == 401
    unread = ours.client.head("/v1/quotes/qt_x/accept", headers=headers)
    assert (unread.status_code, unread.headers["Allow"]) == (405, "POST")
    assert ours.get("/requests").json()["data"][0]["method"] == "HEAD"


@pytest.mark.parametrize("code", RefusalCode)
def test_a_code_is_explained_where_the_type_of_a_problem_leads(
    client: Client, code: RefusalCode
) -> None:
    answer = client.get(f"/v1/errors/{code}", headers={"Accept-Language": "de"})

    told, text = answer.json(), refusal_text(refuse(code), Language.DE)
    assert (answer.status_code, told["object"], told["code"]) == (200, "error", code.value)
    assert (told["title"], told["detail"]) == (text.sentence, text.reason)
    assert told["status"] == status_of(code)
    assert [(each["code"], each["title"]) for each in told["options"]] == list(text.options)
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_type_of_a_problem_leads_to_its_code(client: Client) -> None:
    told = client.get("/v1/accounts").json()

    path = urlsplit(told["type"]).path
    explained = client.get(path).json()

    assert (path, explained["code"]) == ("/v1/errors/key_invalid", "key_invalid")
    assert explained["status"] == told["status"]
    every = client.get("/v1/errors").json()
    assert [each["code"] for each in every["data"]] == [code.value for code in RefusalCode]
    assert explained in every["data"]


@pytest.mark.parametrize(
    "sent_as",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/jsonp",
    ],
)
def test_a_body_that_is_not_sent_as_json_is_refused(program: Programs, sent_as: str) -> None:
    answer = _sent(program(), "POST", "/v1/entitlements", sent_as)

    told = answer.json()
    assert (answer.status_code, told["code"]) == (415, "media_type")
    assert told["values"] == ({"given": sent_as} if sent_as else {})
    assert told["options"] == ["correct_value"]


def test_a_change_that_is_not_sent_as_json_is_refused_and_keeps_no_key(program: Programs) -> None:
    ours, key = program(), {"Idempotency-Key": "one"}

    changed = _sent(ours, "PATCH", "/v1/accounts/acc_x", "text/plain")
    refused = _sent(ours, "POST", "/v1/test_helpers/clocks", "text/plain", **key)
    again = _sent(ours, "POST", "/v1/test_helpers/clocks", "application/json", **key)

    assert [each.status_code for each in (changed, refused)] == [415, 415]
    assert again.json()["code"] != "idempotency_key_reused"


@pytest.mark.parametrize(
    "sent_as",
    ["application/json", "Application/JSON", "application/json; charset=utf-8"],
)
def test_json_is_known_by_its_name_however_it_is_written(program: Programs, sent_as: str) -> None:
    answer = _sent(program(), "POST", "/v1/entitlements", sent_as)

    assert answer.json()["code"] == "not_found"


def test_who_sends_nothing_needs_no_name_for_it(program: Programs) -> None:
    ours = program()

    answer = ours.client.generic(
        "POST",
        "/v1/quotes/qt_x/accept",
        b"",
        "application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {ours.key}", "Idempotency-Key": "one"},
    )

    assert answer.status_code == 404


def test_who_is_nobody_is_told_so_before_what_is_sent_is_looked_at(client: Client) -> None:
    assert client.post("/v1/entitlements", b"x", "text/plain").status_code == 401


def test_what_bodies_are_refused_with_stands_in_the_document() -> None:
    for path, methods in whole_document()["paths"].items():
        for method, operation in methods.items():
            told = {413, 415} & {int(status) for status in operation["responses"]}
            assert told == ({413, 415} if method in {"post", "patch", "put"} else set()), path


def _sent(ours: Program, method: str, path: str, sent_as: str, **headers: str) -> Any:  # noqa: ANN401
    body = b'{"product": "p", "users": ["a@x.test"]}'
    return ours.client.generic(
        method,
        path,
        body,
        sent_as,
        headers={"Authorization": f"Bearer {ours.key}", **headers},
    )


@pytest.mark.parametrize(("fault", "status"), [(ValueError("x"), 500), (OperationalError(), 503)])
def test_a_fault_of_ours_is_told_without_what_it_says(
    program: Programs, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    def broken(*_given: object, **_named: object) -> Any:  # noqa: ANN401
        raise fault

    ours = program()
    ours.client.raise_request_exception = False
    monkeypatch.setattr(accounts, "list_accounts", broken)

    answer = ours.get("/accounts")

    assert answer.status_code == status
    assert answer.json()["request_id"] == answer.headers["Request-Id"]
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_cookie_chooses_no_language_of_an_answer_that_others_keep() -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    plain, english, french = (
        client.get("/v1/errors/not_found", headers=asked).json()["title"]
        for asked in ({}, {"Accept-Language": "en"}, {"Accept-Language": "fr"})
    )

    assert plain == english != french
