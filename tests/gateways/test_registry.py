"""Gateways are named by dotted paths, made once, and can be replaced for a while."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from curule.core.money import Money
from curule.gateways.payments import registry
from curule.gateways.payments.bank_transfer import BankTransferGateway
from curule.gateways.payments.base import PaymentGateway, Succeeded
from curule.gateways.payments.sandbox import SandboxGateway


@pytest.fixture(autouse=True)
def none_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_made", {})


def test_without_a_word_there_are_the_sandbox_and_bank_transfer(settings: Settings) -> None:
    assert registry.names() == ("sandbox", "bank_transfer")
    sandbox: PaymentGateway = registry.gateway("sandbox")
    assert isinstance(sandbox, SandboxGateway)
    assert sandbox._path == settings.CURULE_DATA / "sandbox.sqlite3"
    assert registry.gateway("sandbox") is sandbox
    transfer: PaymentGateway = registry.gateway("bank_transfer")
    assert isinstance(transfer, BankTransferGateway)
    assert (sandbox.collects, transfer.collects) == (True, False)


def test_the_setting_names_exactly_the_gateways_in_use(settings: Settings, tmp_path: Path) -> None:
    settings.CURULE_PAYMENT_GATEWAYS = {
        "house": {
            "BACKEND": "curule.gateways.payments.sandbox.SandboxGateway",
            "OPTIONS": {"path": tmp_path / "house.sqlite3"},
        }
    }
    assert registry.names() == ("house",)
    answer = registry.gateway("house").charge(
        key="k", amount=Money(1, "EUR"), method_token="sandbox:succeed", reference=""
    )
    assert isinstance(answer, Succeeded)
    assert (tmp_path / "house.sqlite3").exists()
    with pytest.raises(registry.UnknownGateway, match=r"'sandbox'.*house"):
        registry.gateway("sandbox")


@pytest.mark.parametrize(
    "entry",
    [
        {"BACKEND": "curule.gateways.payments.nowhere.Gateway"},
        {"BACKEND": "curule.gateways.payments.sandbox.Missing"},
        {"BACKEND": "nodots"},
        {
            "BACKEND": "curule.gateways.payments.sandbox.SandboxGateway",
            "OPTIONS": {"colour": "red"},
        },
    ],
)
def test_a_gateway_that_cannot_be_made_is_named(
    settings: Settings, entry: dict[str, object]
) -> None:
    settings.CURULE_PAYMENT_GATEWAYS = {"house": entry}
    with pytest.raises(ImproperlyConfigured, match=r"CURULE_PAYMENT_GATEWAYS\['house'\]"):
        registry.gateway("house")


def test_a_scenario_brings_its_own_sandbox_and_leaves_the_old_one(tmp_path: Path) -> None:
    own = SandboxGateway(tmp_path / "own.sqlite3")
    before = registry.gateway("sandbox")
    with registry.replaced(sandbox=own):
        assert registry.gateway("sandbox") is own
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(registry.gateway, "sandbox").result() is own
        assert isinstance(registry.gateway("bank_transfer"), BankTransferGateway)
    assert registry.gateway("sandbox") is before
