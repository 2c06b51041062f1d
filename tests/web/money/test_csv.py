"""Files to take away: what a spreadsheet would calculate stands in them as text."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client

from curule.web.tables import plain_amount, safe_cell
from tests.support.factories import make_unpaid_invoice, make_world


@pytest.mark.parametrize(
    "attack", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  @x"]
)
def test_a_formula_becomes_text(attack: str) -> None:
    assert safe_cell(attack) == f"'{attack}"


@pytest.mark.parametrize(
    ("value", "cell"), [(Decimal("-1.50"), "-1.50"), (None, ""), ("a=b", "a=b")]
)
def test_numbers_and_words_stay(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_an_amount_is_plain_in_its_currency() -> None:
    assert [plain_amount(12345, code) for code in ("EUR", "JPY")] == [
        Decimal("123.45"),
        Decimal(12345),
    ]


@pytest.mark.django_db
def test_the_invoices_are_a_file(client: Client) -> None:
    world = make_world("tutkit", seats=5)
    make_unpaid_invoice(world, due_at=world.at(days=5), amount=12345)
    client.force_login(world.people["owner"])

    answer = client.get(f"/a/{world.account.id}/invoices.csv")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    _titles, row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert row[1:] == ["2026-01-06", "2026-01-06", "overdue", "EUR", "123.45", "0.00", "0.00",
                       "123.45"]  # fmt: skip


@pytest.mark.django_db
def test_the_history_is_a_file_without_formulas(client: Client) -> None:
    world = make_world("tutkit", seats=5)
    client.force_login(world.people["owner"])
    renamed = {"name": "=cmd()", "language": "en", "time_zone": "UTC"}
    assert client.post(f"/a/{world.account.id}/settings", renamed).status_code == 303

    answer = client.get(f"/a/{world.account.id}/activity.csv")

    cells = [
        cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row
    ]
    assert any("=cmd()" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
