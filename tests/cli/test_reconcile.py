"""`curule reconcile`: its line for each gateway, its list, its JSON and its exit status."""

import json
from pathlib import Path

import pytest

from curule.data.database_url import DatabaseUrl
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
