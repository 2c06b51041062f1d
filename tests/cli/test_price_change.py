"""`curule price-change`: whom it would reach, announcing to so many, taking it back."""

from __future__ import annotations

import csv
import io

import pytest

from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.sandbox import SandboxGateway
from tests.support.commands import run_curule
from tests.support.prices import change_of, publish
from tests.support.shop import Shop


@pytest.fixture
def shop(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Shop:
    """Three seats at 15.00 with 20 % tax, on a clock in April 2026; the newest price is 18.00."""
    sold = Shop.open("zoom", unit_amount=1500, tax_rate="20")
    sold.subscribe(3)
    publish(sold, 1800)
    return sold


def test_who_is_reached_is_told_with_the_sums(shop: Shop) -> None:
    done = run_curule("price-change", "preview", shop.terms.plan_key, "--test")

    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[1][2:] == ["2026-04-30", "22:00", "54.00", "64.80", "EUR"]
    assert lines[-1] == ["1", "in", "EUR:", "54.00", "->", "64.80", "a", "period"]


def test_as_csv_each_has_a_line_with_the_reason_why_it_is_left_out(shop: Shop) -> None:
    run_curule("price-change", "announce", shop.terms.plan_key, "--test", "--number", "1")
    done = run_curule("price-change", "preview", shop.terms.plan_key, "--test", "--csv")

    assert done.returncode == 1
    head, row = csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff")))
    assert dict(zip(head, row, strict=True))["left_out"] == "announced"


def test_it_is_announced_to_the_number_that_was_looked_at_and_taken_back(shop: Shop) -> None:
    plan = shop.terms.plan_key
    for asked, there in ((["--number", "2", "--test"], 1), (["--number", "1"], 0)):
        other = run_curule("price-change", "announce", plan, *asked)
        assert (other.returncode, other.stdout) == (
            1,
            f"It reaches {there} subscriptions, not {asked[1]}. Nothing was announced.\n",
        )

    told = ("--test", "--number", "1", "--notice-days", "40")
    done = run_curule("price-change", "announce", plan, *told)
    assert (done.returncode, done.stdout) == (0, "Announced to 1 subscriptions.\n")
    assert (change_of(shop).notice_days, change_of(shop).status) == (40, "open")

    assert run_curule("price-change", "withdraw", plan).returncode == 1
    back = run_curule("price-change", "withdraw", plan, "--test")
    assert (back.returncode, back.stdout) == (0, "Taken back from 1 subscriptions.\n")
    assert change_of(shop).status == "withdrawn"
    assert run_curule("price-change", "withdraw", plan, "--test").returncode == 1


def test_a_plan_that_is_not_there_is_named_with_those_that_are(shop: Shop) -> None:
    done = run_curule("price-change", "preview", "no-such-plan")
    assert done.returncode == 2
    assert shop.terms.plan_key in done.stderr
