"""`curule renewals --dry-run`: its table, its totals, its CSV and its exit status."""

from __future__ import annotations

import csv
import io

import pytest

from curule.data.database_url import DatabaseUrl
from curule.data.models import Account
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.accounts import sellers
from tests.support.commands import run_curule
from tests.support.factories import VENDOR
from tests.support.shop import Shop


@pytest.fixture
def shop(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Shop:
    """Three seats at 15.00 with 20 % tax, sold on 1 April 2026."""
    sold = Shop.open("zoom", unit_amount=1500, tax_rate="20", is_live=True)
    sold.subscribe(3)
    return sold


def test_what_comes_is_told_with_its_totals_and_nothing_changes(shop: Shop) -> None:
    done = run_curule("renewals", "--dry-run", "--until", "2026-04-30")

    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0] == ["at", "account", "plan", "outcome", "total", "currency", "reason"]
    assert lines[1] == [
        *("2026-04-30", "22:00", "Acme", shop.terms.called, "renew", "54.00", "EUR"),
    ]
    assert lines[-1] == ["all", "plans", "1", "0", "0", "0", "54.00", "EUR"]
    assert len(shop.invoices) == 1


def test_nothing_due_is_said_in_a_line(shop: Shop) -> None:
    del shop
    done = run_curule("renewals", "--dry-run", "--until", "2026-04-29")
    assert (done.returncode, done.stdout) == (0, "Nothing is due until then.\n")


def test_what_is_blocked_ends_with_1_and_its_reason(shop: Shop) -> None:
    sellers.describe(actor=VENDOR, country="FR", now=shop.now)
    Account.objects.filter(id=shop.account.id).update(tax_rate=None, country="RE", tax_id="")
    done = run_curule("renewals", "--dry-run", "--until", "2026-05-01", "--csv")

    assert (done.returncode, done.stderr) == (1, "")
    _head, row = csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff")))
    assert (row[3], row[4]) == ("blocked", "")
    assert row[6].startswith("The tax on this order is not settled.")


def test_it_only_ever_tells() -> None:
    done = run_curule("renewals", "--until", "2026-05-01")
    assert done.returncode == 2
    assert "say --dry-run" in done.stderr
