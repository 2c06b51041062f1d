"""The statement that a customer reads, and takes away as a file (P28)."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.core.money import Money
from curule.gateways.payments.sandbox import SandboxGateway
from curule.wording.values import Reader, written
from tests.support.shop import Shop, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    found = Shop.open("zoom", unit_amount=3100, card=None, payment__method="invoice")
    found.subscribe(4)
    found.transfer(15_000)
    found.to(day(2026, 5, 20))
    return found


def test_owed_and_credit_are_two_numbers_that_open_and_close(client: Client, shop: Shop) -> None:
    client.force_login(shop.people["billing_contact"])
    page = client.get(f"/a/{shop.account.id}/statement?from=2026-04&to=2026-05").content.decode()
    reader = Reader(language=Language.EN)
    assert shop.owed
    assert written(Money(shop.owed, "EUR"), reader) in page
    assert page.count("<h1") == 1
    for invoice in shop.invoices:
        assert invoice.number in page


def test_the_file_says_the_same(client: Client, shop: Shop) -> None:
    client.force_login(shop.people["owner"])
    answer = client.get(f"/a/{shop.account.id}/statement.csv?from=2026-04&to=2026-05")
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "2026-04-01"
    assert rows[-1][-2:] == [f"{shop.owed / 100:.2f}", f"{shop.credit / 100:.2f}"]


def test_another_company_s_statement_is_no_page(client: Client, shop: Shop) -> None:
    other = Shop.open("zoom")
    client.force_login(other.people["owner"])
    for form in ("statement", "statement.csv"):
        assert client.get(f"/a/{shop.account.id}/{form}").status_code == 404


def test_an_account_without_money_says_so(client: Client, shop: Shop) -> None:
    del shop
    fresh = Shop.open("zoom")
    client.force_login(fresh.people["owner"])
    answer = client.get(f"/a/{fresh.account.id}/statement")
    assert answer.status_code == 200
    assert b"<table" not in answer.content
