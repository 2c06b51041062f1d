"""Every noun is listed, narrowed and looked at; what a key does not see is answered as none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data import models
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.world import World, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]

OF_CUSTOMERS: Final[Mapping[str, tuple[str, Any]]] = {
    "accounts": ("acc", models.Account),
    "members": ("mem", models.Member),
    "invitations": ("invt", models.Invitation),
    "subscriptions": ("sub", models.Subscription),
    "licenses": ("lic", models.Seat),
    "license_batches": ("lbt", models.Batch),
    "seat_requests": ("sreq", models.SeatRequest),
    "quotes": ("qt", models.Quote),
    "orders": ("ord", models.Order),
    "invoices": ("in", models.Invoice),
    "invoice_requests": ("ireq", models.InvoiceRequest),
    "payments": ("pay", models.Payment),
    "credit_notes": ("cn", models.CreditNote),
    "refunds": ("re", models.Refund),
    "contradictions": ("ctr", models.Contradiction),
    "disputes": ("dp", models.Dispute),
    "payment_methods": ("pm", models.PaymentMethod),
    "price_changes": ("pchg", models.PriceChange),
}
OF_THE_VENDOR: Final[Mapping[str, tuple[str, Any]]] = {
    "products": ("prod", models.Product),
    "plans": ("plan", models.Plan),
    "plan_versions": ("pol", models.PlanVersion),
    "prices": ("price", models.Price),
    "coupons": ("cpn", models.Coupon),
    "month_closings": ("mcl", models.MonthClosing),
}


@pytest.fixture
def world() -> World:
    """A world with a row of every kind."""
    return make_world()


def _told(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's test response
    """A problem without what differs between two requests."""
    body = dict(answer.json())
    del body["instance"], body["request_id"]
    return body


@pytest.mark.threat("TH22")
def test_nouns_of_customers_are_listed_and_looked_at(program: Programs, world: World) -> None:
    ours, testing = program(), program(is_live=False)
    account = public_id("acc", world.account.id)
    for noun, (prefix, rows) in OF_CUSTOMERS.items():
        narrowed = {} if noun == "accounts" else {"account": account}
        data = ours.get(f"/{noun}", limit="100", include="total", **narrowed).json()["data"]
        assert data, noun
        ids = [row["id"] for row in data]
        assert ids == sorted(ids, reverse=True), noun
        for row in data:
            assert row["id"].startswith(f"{prefix}_")
            assert narrowed == {} or row["account"] == account
            assert ours.get(f"/{noun}/{row['id']}").json() == row
        foreign = testing.get(f"/{noun}/{ids[0]}")
        nobody = testing.get(f"/{noun}/{public_id(prefix, uuid4())}")
        assert (foreign.status_code, _told(foreign)) == (404, _told(nobody)), noun
        assert testing.get(f"/{noun}", **narrowed).status_code == (200 if not narrowed else 404)
        assert rows.objects.count() >= len(ids)


def test_nouns_of_the_vendor_are_the_same_in_both_modes(program: Programs, world: World) -> None:
    del world
    for ours in (program(), program(is_live=False)):
        for noun, (prefix, rows) in OF_THE_VENDOR.items():
            data = ours.get(f"/{noun}", limit="100").json()["data"]
            assert len(data) == rows.objects.count() > 0
            for row in data:
                assert ours.get(f"/{noun}/{row['id']}").json() == row
            assert ours.get(f"/{noun}/{public_id(prefix, uuid4())}").status_code == 404


def test_lists_are_narrowed_by_what_a_row_says(program: Programs, world: World) -> None:
    ours = program()
    sub = public_id("sub", world.subscription.id)
    invoice = public_id("in", world.invoice.id)
    invited = models.Invitation.objects.get(id=world.carols_invitation.id)

    for asked, expected in (
        (("/members", {"email": world.alice.email}), {world.alice.email}),
        (("/members", {"email": "nobody@example.com"}), set()),
        (("/invitations", {"email": invited.email}), {invited.email}),
    ):
        path, narrowed = asked
        found = {row["email"] for row in ours.get(path, **narrowed).json()["data"]}
        assert found == expected, asked
    for path, narrowed in (
        ("/invoices", {"subscription": sub}),
        ("/quotes", {"subscription": sub}),
        ("/orders", {"subscription": sub}),
        ("/licenses", {"subscription": sub, "email": world.alice.email}),
    ):
        data = ours.get(path, **narrowed).json()["data"]
        assert data, path
        assert {row["subscription"] for row in data} == {sub}
    on_invoice = ours.get("/payments", invoice=invoice).json()["data"]
    assert {row["invoice"] for row in on_invoice} <= {invoice}
    for path in ("/invitations", "/quotes", "/orders", "/invoices", "/payments"):
        by_status = {row["status"] for row in ours.get(path, limit="100").json()["data"]}
        for status in by_status:
            shown = ours.get(path, limit="100", status=status).json()["data"]
            assert {row["status"] for row in shown} == {status}, (path, status)


def test_an_invoice_is_its_lines_and_a_balance_its_entries(program: Programs, world: World) -> None:
    ours = program()
    invoice = ours.get(f"/invoices/{public_id('in', world.invoice.id)}").json()
    account = public_id("acc", world.account.id)

    lines = ours.get(f"/invoices/{invoice['id']}/lines").json()["data"]
    balance = ours.get(f"/accounts/{account}/balance").json()
    entries = ours.get("/balance_entries", account=account).json()["data"]

    assert sum(line["amount"]["amount"] for line in lines) == invoice["subtotal"]["amount"]
    (both,) = balance["currencies"]
    assert both["credit"] == entries[0]["after"]
    assert both["owed"]["currency"] == "EUR"


def test_ids_are_replaced_by_what_they_name_where_that_is_asked(
    program: Programs, world: World
) -> None:
    ours = program()
    invoice = f"/invoices/{public_id('in', world.invoice.id)}"
    sub = ours.get(f"/subscriptions/{public_id('sub', world.subscription.id)}").json()

    whole = ours.get(invoice, **{"expand[]": "subscription.account"}).json()
    listed = ours.get("/orders", **{"expand[]": "data.invoice.subscription.account"}).json()
    narrow = program(scopes=[Scope.BILLING_READ]).get(invoice, **{"expand[]": "account"})

    account = ours.get(f"/accounts/{sub['account']}").json()
    assert whole["subscription"] == {**sub, "account": account}
    shown = [row["invoice"] for row in listed["data"] if row["invoice"]]
    assert shown
    assert all(each["subscription"]["account"]["object"] == "account" for each in shown)
    assert (narrow.status_code, narrow.json()["values"]) == (403, {"scope": "accounts:read"})
    for path in ("id", "nothing", "number", "account.name", "a.b.c.d.e", ""):
        refused = ours.get(invoice, **{"expand[]": path})
        assert (refused.status_code, refused.json()["code"]) == (400, "field_invalid"), path
