"""A program gives money back and gives claims up as the vendor's finance does in the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.core.permissions import Actor
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.accounts import sellers
from tests.api.conftest import Program
from tests.support.factories import make_unpaid_invoice, make_world
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
KEY = {"Idempotency-Key": "one"}


@pytest.fixture
def shop(sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    """A customer who paid three seats at 30.00 and 20 % tax by card."""
    found = Shop.open("zoom", is_live=True, tax_rate="20", now=utc_now() - timedelta(hours=1))
    found.subscribe(3)
    return found


def _invoice(shop: Shop) -> str:
    return public_id("in", shop.invoices[0].id)


def _asked(ours: Program, shop: Shop, amount: int, **more: object) -> dict[str, Any]:
    (line,) = ours.get(f"/invoices/{_invoice(shop)}/creditable").json()["data"]
    given = {"charge": line["id"], "amount": {"amount": amount, "currency": "EUR"}}
    return {"invoice": _invoice(shop), "lines": [given], "reason": "outage", **more}


def _post(ours: Program, path: str, body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": str(uuid4())})


def test_a_credit_note_is_seen_before_it_is_issued_and_issued_once(
    program: Programs, shop: Shop
) -> None:
    ours = program(scopes=[Scope.BILLING_READ, Scope.BILLING_WRITE])
    asked = _asked(ours, shop, 1000)
    look = {name: value for name, value in asked.items() if name != "reason"}

    seen = ours.post("/credit_notes/preview", look).json()
    assert not models.CreditNote.objects.exists()
    first, second = (ours.post("/credit_notes", asked, **KEY) for _ in range(2))

    note = first.json()
    assert second.json() == note
    assert second.headers["Idempotent-Replayed"] == "true"
    for name in ("subtotal", "tax", "total", "to_credit"):
        assert seen[name] == note[name], name
    assert (note["total"]["amount"], note["to_credit"]["amount"], shop.credit) == (1200, 1200, 1200)
    assert [mail["template"] for mail in seen["mails"]]
    assert ours.get(f"/credit_notes/{note['id']}").json() == note
    left = ours.get(f"/invoices/{_invoice(shop)}/creditable").json()
    assert (left["data"][0]["left"]["amount"], left["tax_included"]) == (8000, False)
    shop.check()


def test_what_was_paid_goes_back_the_way_it_came(program: Programs, shop: Shop) -> None:
    ours = program()

    note = _post(ours, "/credit_notes", _asked(ours, shop, 9000, to="refund")).json()

    (refund,) = ours.get("/refunds", status="pending").json()["data"]
    assert (note["to_refund"]["amount"], shop.credit) == (10800, 0)
    assert (refund["credit_note"], refund["amount"]) == (note["id"], note["to_refund"])
    whole = ours.get(f"/refunds/{refund['id']}", **{"expand[]": "credit_note.invoice"}).json()
    assert whole["credit_note"]["invoice"]["id"] == _invoice(shop)
    shop.check()


def test_what_is_not_there_to_give_back_is_refused(program: Programs, shop: Shop) -> None:
    ours = program()
    asked = _asked(ours, shop, 9001)
    (line,) = asked["lines"]
    other = Shop.open("zoom", is_live=True, now=utc_now())
    other.subscribe(1)
    foreign = _asked(ours, other, 1)["lines"]
    dollars = {**line, "amount": {"amount": 1, "currency": "USD"}}

    for changed, status, code in (
        ({}, 409, "above_what_is_left"),
        ({"lines": [line, line]}, 400, "field_invalid"),
        ({"lines": foreign}, 404, "not_found"),
        ({"lines": [dollars]}, 409, "currency_mismatch"),
        ({"lines": []}, 400, "field_invalid"),
        ({"lines": [{**line, "amount": {"amount": 0, "currency": "EUR"}}]}, 400, "amount_invalid"),
        ({"reason": "  "}, 400, "field_invalid"),
        ({"to": "nowhere"}, 400, "field_invalid"),
    ):
        refused = _post(ours, "/credit_notes", {**asked, **changed})
        assert (refused.status_code, refused.json()["code"]) == (status, code), changed
    assert ours.post("/credit_notes", asked).json()["code"] == "idempotency_key_missing"
    assert not models.CreditNote.objects.exists()


@pytest.mark.threat("TH8", "TH22")
def test_nobody_else_gives_money_back(program: Programs, shop: Shop) -> None:
    ours = program()
    asked = _asked(ours, shop, 100)
    account = public_id("acc", shop.account.id)
    acts = {
        "/credit_notes": asked,
        f"/accounts/{account}/credit": {
            "amount": {"amount": 1, "currency": "EUR"},
            "reason": "sorry",
        },
        f"/invoices/{_invoice(shop)}/write_off": {"reason": "gone"},
        f"/invoices/{_invoice(shop)}/send": {},
    }
    others = set(Scope) - {Scope.BILLING_WRITE}
    for path, body in acts.items():
        assert _post(program(scopes=others), path, body).json()["code"] == "scope_missing", path
        assert _post(program(is_live=False), path, body).status_code == 404, path
    assert shop.credit == 0


def test_goodwill_is_given_once_and_with_a_reason(program: Programs, shop: Shop) -> None:
    ours, path = program(), f"/accounts/{public_id('acc', shop.account.id)}/credit"
    asked = {"amount": {"amount": 500, "currency": "EUR"}, "reason": "sorry"}

    given = [ours.post(path, asked, **KEY).json() for _ in range(2)]
    other = ours.post(path, {**asked, "reason": "again"}, **KEY)
    unknown = _post(ours, path, {**asked, "amount": {"amount": 1, "currency": "XYZ"}})

    assert given[0]["currencies"][0]["credit"] == {"amount": 500, "currency": "EUR"}
    assert (given[0], shop.credit) == (given[1], 500)
    assert other.json()["code"] == "idempotency_key_reused"
    assert unknown.json()["values"] == {"field": "currency"}
    shop.check()


@pytest.mark.parametrize("act", ["take_back", "pay_out"])
def test_credit_that_is_not_there_goes_nowhere(program: Programs, shop: Shop, act: str) -> None:
    ours, path = program(), f"/accounts/{public_id('acc', shop.account.id)}/credit/{act}"

    none = _post(ours, path, {"currency": "EUR", "reason": "all of it"})
    unknown = _post(ours, path, {"currency": "AAA", "reason": "all of it"})

    assert (none.status_code, none.json()["code"]) == (409, "above_what_is_left")
    assert (unknown.status_code, unknown.json()["values"]) == (400, {"field": "currency"})


def test_a_claim_is_given_up_and_stays_what_it_was(program: Programs) -> None:
    now = utc_now() - timedelta(hours=1)
    world = make_world("zoom", seats=1, now=now)
    invoice = public_id("in", make_unpaid_invoice(world, due_at=now, amount=1000))
    ours, path = program(), f"/invoices/{invoice}/write_off"

    done = ours.post(path, {"reason": "gone"}, **KEY).json()
    again = _post(ours, path, {"reason": "gone"})

    assert (done["status"], done["open"]["amount"]) == ("uncollectible", 0)
    assert again.json()["code"] == "nothing_to_pay"
    assert ours.get("/events", type="invoice.uncollectible").json()["data"]


def test_an_invoice_is_mailed_again_once(program: Programs, shop: Shop) -> None:
    ours, path = program(), f"/invoices/{_invoice(shop)}/send"
    before = models.OutboxMessage.objects.filter(template="invoice_issued").count()

    sent = [ours.post(path, {}, **KEY).json() for _ in range(2)]

    assert sent == [{"object": "sent_invoice", "invoice": _invoice(shop), "mails": 1}] * 2
    assert models.OutboxMessage.objects.filter(template="invoice_issued").count() == before + 1


@pytest.mark.parametrize("number", ["", "1"])
def test_papers_are_there_once_somebody_has_said_who_sells(
    program: Programs, shop: Shop, number: str
) -> None:
    ours = program()
    note = _post(ours, "/credit_notes", _asked(ours, shop, 1000)).json()
    addresses = [f"/invoices/{_invoice(shop)}", f"/credit_notes/{note['id']}"]
    for address in addresses:
        assert ours.get(f"{address}/pdf").status_code == 404
    now, actor = utc_now(), Actor.system("tests")
    sellers.describe(actor=actor, country="FR", now=now)
    sellers.sign(actor=actor, imprint=sellers.Imprint(name="Vendor", tax_number=number), now=now)
    for address in addresses:
        assert ours.get(f"{address}/pdf").content.startswith(b"%PDF")
        answer = ours.get(f"{address}/xml")
        if number:
            assert answer.headers["Content-Type"] == "application/xml"
            assert b"<?xml" in answer.content
        else:
            assert answer.json()["values"] == {"name": "document"}
        assert program(is_live=False).get(f"{address}/xml").status_code == 404
