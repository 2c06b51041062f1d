"""F15: yesterday's backup is restored, and the world has moved on since."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.stripe import StripeGateway
from curule.services.recovery.reconciling import reconcile
from curule.worker.clock import utc_now
from tests.faults.backups import dump, restore
from tests.support.commands import run_curule
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.shop import day
from tests.support.stripe_shop import OpenShop, company, gateway, open_shop

__all__ = ["company", "gateway", "open_shop"]

MAY = day(2026, 5, 2)


@pytest.fixture
def data_folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.CURULE_DATA = tmp_path
    monkeypatch.setenv("CURULE_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def at_stripe(
    company: FakeStripe, gateway: StripeGateway, monkeypatch: pytest.MonkeyPatch
) -> FakeStripe:
    """Commands in processes of their own find the company too."""
    del gateway
    monkeypatch.setenv("CURULE_STRIPE_KEY", SECRET_KEY)
    monkeypatch.setenv("CURULE_STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET)
    monkeypatch.setenv("CURULE_STRIPE_URL", company.url)
    return company


@pytest.mark.fault(
    "F15",
    injected="a backup by pg_dump; then a renewal is invoiced, charged and mailed; then the backup"
    " is restored",
    held="nothing starts; `curule restore-check` names the number and the charge, takes the charge"
    " in and goes on behind the number; the renewal is issued again and not charged again",
)
@pytest.mark.invariant("I18", "I23")
@pytest.mark.threat("TH38")
def test_a_restored_backup_charges_nothing_and_gives_no_number_again(
    holding: DatabaseUrl, data_folder: Path, at_stripe: FakeStripe, open_shop: OpenShop
) -> None:
    shop = open_shop(unit_amount=3000)
    shop.subscribe(2)
    dump(holding, data_folder / "yesterday.sql")
    shop.to(MAY)
    lost = models.Invoice.objects.latest("number")
    assert (len(shop.invoices), len(at_stripe.payments())) == (2, 2)

    restore(holding, data_folder / "yesterday.sql")
    assert len(shop.invoices) == 1
    assert shop.to(MAY).failed, "nothing is issued"
    assert "`curule restore-check`" in run_curule("worker", "--once").stderr

    listed = run_curule("restore-check")
    charge = at_stripe.payments()[1]["id"]
    assert listed.returncode == 1
    assert "INV-2026: stands at 1, but 2 was given already" in listed.stdout
    assert f"stripe, {charge}: 60.00 EUR was charged there, unknown here" in listed.stdout
    assert len(shop.invoices) == 1, "nothing is written"

    applied = run_curule("restore-check", "--apply")
    assert applied.returncode == 0, applied.stderr
    assert "Nothing is left to do" in applied.stdout
    assert shop.credit == 6000
    assert reconcile("stripe").agrees

    assert not shop.to(MAY).failed
    assert len(at_stripe.payments()) == 2, "what was charged is not charged again"
    again = models.Invoice.objects.latest("number")
    assert (again.number, again.status, again.total_minor) == (
        f"{(lost.number or '')[:-1]}3",
        "paid",
        lost.total_minor,
    )
    assert (shop.owed, shop.credit) == (0, 0)
    shop.to(utc_now())  # where the command stood, when it took the charge in
    assert run_curule("restore-check").returncode == 0
    assert reconcile("stripe").agrees
