"""Lists go on from row to row, and lead to what follows by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import make_account

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def five() -> list[str]:
    """Five accounts as the API names them, the newest first; each was made a day after another."""
    now = utc_now() - timedelta(days=5)
    made = [make_account(name=f"A{day}", now=now + timedelta(days=day)) for day in range(5)]
    return [public_id("acc", account.id) for account in reversed(made)]


def _ids(answer: Any) -> list[str]:  # noqa: ANN401 - Django's test response
    return [row["id"] for row in answer.json()["data"]]


def _followed(program: Program, answer: Any) -> Any:  # noqa: ANN401
    """What the header of a list leads to."""
    address, _, rel = answer.headers["Link"].partition(">; ")
    assert rel in {'rel="next"', 'rel="prev"'}
    parts = urlsplit(address.removeprefix("<"))
    return program.get(parts.path.removeprefix("/v1"), **dict(parse_qsl(parts.query)))


def test_a_list_leads_on_to_its_end_and_back(program: Programs, five: list[str]) -> None:
    ours = program()

    first = ours.get("/accounts", limit="2")
    second = _followed(ours, first)
    last = _followed(ours, second)
    back = ours.get("/accounts", limit="2", ending_before=five[4])
    front = _followed(ours, back)

    assert [_ids(answer) for answer in (first, second, last)] == [five[:2], five[2:4], five[4:]]
    assert [answer.json()["has_more"] for answer in (first, second, last)] == [True, True, False]
    assert "Link" not in last.headers
    assert first.json()["url"] == "/v1/accounts"
    assert (_ids(back), _ids(front)) == (five[2:4], five[:2])
    assert front.json()["has_more"] is False


def test_a_list_is_narrowed_and_counted_where_that_is_asked(
    program: Programs, five: list[str]
) -> None:
    ours = program()
    since = (utc_now() - timedelta(days=2, hours=1)).isoformat()

    late = ours.get("/accounts", **{"created[gte]": since})
    counted = ours.get("/accounts", limit="1", include="total")

    assert _ids(late) == five[:2]
    assert (late.json()["total"], counted.json()["total"]) == (None, 5)
    assert _ids(ours.get("/accounts", country="DE")) == []


@pytest.mark.threat("TH20", "TH23")
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("limit", "0", "field_invalid"),
        ("limit", "101", "field_invalid"),
        ("limit", "1_0", "field_invalid"),
        ("limit", "１２", "field_invalid"),
        ("limit", "10.0", "field_invalid"),
        ("limit", "true", "field_invalid"),
        ("limit", "", "field_invalid"),
        ("starting_after", "sub_1", "field_invalid"),
        ("starting_after", "", "field_invalid"),
        ("include", "all", "field_invalid"),
        ("created[gte]", "2026-01-01", "date_invalid"),
        ("created[gte]", "1767225600", "date_invalid"),
        ("created[lt]", "2026-13-01T00:00:00Z", "date_invalid"),
        ("country", "\0", "field_invalid"),
        ("page", "2", "field_unknown"),
        ("Limit", "2", "field_unknown"),
    ],
)
def test_what_no_list_is_asked_like_this_is_refused(
    program: Programs, name: str, value: str, code: str
) -> None:
    answer = program().get("/accounts", **{name: value})

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_two_cursors_show_what_stands_between(program: Programs, five: list[str]) -> None:
    answer = program().get("/accounts", starting_after=five[0], ending_before=five[3])
    assert [row["id"] for row in answer.json()["data"]] == five[1:3]
