"""Dated versions: an older one is made of today's answer, and says that it will go.

There is one version so far. What is true of two is shown with one that is made up here: it called
an account's name its title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from curule.api.v1 import versions
from curule.api.v1.versions import VERSIONS, Version
from curule.data.models import Account
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]

OLD, NEW = "2026-11-01", "2026-11-20"
DEPRECATED = datetime(2026, 12, 1, tzinfo=UTC)
ENDS = datetime(2027, 6, 1, tzinfo=UTC)


def _titled(shown: dict[str, Any]) -> dict[str, Any]:
    name = shown.pop("name")
    return {**shown, "title": name}


@pytest.fixture(autouse=True)
def _two() -> Iterator[None]:
    """An old version, which will go, and a new one."""
    before = VERSIONS[:]
    VERSIONS[:] = [
        Version(since=date(2026, 11, 1), deprecated_at=DEPRECATED, ends_at=ENDS),
        Version(since=date(2026, 11, 20), back={"account": _titled}),
    ]
    yield
    VERSIONS[:] = before


def _made_at(at: datetime) -> None:
    """Let all keys have been made then."""

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE curule_api_key DISABLE TRIGGER USER")
        cursor.execute("UPDATE curule_api_key SET created_at = %s", [at])
        cursor.execute("ALTER TABLE curule_api_key ENABLE TRIGGER USER")


def test_an_answer_is_written_as_the_version_has_it_that_is_asked_for(program: Programs) -> None:
    ours, world = program(), make_world("zoom")
    account = f"/accounts/{public_id('acc', world.account.id)}"

    old = ours.send("GET", account, **{"API-Version": OLD})
    new = ours.send("GET", account, **{"API-Version": NEW})
    listed = ours.send("GET", "/accounts", **{"API-Version": OLD}).json()["data"]
    expanded = ours.send(
        "GET", "/subscriptions?expand[]=data.account", **{"API-Version": OLD}
    ).json()["data"]

    assert (old.json()["title"], "name" in old.json()) == ("Acme", False)
    assert (new.json()["name"], "title" in new.json()) == ("Acme", False)
    assert [row["title"] for row in listed] == ["Acme"]
    assert expanded[0]["account"]["title"] == "Acme"
    assert old.headers["ETag"] != new.headers["ETag"]


def test_a_version_that_will_go_says_so(program: Programs) -> None:
    ours = program()

    old = ours.send("GET", "/accounts", **{"API-Version": OLD}).headers
    new = ours.send("GET", "/accounts", **{"API-Version": NEW}).headers

    assert (old["API-Version"], new["API-Version"]) == (OLD, NEW)
    assert old["Deprecation"] == f"@{int(DEPRECATED.timestamp())}"
    assert old["Sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert not {"Deprecation", "Sunset"} & set(new)


@pytest.mark.parametrize(
    ("made", "spoken"), [((2026, 11, 5), OLD), ((2026, 11, 20), NEW), ((2026, 10, 1), OLD)]
)
def test_who_names_none_gets_the_one_of_the_day_of_their_key(
    program: Programs, made: tuple[int, int, int], spoken: str
) -> None:
    ours = program()
    _made_at(datetime(*made, tzinfo=UTC))

    answer = ours.get("/accounts")

    assert answer.headers["API-Version"] == spoken


def test_what_is_changed_is_compared_in_the_version_that_was_seen(program: Programs) -> None:
    ours, world = program(), make_world("zoom")
    path = f"/accounts/{public_id('acc', world.account.id)}"
    tag = ours.send("GET", path, **{"API-Version": OLD}).headers["ETag"]

    changed = ours.send("PATCH", path, {"name": "Zoo"}, **{"API-Version": OLD, "If-Match": tag})

    assert (changed.status_code, changed.json()["title"]) == (200, "Zoo")
    assert Account.objects.get(id=world.account.id).name == "Zoo"


def test_a_version_that_there_is_not_is_refused_and_answered_in_the_newest(
    program: Programs,
) -> None:
    refused = program().send("GET", "/accounts", **{"API-Version": "2020-01-01"})
    assert (refused.status_code, refused.json()["values"]) == (400, {"field": "API-Version"})
    assert refused.headers["API-Version"] == NEW


def test_a_step_back_is_taken_in_all_that_stands_in_an_answer() -> None:
    account = {"object": "account", "name": "A"}
    shown = {"object": "list", "data": [{"object": "order", "account": account}, 1, None]}
    then = versions.as_of(VERSIONS[0], shown)
    assert then["data"] == [
        {"object": "order", "account": {"object": "account", "title": "A"}},
        1,
        None,
    ]
    assert versions.as_of(VERSIONS[1], shown) == shown
