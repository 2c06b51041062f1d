"""An account at a safety bound, as programs see it and let it go on."""

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
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def world() -> World:
    return make_world("zoom", seats=2, now=utc_now() - timedelta(hours=1))


def _path(world: World, action: str = "") -> str:
    return f"/accounts/{public_id('acc', world.account.id)}{action}"


def _post(ours: Program, path: str, body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": str(uuid4())})


def _order(ours: Program, world: World, seats: int) -> Any:  # noqa: ANN401
    path = f"/subscriptions/{public_id('sub', world.subscription.id)}/seats"
    return _post(ours, path, {"seats": {"licensed": seats}})


@pytest.mark.invariant("I26")
def test_an_order_above_the_cap_parks_and_the_release_lets_it_through(
    program: Programs, world: World
) -> None:
    ours, sub = program(), public_id("sub", world.subscription.id)
    agreed = _post(ours, _path(world, "/invoice_caps"), {"currency": "EUR", "most": 1}).json()
    assert ours.get(_path(world, "/parking")).json()["is_parked"] is False

    refused = _order(ours, world, 40)
    parked = ours.get(_path(world, "/parking")).json()
    waiting = ours.get("/accounts?parked=true").json()["data"]

    assert agreed["data"][0]["most"] == {"amount": 1, "currency": "EUR"}
    assert (refused.status_code, refused.json()["code"]) == (409, "account_parked")
    assert refused.json()["options"] == ["contact"]
    assert (parked["bound"], parked["most"], parked["currency"]) == ("amount", 1, "EUR")
    assert (parked["subscription"], parked["is_parked"]) == (sub, True)
    assert [each["id"] for each in waiting] == [public_id("acc", world.account.id)]
    assert ours.get("/accounts?parked=false").json()["data"] == []

    assert (
        _post(ours, _path(world, "/invoice_caps"), {"currency": "EUR", "most": None}).json()["data"]
        == []
    )
    released = _post(ours, _path(world, "/release"), {"reason": "looked through"}).json()
    assert (released["is_parked"], released["bound"]) == (False, None)
    assert models.Parking.objects.get(account=world.account).released_because == "looked through"
    assert _order(ours, world, 40).json()["code"] == "payment_method_required"


def test_a_release_needs_a_reason_and_the_scope_of_money(program: Programs, world: World) -> None:
    ours = program()
    for wrong in ({}, {"reason": ""}, {"reason": "x\ny"}, {"reason": "x" * 201}):
        answer = _post(ours, _path(world, "/release"), wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "field_invalid")
    for body in ({"currency": "eur", "most": 5}, {"currency": "EUR", "most": 0}):
        assert _post(ours, _path(world, "/invoice_caps"), body).status_code == 400
    less = program(scopes=[Scope.ACCOUNTS_READ, Scope.ACCOUNTS_WRITE])
    answer = _post(less, _path(world, "/release"), {"reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
