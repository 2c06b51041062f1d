"""Refunds that are paid by hand, transfers that are taken back, and the ways to pay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services import refunds
from curule.services.credits import crediting
from curule.services.payments import transfers
from tests.api.conftest import Program
from tests.services.money.test_booking_disputes import lose
from tests.support.factories import VENDOR
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
KEY = {"Idempotency-Key": "one"}


@pytest.fixture
def shop(sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    """A customer who paid three seats at 30.00 by bank transfer."""
    now = utc_now() - timedelta(hours=1)
    found = Shop.open("zoom", is_live=True, card=None, payment__method="invoice", now=now)
    found.subscribe(3)
    found.transfer()
    return found


def _post(ours: Program, path: str, body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": str(uuid4())})


def _waiting(shop: Shop) -> str:
    """A refund of 30.00 that the vendor pays at the bank."""
    charge = models.Charge.objects.get(account_id=shop.account.id)
    assert charge.invoice_id is not None
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=charge.invoice_id,
        amounts={charge.id: 3000},
        refunds_money=True,
        reason="outage",
        now=shop.now,
    )
    refund = models.Refund.objects.get()
    refunds.send(account_id=shop.account.id, refund_id=refund.id, now=shop.now)
    return public_id("re", refund.id)


def test_a_refund_by_hand_waits_until_it_is_marked_as_paid(program: Programs, shop: Shop) -> None:
    ours, refund = program(), _waiting(shop)
    path = f"/refunds/{refund}/mark_paid"

    (waiting,) = ours.get("/refunds", status="waiting").json()["data"]
    missing = ours.post(path, {}).json()
    first, second = (ours.post(path, {}, **KEY) for _ in range(2))
    other = _post(ours, path, {})

    assert (waiting["id"], waiting["status"], waiting["settled_at"]) == (refund, "waiting", None)
    assert missing["code"] == "idempotency_key_missing"
    assert (first.json()["status"], second.json()) == ("succeeded", first.json())
    assert (other.status_code, other.json()["values"]) == (404, {"name": "refund"})
    assert ours.get("/refunds", status="waiting").json()["data"] == []
    assert ours.get("/refunds", payment=waiting["payment"]).json()["data"] == [first.json()]
    shop.check()


@pytest.mark.threat("TH8", "TH22")
def test_nobody_else_marks_it_or_takes_a_transfer_back(program: Programs, shop: Shop) -> None:
    payment = public_id("pay", models.Payment.objects.get().id)
    acts = {
        f"/refunds/{_waiting(shop)}/mark_paid": {},
        f"/payments/{payment}/reverse": {"reason": "returned"},
    }
    for path, body in acts.items():
        reading = program(scopes=[Scope.BILLING_READ, Scope.ACCOUNTS_WRITE])
        assert _post(reading, path, body).json()["code"] == "scope_missing", path
        assert _post(program(is_live=False), path, body).status_code == 404, path
    assert models.Refund.objects.get().status == "failed"


def test_a_transfer_is_taken_back_and_owed_again(program: Programs, shop: Shop) -> None:
    ours = program()
    (paid,) = ours.get("/payments", status="succeeded").json()["data"]
    path = f"/payments/{paid['id']}/reverse"

    empty = _post(ours, path, {"reason": " "})
    first, second = (ours.post(path, {"reason": "returned"}, **KEY) for _ in range(2))
    other = _post(ours, path, {"reason": "returned"})

    assert (empty.status_code, empty.json()["values"]) == (400, {"field": "reason"})
    assert first.json()["status"] == "reversed"
    assert second.headers["Idempotent-Replayed"] == "true"
    assert other.json()["code"] == "payment_not_reversible"
    invoice = ours.get(f"/invoices/{paid['invoice']}").json()
    assert invoice["open"] == paid["amount"]
    shop.check()


def test_a_transfer_whose_credit_is_spent_is_booked_as_gone(program: Programs, shop: Shop) -> None:
    ours = program()
    transfers.record_transfer(
        actor=VENDOR, account_id=shop.account.id, amount=1000, currency="EUR", now=shop.now
    )
    given = models.Payment.objects.latest("id")
    path = f"/payments/{public_id('pay', given.id)}/reverse"
    shop.set_seats(shop.seats + 1)  # uses the credit

    refused = _post(ours, path, {"reason": "returned"})
    wrong = _post(ours, path, {"reason": "returned", "unpaid": "forgiven"})
    booked = _post(ours, path, {"reason": "returned", "unpaid": "owed"})

    assert (refused.status_code, refused.json()["code"]) == (409, "credit_spent")
    assert (wrong.status_code, wrong.json()["values"]["field"]) == (400, "unpaid")
    assert booked.json()["status"] == "reversed"
    (dispute,) = ours.get("/disputes").json()["data"]
    assert (dispute["payment"], dispute["status"]) == (public_id("pay", given.id), "returned")
    shop.check()


def test_what_a_card_paid_is_not_taken_back(program: Programs, sandbox: SandboxGateway) -> None:
    del sandbox
    shop = Shop.open("zoom", is_live=True, now=utc_now() - timedelta(hours=1))
    shop.subscribe(1)
    ours = program()
    (paid,) = ours.get("/payments").json()["data"]

    refused = _post(ours, f"/payments/{paid['id']}/reverse", {"reason": "returned"})

    assert (refused.status_code, refused.json()["code"]) == (409, "payment_not_reversible")


def test_another_way_to_pay_is_charged_and_the_old_one_goes(
    program: Programs, sandbox: SandboxGateway
) -> None:
    del sandbox
    shop = Shop.open("zoom", is_live=True, now=utc_now() - timedelta(hours=1))
    shop.subscribe(1)
    old = public_id("pm", models.PaymentMethod.objects.get().id)
    new = public_id("pm", shop.add_card("succeed", name="visa", default=False))
    once = public_id("pm", shop.add_card("succeed", name="once", save=False, default=False))
    ours, account = program(), public_id("acc", shop.account.id)

    needed = ours.post(f"/payment_methods/{old}/remove", {})
    unsaved = ours.post(f"/payment_methods/{once}/make_default", {})
    first, second = (ours.post(f"/payment_methods/{new}/make_default", {}, **KEY) for _ in range(2))
    gone = ours.post(f"/payment_methods/{old}/remove", {}).json()
    left = ours.get("/payment_methods", account=account).json()["data"]

    assert needed.json()["code"] == "payment_method_required"
    assert unsaved.json()["code"] == "payment_method_not_saved"
    assert (first.json()["is_default"], first.json()["collects"]) == (True, True)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (gone["id"], gone["is_default"]) == (old, False)
    assert gone["removed_at"] is not None
    assert {row["id"]: row["is_default"] for row in left} == {once: False, new: True}
    assert "token" not in first.json()
    assert ours.post(f"/payment_methods/{old}/make_default", {}).status_code == 404
    testing = program(is_live=False)
    assert testing.post(f"/payment_methods/{new}/remove", {}).status_code == 404
    reading = program(scopes=[Scope.BILLING_READ])
    assert reading.post(f"/payment_methods/{new}/remove", {}).json()["code"] == "scope_missing"


def test_a_dispute_lost_in_part_is_looked_at_and_booked_once(
    program: Programs, sandbox: SandboxGateway
) -> None:
    del sandbox
    shop = Shop.open("zoom", is_live=True, now=utc_now() - timedelta(hours=1))
    shop.subscribe(3)
    lose(shop, 4000)
    ours = program()
    (found,) = ours.get("/disputes", to_book="true").json()["data"]
    path = f"/disputes/{found['id']}"
    asked = {
        "taken": {"amount": 4000, "currency": "EUR"},
        "fee": {"amount": 1500, "currency": "EUR"},
        "unpaid": "owed",
    }

    seen = _post(ours, f"{path}/preview", asked).json()
    foreign = _post(ours, f"{path}/preview", asked | {"fee": {"amount": 1, "currency": "USD"}})
    first, second = (ours.post(f"{path}/book", asked | {"note": "part"}, **KEY) for _ in range(2))
    other = _post(ours, f"{path}/book", asked | {"note": "part"})

    assert (seen["open"]["amount"], seen["credit"]["amount"]) == (4000, 0)
    assert {each["ledger_account"]: each["amount"]["amount"] for each in seen["entries"]} == {
        "receivable": 4000,
        "gateway_fees": 1500,
        "cash:sandbox": -5500,
    }
    assert foreign.json()["code"] == "currency_mismatch"
    assert (found["state"], found["booking"]) == ("lost", None)
    booking = first.json()["booking"]
    assert (booking["reopened"]["amount"], booking["note"]) == (4000, "part")
    assert first.json()["to_book"] is False
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "dispute_not_to_book")
    (paid,) = ours.get("/payments").json()["data"]
    assert paid["taken_back"] == asked["taken"]
    assert ours.get("/disputes", to_book="true").json()["data"] == []
    (event,) = ours.get("/events", type="payment.dispute_booked").json()["data"]
    assert event["type"] == "payment.dispute_booked"
    shop.check()


def test_the_day_of_the_bank_is_told_and_may_not_lie_ahead(program: Programs) -> None:
    now = utc_now()
    shop = Shop.open("zoom", is_live=True, card=None, payment__method="invoice", now=now)
    shop.subscribe(3)
    ours = program()
    account = public_id("acc", shop.account.id)
    came = {"account": account, "amount": {"amount": 9000, "currency": "EUR"}}
    before, ahead = ((now + timedelta(days=days)).date().isoformat() for days in (-9, 9))

    refused = _post(ours, "/payments", came | {"paid_on": ahead})
    recorded = _post(ours, "/payments", came | {"paid_on": before})

    assert (refused.status_code, refused.json()["code"]) == (400, "date_invalid")
    assert recorded.status_code == 200
    (paid,) = ours.get("/payments").json()["data"]
    assert paid["paid_on"] == before
    statement = ours.get(f"/accounts/{account}/statement", currency="EUR", since=before)
    kinds = {row["kind"]: (row["on"], row["at"][:10]) for row in statement.json()["data"]}
    assert kinds["payment"] == (before, now.date().isoformat())
    assert kinds["credit_used"][0] == kinds["invoice_issued"][0], "it came before its invoice"
