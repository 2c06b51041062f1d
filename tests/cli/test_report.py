"""`curule report` prints what the reports say, as a table or as CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from curule.cli.report import _as_text
from curule.core.csv_cells import csv_lines, safe_cell
from curule.core.months import Month, UnknownMonth
from curule.data.models import Plan
from tests.support.commands import run_curule
from tests.support.world import make_world


@pytest.mark.parametrize("written", ["2026-13", "2026", "26-01", "april", "2026-1-1", "²026-01"])
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(UnknownMonth):
        Month.parse(written)


@pytest.mark.threat("TH32")
@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\0", "\n", "  ="])
def test_a_name_that_looks_like_a_formula_stays_a_text(first: str) -> None:
    assert safe_cell(f"{first}1+1").startswith("'")


def test_numbers_stay_numbers_and_dates_are_iso() -> None:
    lines = "".join(csv_lines(["a", "b"], [[Decimal("-1234.50"), Month.parse("2026-04").first]]))
    assert list(csv.reader(io.StringIO(lines.removeprefix("\ufeff")))) == [
        ["a", "b"],
        ["-1234.50", "2026-04-01"],
    ]
    assert safe_cell(Decimal("1E+3")) == "1000"


def test_a_table_has_its_numbers_to_the_right() -> None:
    assert _as_text(["plan", "amount"], [["Team", "12.00"], ["A", "-3.50"]]) == (
        "plan  amount\nTeam   12.00\nA      -3.50"
    )
    assert _as_text(["plan"], []) == "Nothing in these months."


@pytest.mark.usefixtures("fresh_database")
def test_reports_of_a_vendor_without_customers_are_empty() -> None:
    done = run_curule("report", "revenue")
    assert (done.returncode, done.stdout) == (0, "Nothing in these months.\n")
    done = run_curule("report", "renewals")
    assert (done.returncode, done.stdout) == (0, "Nothing is due in the next ninety days.\n")


def test_each_report_prints_its_rows(fresh_database: object) -> None:
    del fresh_database
    world = make_world()
    reach = ("--from", "2026-01", "--to", "2026-03")
    cash = run_curule("report", "cash", *reach, "--csv")
    assert cash.stdout.splitlines() == [
        "\ufeffmonth,currency,gateway,received,sent_back,net",
        "2026-02,EUR,bank_transfer,49.00,12.00,37.00",
    ]
    taxes = run_curule("report", "taxes", *reach).stdout.splitlines()
    assert taxes[0].split()[:3] == ["currency", "country", "treatment"]
    plan = Plan.objects.select_related("product").get()
    seats = run_curule("report", "seats", *reach, "--plan", plan.key, "--csv").stdout.splitlines()
    assert seats[0] == ("\ufeffmonth,account,product,plan,bought,given,held,free,used,idle,unknown")
    sold = {",".join(line.split(",")[1:4]) for line in seats[1:]}
    assert sold == {f"{world.account.name},{plan.product.name},{plan.name}"}
    for name in ("revenue", "receivables", "recurring", "invitations"):
        assert run_curule("report", name, *reach, "--currency", "eur").returncode == 0
    statement = run_curule("report", "statement", *reach, "--account", str(world.account.id))
    first, *_, last = statement.stdout.splitlines()[1:]
    assert "opening" in first
    assert "closing" in last


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("revenue", "--from", "2026-13"), "is no month"),
        (("revenue", "--from", "2026-05", "--to", "2026-04"), "lies after the last one"),
        (("statement",), "needs an account"),
        (("seats", "--plan", "nothing"), "no plan with this key"),
        (("renewals", "--from", "2026-05"), "takes no months"),
        (("profit",), "is not one of"),
    ],
)
@pytest.mark.usefixtures("fresh_database")
def test_wrong_usage_is_told(asked: tuple[str, ...], said: str) -> None:
    done = run_curule("report", *asked)
    assert done.returncode == 2
    assert said in done.stderr
