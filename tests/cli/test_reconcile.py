"""`curule reconcile`: its line for each gateway, its list, its JSON and its exit status."""

import json
from pathlib import Path

import pytest

from curule.core.money import Money
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.base import ChargeRef
from curule.gateways.payments.registry import replaced
from curule.gateways.payments.sandbox import SandboxGateway
from tests.support.commands import run_curule
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, running_fake_stripe
from tests.support.shop import Shop

pytestmark = pytest.mark.invariant("I18")


@pytest.fixture
def sold(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> SandboxGateway:
    """Five seats were sold, by the sandbox that the command finds in its folder."""
    monkeypatch.setenv("CURULE_DATA", str(tmp_path))
    books = SandboxGateway(tmp_path / "sandbox.sqlite3")
    with replaced(sandbox=books):
        Shop.open("zoom").subscribe(5)
    return books


def test_the_same_books_are_one_line_and_exit_0(sold: SandboxGateway) -> None:
    del sold
    done = run_curule("reconcile")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ("sandbox: 1 charge and 0 refunds, the same here and there.\n")


def test_other_books_are_listed_with_exit_1(sold: SandboxGateway, tmp_path: Path) -> None:
    (charge,) = sold.list_charges()
    (tmp_path / "sandbox.sqlite3").unlink()
    done = run_curule("reconcile", "--gateway", "sandbox")
    assert done.returncode == 1
    verdict, listed = done.stdout.splitlines()
    assert verdict == "sandbox: 0 charges and 0 refunds, 1 difference:"
    assert charge.reference in listed
    assert "no such charge there" in listed

    told = run_curule("reconcile", "--json")
    (compared,) = json.loads(told.stdout)
    assert told.returncode == 1
    assert (compared["gateway"], compared["agrees"]) == ("sandbox", False)
    (difference,) = compared["differences"]
    assert (difference["what"], difference["there"]) == ("only_here", None)


@pytest.mark.usefixtures("sold")
def test_a_gateway_that_is_not_there_is_wrong_usage() -> None:
    for name in ("stripe", "bank_transfer"):
        done = run_curule("reconcile", "--gateway", name)
        assert done.returncode == 2
        assert "there are: sandbox" in done.stderr


@pytest.mark.usefixtures("sold")
def test_a_gateway_that_does_not_answer_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running_fake_stripe() as company:
        monkeypatch.setenv("CURULE_STRIPE_URL", company.url)
        monkeypatch.setenv("CURULE_STRIPE_KEY", f"{SECRET_KEY}_that_is_wrong")
        monkeypatch.setenv("CURULE_STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET)
        done = run_curule("reconcile", "--gateway", "stripe")
    assert done.returncode == 1
    assert done.stderr == (
        "stripe: Stripe does not know the key in CURULE_STRIPE_KEY; look it up in its dashboard.\n"
    )


def test_what_somebody_has_to_decide_is_put_on_the_list_once(sold: SandboxGateway) -> None:
    (charge,) = sold.list_charges()
    sold.refund(
        key="by hand",
        charge=ChargeRef(key=charge.key, reference=charge.reference),
        amount=Money(100, charge.amount.currency),
    )
    compared = run_curule("reconcile", "--dry-run")
    assert (compared.returncode, compared.stderr) == (1, "")
    assert "given back there, but there is no such refund here" in compared.stdout
    assert not models.Contradiction.objects.exists()

    found, again = run_curule("reconcile"), run_curule("reconcile")
    assert (found.returncode, again.returncode, again.stderr) == (1, 1, "")
    assert found.stderr == "1 contradiction put on the list: Payments, Contradictions.\n"
    listed = json.loads(run_curule("contradictions", "list", "--test", "--json").stdout)
    (row,) = listed["data"]
    assert (row["kind"], row["remedies"]) == ("refunded", ["take_over", "note"])

    said = ("--remedy", "note", "--reason", "Given back by hand.", "--yes")
    decided = run_curule("contradictions", "decide", row["id"], *said)
    assert decided.returncode == 0, decided.stderr
    last = run_curule("reconcile")
    assert (last.returncode, last.stderr) == (0, "")
    assert last.stdout.splitlines()[-1].endswith(", decided")
