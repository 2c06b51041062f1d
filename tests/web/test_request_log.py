"""Every answer names its request, and so does its log, which holds no address and no secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from curule.config import logs
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import internal_id
from tests.docs.pages import blocks, read
from tests.support.factories import make_person, make_world

pytestmark = pytest.mark.django_db


class Written(logging.Handler):
    """Keeps what would stand in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logs.formatter(shown_as="json"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def told(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def written() -> Iterator[Written]:
    kept = Written()
    logging.getLogger().addHandler(kept)
    try:
        yield kept
    finally:
        logging.getLogger().removeHandler(kept)


@pytest.mark.parametrize(
    "path", ["/", "/auth/login/", "/nowhere", "/v1/accounts", "/v1/nowhere", "/static/x"]
)
def test_every_answer_names_its_request(client: Client, path: str) -> None:
    first, second = (client.get(path).headers["Request-Id"] for _ in range(2))
    assert first != second
    assert all(internal_id("req", each) for each in (first, second))


def test_a_request_is_one_line_with_its_account(client: Client, written: Written) -> None:
    now = utc_now()
    world = make_world("tutkit", seats=3, now=now)
    client.force_login(world.people["owner"])
    answer = client.get(f"/a/{world.account.id}/?q=ann@example.com")
    [line] = [each for each in written.told() if each["logger"] == "curule.requests"]
    assert line["request_id"] == answer.headers["Request-Id"]
    assert line["account_id"] == str(world.account.id)
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    [page] = [each for each in blocks(read("how-to/watch-it-run.md")) if each.language == "json"]
    assert set(line) == set(json.loads(page.body)), "the page shows such a line"
    assert "ann@" not in "".join(written.lines)


@pytest.mark.threat("TH4")
@pytest.mark.invariant("I9")
def test_a_fault_is_logged_under_its_request_without_what_it_quotes(
    client: Client, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("no such person: ann@example.com, whose key is sk_live_1234567890")

    monkeypatch.setattr("curule.web.home.list_companies", fail)
    client.force_login(make_person("ann@example.com"))
    client.raise_request_exception = False
    answer = client.get("/companies")
    assert answer.status_code == 500
    told = written.told()
    assert {each["request_id"] for each in told} == {answer.headers["Request-Id"]}
    assert any("ValueError" in str(each.get("exception")) for each in told)
    everything = "".join(written.lines)
    assert "ann@example.com" not in everything
    assert "1234567890" not in everything


def test_an_operation_of_programs_is_named_by_its_address(client: Client, written: Written) -> None:
    client.get("/v1/quotes/qt_4711")
    [line] = [each for each in written.told() if each["logger"] == "curule.requests"]
    assert (line["method"], line["route"]) == ("GET", "/v1/quotes/{quote}")
