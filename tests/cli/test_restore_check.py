"""`curule restore-check`: what it asks of a person before it writes anything."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from curule.core.money import Money
from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.base import ChargeRef
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.recovery.reconciling import reconcile
from tests.support.commands import run_curule
from tests.support.shop import Shop

pytestmark = pytest.mark.fault("F15")

SIXTY = Money(6000, "EUR")


@pytest.fixture
def shop(
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001 - its books lie where those of the command do
) -> Shop:
    settings.CURULE_DATA = tmp_path
    monkeypatch.setenv("CURULE_DATA", str(tmp_path))
    opened = Shop.open("zoom", unit_amount=3000, is_live=True)
    opened.subscribe(2)
    return opened


@pytest.fixture
def lost(shop: Shop, sandbox: SandboxGateway) -> ChargeRef:
    """A charge of which the database has nothing."""
    del shop
    sandbox.charge(key="lost:1", amount=SIXTY, method_token="sandbox:succeed", reference="INV-9")
    charge = sandbox.list_charges()[-1]
    return ChargeRef(key=charge.key, reference=charge.reference)


def test_where_nothing_is_missing_nothing_is_left_to_do(shop: Shop) -> None:
    done = run_curule("restore-check")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("Nothing is left to do")
    assert (
        "3 mails wait, which may have been sent already" in done.stdout
    )  # of the card and the seats
    assert len(shop.invoices) == 1


def test_a_charge_of_nobody_known_is_taken_in_for_whom_a_person_names(
    shop: Shop, lost: ChargeRef, sandbox: SandboxGateway
) -> None:
    listed = run_curule("restore-check")
    assert listed.returncode == 1
    assert "of nobody known; name the account: --charge-of lost:1 ACCOUNT" in listed.stdout
    refused = run_curule("restore-check", "--apply")
    assert refused.returncode == 1
    assert "nobody here knows whose charge this is" in refused.stderr
    assert shop.credit == 0

    named = ("--charge-of", "lost:1", str(shop.account.id))
    assert run_curule("restore-check", *named).returncode == 1, "named, but not applied"
    assert shop.credit == 0
    done = run_curule("restore-check", "--apply", *named)
    assert done.returncode == 0, done.stderr
    assert f"{lost.reference}: 60.00 EUR is now money of {shop.account.id}." in done.stdout
    assert shop.credit == 6000
    assert reconcile("sandbox").agrees
    assert len(sandbox.list_charges()) == 2
    again = run_curule("restore-check", "--apply", *named)
    assert (again.returncode, shop.credit) == (2, 6000), "there is no such charge any more"


def test_a_charge_that_was_given_back_needs_nothing_or_the_rest(
    shop: Shop, lost: ChargeRef, sandbox: SandboxGateway
) -> None:
    half = Money(3000, "EUR")
    sandbox.refund(key="r1", charge=lost, amount=half)
    named = ("--charge-of", "lost:1", str(shop.account.id))
    refused = run_curule("restore-check", "--apply", *named)
    assert refused.returncode == 1
    assert "give the rest back" in refused.stderr
    sandbox.refund(key="r2", charge=lost, amount=half)
    done = run_curule("restore-check", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["is_closed"], shop.credit) == (0, True, 0)
    assert answer["charges"][0]["refunded"] == "60.00 EUR"


def test_more_given_back_there_than_here_is_told_and_not_to_be_paid_again(
    shop: Shop, sandbox: SandboxGateway
) -> None:
    charge = sandbox.list_charges()[0]
    ref = ChargeRef(key=charge.key, reference=charge.reference)
    sandbox.refund(key="r1", charge=ref, amount=Money(1000, "EUR"))
    done = run_curule("restore-check")
    assert done.returncode == 0, "nothing can be done about it here"
    assert "would pay it a second time" in done.stdout
    assert "10.00 EUR was given back there, 0.00 EUR here" in done.stdout
    assert str(shop.account.id) in done.stdout


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize("named", [("other", "{account}"), ("lost:1", "{nobody}")])
def test_a_wrong_name_is_refused(shop: Shop, named: tuple[str, str]) -> None:
    nobody = "00000000-0000-7000-8000-000000000000"
    key, account = (each.format(account=shop.account.id, nobody=nobody) for each in named)
    done = run_curule("restore-check", "--apply", "--charge-of", key, account)
    assert done.returncode == 2
    assert "--charge-of" in done.stderr
    assert shop.credit == 0
