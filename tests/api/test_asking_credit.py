"""Credit that a portal of the vendor's own lets customers ask for, and who answers it how."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from curule.cli import prerequisites
from curule.cli.main import cli
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
PATH = "/invoice_requests"


@pytest.fixture
def shop() -> Shop:
    """A customer with 40.00 in credit that came in as money."""
    found = Shop.open(
        "zoom", is_live=True, card=None, payment__method="invoice", unit_amount=3000, now=utc_now()
    )
    found.subscribe(2)
    found.transfer(10000)
    return found


def _asked(shop: Shop, **more: object) -> dict[str, object]:
    account = public_id("acc", shop.account.id)
    return {"kind": "credit", "account": account, "currency": "EUR", **more}


def _post(ours: Program, path: str, key: str, **body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": key})


def test_it_is_asked_for_once_and_paying_out_grants_it(program: Programs, shop: Shop) -> None:
    ours = program()
    first = _post(ours, PATH, "one", **_asked(shop, amount=2500, reason="We move"))
    again = _post(ours, PATH, "two", **_asked(shop))
    row = first.json()

    assert (row["kind"], row["status"], row["invoice"]) == ("credit", "open", None)
    assert row["amount"] == {"amount": 2500, "currency": "EUR"}
    assert again.json()["id"] == row["id"]
    listed = ours.get(PATH, kind="credit", status="open").json()["data"]
    assert [each["id"] for each in listed] == [row["id"]]

    out = f"/accounts/{row['account']}/credit/pay_out"
    _post(ours, out, "three", currency="EUR", amount=2500, reason="asked for it")
    assert ours.get(f"{PATH}/{row['id']}").json()["status"] == "granted"


def test_it_is_declined_or_taken_back_like_what_is_said_of_invoices(
    program: Programs, shop: Shop
) -> None:
    ours = program()
    row = _post(ours, PATH, "one", **_asked(shop)).json()
    said = _post(ours, f"{PATH}/{row['id']}/decline", "two", reason="It pays what is due soon")
    assert (said.json()["status"], row["amount"]["amount"]) == ("declined", 4000)

    row = _post(ours, PATH, "three", **_asked(shop)).json()
    assert _post(ours, f"{PATH}/{row['id']}/cancel", "four").json()["status"] == "canceled"


@pytest.mark.parametrize(
    "odd",
    [
        {"currency": None},
        {"account": None},
        {"invoice": "in_1ChLyfsfDcfaaAsSXpk4QQ"},
        {"paid_on": "2026-04-01"},
        {"kind": "refund"},
    ],
)
def test_credit_is_of_an_account_and_nothing_else(
    program: Programs, shop: Shop, odd: dict[str, object]
) -> None:
    body = {name: given for name, given in _asked(shop, **odd).items() if given is not None}
    answer = _post(program(), PATH, "one", **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "field_invalid")
    assert not models.InvoiceRequest.objects.exists()


def test_more_than_can_go_is_refused(program: Programs, shop: Shop) -> None:
    answer = _post(program(), PATH, "one", **_asked(shop, amount=4001))
    assert (answer.status_code, answer.json()["code"]) == (409, "above_what_is_left")


def test_a_shell_asks_and_lists_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prerequisites, "open_database", contextlib.nullcontext)
    account = public_id("acc", shop.account.id)
    command = ["invoice-requests", "ask-credit", account, "EUR", "--amount", "1500", "--quiet"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    listed = CliRunner().invoke(cli, ["invoice-requests", "list", "--kind", "credit", "--quiet"])
    assert listed.stdout == done.stdout != ""
