"""`curule import`: a dry run changes nothing, and the report names what is wrong and where."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from curule.data.database_url import DatabaseUrl
from curule.data.models import Account, Event, Subscription
from curule.httpkit.clock import utc_now
from curule.selectors.invariants import verify
from tests.core.imports.exports import (
    ACME,
    ACME_RUNS,
    CHARGEBEE_CUSTOMERS,
    CHARGEBEE_SUBSCRIPTIONS,
    SEATS,
    STRIPE_CUSTOMERS,
    STRIPE_SUBSCRIPTIONS,
    exported,
)
from tests.support.commands import run_curule
from tests.support.factories import make_plan

ENDS_ON = (utc_now() + timedelta(days=14)).date().isoformat()


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    """An export of Stripe: one customer who runs, one with a mistake."""
    runs = {
        **ACME_RUNS,
        "Current Period Start (UTC)": "",
        "Current Period End (UTC)": f"{ENDS_ON} 10:22",
    }
    wrong = {**runs, "id": "sub_bad", "Customer ID": "cus_bad", "Quantity": "many"}
    written = {
        "customers": exported(STRIPE_CUSTOMERS, [ACME, {**ACME, "id": "cus_bad"}]),
        "subscriptions": exported(STRIPE_SUBSCRIPTIONS, [runs, wrong]),
        "seats": SEATS,
    }
    options: list[str] = []
    for name, content in written.items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(content)
        options += [f"--{name}", str(path)]
    return tuple(options)


def test_stripe_s_export_comes_once_and_says_what_did_not(
    fresh_database: DatabaseUrl, files: tuple[str, ...]
) -> None:
    del fresh_database
    terms = make_plan("autodesk")
    mapped = ("--plan", f"price_1Nx={terms.plan_key}")
    before = Event.objects.count()

    tried = run_curule("import", "stripe", *files, *mapped, "--dry-run", "--json")
    assert tried.returncode == 1
    assert json.loads(tried.stdout)["new"]["customers"] == 1
    assert (Account.objects.count(), Event.objects.count()) == (0, before)

    done = run_curule("import", "stripe", *files, *mapped)
    assert done.returncode == 1, done.stderr
    assert "subscriptions.csv:3: Quantity: 'many' is no number of seats." in done.stderr
    assert "customers      1 new" in done.stdout
    happened = Event.objects.count()

    again = json.loads(run_curule("import", "stripe", *files, *mapped, "--json").stdout)
    assert set(again["new"].values()) == {0}
    assert (again["there_before"], Event.objects.count()) == (1, happened)
    assert not verify(Account.objects.get().id)


def test_chargebee_s_archive_is_read_as_it_comes(
    fresh_database: DatabaseUrl, tmp_path: Path
) -> None:
    del fresh_database
    terms = make_plan("autodesk")
    archive = tmp_path / "export.zip"
    customer = {
        "customers.id": "16B",
        "customers.company": "Acme",
        "customers.email": "alice@acme.example",
        "addresses.country": "FR",
    }
    runs = {
        "subscriptions.id": "s1",
        "customers.id": "16B",
        "subscriptions.plan_id": terms.plan_key,
        "subscriptions.plan_quantity": "5",
        "subscriptions.currency_code": "EUR",
        "subscriptions.status": "Non Renewing",
        "subscriptions.current_term_end": f"{ENDS_ON} 00:00:00",
    }
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr("Customers.csv", exported(CHARGEBEE_CUSTOMERS, [customer]))
        made.writestr("Subscriptions.csv", exported(CHARGEBEE_SUBSCRIPTIONS, [runs]))
    archive.write_bytes(raw.getvalue())

    done = run_curule("import", "chargebee", str(archive))
    assert done.returncode == 0, done.stderr
    assert Subscription.objects.get().auto_renew is False

    archive.write_bytes(raw.getvalue()[:-40])
    cut = run_curule("import", "chargebee", str(archive))
    assert (cut.returncode, "it was cut" in cut.stderr) == (2, True)


def test_a_plan_that_nobody_named_is_asked_for(
    fresh_database: DatabaseUrl, files: tuple[str, ...]
) -> None:
    del fresh_database
    unknown = run_curule("import", "stripe", *files, "--plan", "price_1Nx=nothing")
    unnamed = run_curule("import", "stripe", *files)

    assert (unknown.returncode, "no one plan 'nothing'" in unknown.stderr) == (2, True)
    assert "nobody said which plan 'price_1Nx' is here" in unnamed.stderr
    assert not Account.objects.exists()
