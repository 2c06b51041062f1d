"""`POST /v1/orders/{order}/cancel`: an order that waits, canceled by the vendor's program."""

from __future__ import annotations

import pytest

from curule.core.api_keys import Scope
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.test_credit_notes import KEY, Programs, _post
from tests.support.shop import YEAR, Shop

pytestmark = pytest.mark.django_db
ASKED = {"reason": "You asked us to by phone."}


def _waiting() -> tuple[Shop, str]:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR, is_live=True, now=utc_now())
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    order = models.Order.objects.get(account_id=shop.account.id, status="awaiting_payment")
    return shop, f"/orders/{public_id('ord', order.id)}/cancel"


def test_an_order_that_waits_is_canceled_once(program: Programs) -> None:
    shop, path = _waiting()
    ours = program(scopes={Scope.SUBSCRIPTIONS_WRITE, Scope.EVENTS_READ})

    first, second = (ours.post(path, ASKED, **KEY) for _ in range(2))
    again = _post(ours, path, ASKED)

    order = first.json()
    assert (order["object"], order["status"]) == ("order", "canceled")
    assert order["closed_at"] is not None
    assert second.json() == order
    assert (again.status_code, again.json()["code"]) == (409, "order_not_waiting")
    assert (shop.owed, len(shop.mails("order_taken_back"))) == (0, 1)
    assert ours.get("/events", type="order.canceled").json()["data"]
    shop.check()


def test_it_takes_a_reason_a_key_and_the_right(program: Programs) -> None:
    shop, path = _waiting()
    ours = program()
    assert ours.post(path, ASKED).json()["code"] == "idempotency_key_missing"
    for body in ({}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 201}):
        assert _post(ours, path, body).json()["code"] == "field_invalid", body
    others = set(Scope) - {Scope.SUBSCRIPTIONS_WRITE}
    assert _post(program(scopes=others), path, ASKED).json()["code"] == "scope_missing"
    assert _post(program(is_live=False), path, ASKED).status_code == 404
    assert shop.order_statuses == ["completed", "awaiting_payment"]
