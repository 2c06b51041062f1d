"""A program follows joins with an own plan: it holds their money, lets it go, and undoes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.api.joining import Joined, join_with_own_plan

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def joined() -> Joined:
    """Somebody who has just joined a customer and given up a plan of their own."""
    return join_with_own_plan("jo@example.com", now=utc_now())


def _path(joined: Joined, action: str = "") -> str:
    return f"/joins/{public_id('xfer', joined.settlement)}{action}"


def _post(ours: Program, path: str, key: str = "") -> Any:  # noqa: ANN401
    return ours.post(path, {}, **{"Idempotency-Key": key or str(uuid4())})


def test_a_join_is_listed_and_looked_at(program: Programs, joined: Joined) -> None:
    ours = program(scopes=[Scope.BILLING_READ, Scope.ACCOUNTS_READ])

    row = ours.get(_path(joined)).json()

    assert (row["choice"], row["status"]) == ("transfer", "pending")
    assert "jo@example.com" not in str(row)
    assert row["account"] == public_id("acc", joined.world.account.id)
    assert row["own_account"] == public_id("acc", joined.own.id)
    assert row["amount"]["amount"] > 0
    for asked in (
        {},
        {"account": row["account"]},
        {"account": row["own_account"]},
        {"status": "pending"},
    ):
        assert ours.get("/joins", **asked).json()["data"] == [row]
    assert ours.get("/joins", status="moved").json()["data"] == []
    assert program(is_live=False).get(_path(joined)).status_code == 404
    assert program(is_live=False).get("/joins").json()["data"] == []


def test_its_money_is_held_and_let_go(program: Programs, joined: Joined) -> None:
    ours, key = program(scopes=[Scope.BILLING_WRITE]), str(uuid4())

    held = _post(ours, _path(joined, "/hold"), key).json()
    again = _post(ours, _path(joined, "/hold"), key)
    let_go = _post(ours, _path(joined, "/release")).json()

    assert held["held_at"] is not None
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (let_go["held_at"], let_go["status"]) == (None, "pending")
    assert ours.post(_path(joined, "/release"), {}).json()["code"] == "idempotency_key_missing"


def test_it_is_undone_once_and_the_own_plan_runs_again(program: Programs, joined: Joined) -> None:
    ours, key = program(scopes=[Scope.ACCOUNTS_WRITE]), str(uuid4())

    undone = _post(ours, _path(joined, "/undo"), key)
    again = _post(ours, _path(joined, "/undo"), key)
    late = _post(ours, _path(joined, "/undo"))

    assert (undone.status_code, undone.json()["status"]) == (200, "undone")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (late.status_code, late.json()["code"]) == (404, "not_found")
    assert "amount" not in undone.json()
    own = program().get(f"/subscriptions/{public_id('sub', joined.subscription)}").json()
    assert own["status"] == "active"


def test_what_has_moved_is_not_undone(program: Programs, joined: Joined) -> None:
    now = utc_now()
    models.Settlement.objects.filter(id=joined.settlement).update(status="moved", closed_at=now)

    late = _post(program(), _path(joined, "/undo"))

    assert (late.status_code, late.json()["code"]) == (409, "undo_window_closed")


@pytest.mark.threat("TH22")
def test_who_may_not_changes_nothing(program: Programs, joined: Joined) -> None:
    reader, testing = program(scopes=[Scope.BILLING_READ]), program(is_live=False)
    for action in ("/hold", "/release", "/undo"):
        assert _post(reader, _path(joined, action)).json()["code"] == "scope_missing"
        assert _post(testing, _path(joined, action)).status_code == 404
    assert program().get(_path(joined)).json()["status"] == "pending"
