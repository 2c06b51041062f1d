"""What does not fit the document is refused by what it means, with the place where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import uuid4

import pytest

from curule.api.v1.door import whole_document
from curule.api.v1.misfits import AMOUNTS, QUANTITIES
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import make_account

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]

ACCOUNT: Final = "acc_1CvArQNYqjxQQqctSWvAbQ"
EUR: Final = {"amount": 100, "currency": "EUR"}
PAID: Final = {"account": ACCOUNT, "amount": EUR}
SOLD: Final[dict[str, Any]] = {
    "preset": "zoom",
    "seat_types": [{"name": "licensed"}],
    "prices": [{"seat_type": "licensed", "currency": "EUR", "unit_amount": 1}],
}
# Whole numbers that are neither money nor seats: how long, how often, which column.
OTHERS: Final = frozenset(
    {
        *("days", "expires_in", "interval_count", "notice_days", "number", "overlap_hours"),
        *("limit_in_all", "limit_per_account", "periods", "places", "seconds", "skipped"),
    }
)


def _price(**wrong: object) -> dict[str, Any]:
    return {**SOLD, "prices": [{**SOLD["prices"][0], **wrong}]}


@pytest.mark.threat("TH20")
@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/quotes", {"subscription": "sub_x", "seats": -1}, ("quantity_invalid", "/seats", -1)),
        (
            "/quotes",
            {"subscription": "sub_x", "seats": "1_0"},
            ("quantity_invalid", "/seats", "1_0"),
        ),
        ("/quotes", {"seats": {"a/b": 2.0}}, ("quantity_invalid", "/seats/a~1b", None)),
        ("/quotes", {"seats": [3]}, ("quantity_invalid", "/seats", None)),
        ("/payments", {**PAID, "amount": 5}, ("amount_invalid", "/amount", 5)),
        ("/payments", {**PAID, "amount": None}, ("amount_invalid", "/amount", None)),
        (
            "/payments",
            {**PAID, "amount": {**EUR, "amount": "5"}},
            ("amount_invalid", "/amount", "5"),
        ),
        ("/payments", {**PAID, "amount": {**EUR, "amount": 0}}, ("amount_invalid", "/amount", 0)),
        (
            "/payments",
            {**PAID, "paid_on": "2026-02-30"},
            ("date_invalid", "/paid_on", "2026-02-30"),
        ),
        ("/payments", {**PAID, "paid_on": 20260230}, ("date_invalid", "/paid_on", 20260230)),
        ("/test_helpers/clocks", {"name": "a", "now": "today"}, ("date_invalid", "/now", "today")),
        ("/plans/p/draft", _price(unit_amount=-1), ("amount_invalid", "/prices/0/unit_amount", -1)),
        ("/plans/p/draft", _price(package_size=0), ("quantity_invalid", "/package_size", 0)),
        ("/plans/p/draft", _price(interval_count=0), ("field_invalid", "/interval_count", None)),
        ("/plans/p/draft", {**SOLD, "seat_types": [{}]}, ("field_invalid", "/seat_types/0/", None)),
        ("/plans/p/draft", _price(colour=1), ("field_unknown", "/prices/0/colour", None)),
        (
            "/usage",
            {"product": "p", "used": [{"user": "u", "at": "x"}]},
            ("date_invalid", "/at", "x"),
        ),
    ],
)
def test_a_misfit_is_refused_by_what_it_means_and_where_it_stands(
    program: Programs, path: str, body: object, expected: tuple[str, str, object]
) -> None:
    code, pointer, given = expected
    answer = program().post(path, body, **{"Idempotency-Key": str(uuid4())})

    told = answer.json()
    assert (answer.status_code, told["code"]) == (400, code), told
    places = [each for each in told["errors"] if each["code"] == code]
    assert any(pointer in each["pointer"] for each in places), told["errors"]
    assert told["values"].get("given") == given
    assert {each["pointer"][0] for each in told["errors"]} == {"#"}


def test_each_place_is_told_once_and_no_name_of_ours_is_in_it(program: Programs) -> None:
    body = {"subscription": 1, "seats": {"a": -1, "b": True}, "said": 1}

    told = program().post("/quotes", body).json()

    assert (told["code"], told["values"]) == ("field_unknown", {"field": "said"})
    assert {each["pointer"]: each["code"] for each in told["errors"]} == {
        "#/subscription": "field_invalid",
        "#/seats/a": "quantity_invalid",
        "#/seats/b": "quantity_invalid",
        "#/said": "field_unknown",
    }
    assert len(told["errors"]) == 4


def test_what_is_missing_is_named(program: Programs) -> None:
    told = program().post("/payments", {"amount": {"amount": 1}}, **{"Idempotency-Key": "k"}).json()

    assert told["code"] == "field_invalid"
    assert [each["pointer"] for each in told["errors"]] == ["#/account", "#/amount/currency"]


def test_a_day_in_the_address_is_refused_as_one(program: Programs) -> None:
    account = public_id("acc", make_account().id)

    told = (
        program().get(f"/accounts/{account}/statement", since="2026-13-01", currency="EUR").json()
    )

    assert (told["code"], told["values"]) == ("date_invalid", {"field": "since"})
    assert [(each["query"], each["code"]) for each in told["errors"]] == [("since", "date_invalid")]


@pytest.mark.parametrize(
    ("path", "body", "code", "pointer"),
    [
        (
            "/payments",
            {**PAID, "on_account": True, "paid_on": "1901-01-01"},
            "date_invalid",
            "#/paid_on",
        ),
        ("/accounts/{}/credit", {"amount": EUR, "reason": " "}, "field_invalid", "#/reason"),
        ("/accounts/{}", {"time_zone": "Mars"}, "field_invalid", "#/time_zone"),
    ],
)
def test_what_a_rule_refuses_is_found_in_the_body_too(
    program: Programs, path: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    account = public_id("acc", make_account().id)
    sent = {**body, "account": account} if "account" in body else body
    method = "PATCH" if path == "/accounts/{}" else "POST"

    told = program().send(method, path.format(account), sent, **{"Idempotency-Key": "k"}).json()

    assert told["code"] == code, told
    (place,) = told["errors"]
    assert place == {"pointer": pointer, "code": code, "detail": told["detail"]}


def test_every_number_of_a_body_is_known_for_what_it_means() -> None:
    document = whole_document()
    found: set[str] = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for sent in operation.get("requestBody", {"content": {}})["content"].values():
                found |= set(_numbers(sent["schema"], document["components"]["schemas"], ""))

    assert found == AMOUNTS | QUANTITIES | OTHERS
    assert not AMOUNTS & QUANTITIES


def _numbers(schema: Any, schemas: dict[str, Any], name: str) -> Iterator[str]:  # noqa: ANN401
    """Yield the names below which whole numbers stand in what is sent."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "integer":
        yield name
    for each in schema.get("anyOf", ()):
        yield from _numbers(each, schemas, name)
    for below, each in schema.get("properties", {}).items():
        yield from _numbers(each, schemas, below)
    for below in ("items", "additionalProperties"):
        if isinstance(schema.get(below), dict):
            yield from _numbers(schema[below], schemas, name)
