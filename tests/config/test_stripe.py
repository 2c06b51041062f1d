"""The access to Stripe: whole and safe, or the start ends in one sentence that names no secret."""

from pathlib import Path

import pytest
from pytest_django import Settings

from curule.config import environment
from curule.config.environment import ConfigurationError, StripeAccess
from curule.gateways.payments import registry
from tests.support.commands import run_curule

KEY = "sk_test_51MadeUpForTests"
SECRET = "whsec_made_up_for_tests_0123456789"


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"CURULE_STRIPE_{name}", value)


def test_without_a_key_there_is_no_stripe() -> None:
    assert environment.stripe() is None
    assert registry.names() == ("sandbox", "bank_transfer")


def test_a_whole_access_is_read_and_printed_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    given(monkeypatch, KEY=KEY, WEBHOOK_SECRET_FILE=str(file))
    access = environment.stripe()
    assert access == StripeAccess(key=KEY, webhook_secret=SECRET, url="https://api.stripe.com")
    assert KEY not in repr(access)
    assert SECRET not in repr(access)
    settings.CURULE_STRIPE = access
    assert registry.names() == ("stripe", "sandbox", "bank_transfer")


@pytest.mark.threat("TH16")
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"KEY": "pk_test_public"}, "begins with sk_"),
        ({"KEY": KEY}, "WEBHOOK_SECRET is missing"),
        ({"KEY": KEY, "WEBHOOK_SECRET": "whsec_short"}, "WEBHOOK_SECRET is missing"),
        ({"KEY": KEY, "WEBHOOK_SECRET": "x" * 40}, "begins with whsec_"),
        ({"KEY": KEY, "WEBHOOK_SECRET": SECRET, "URL": "http://api.stripe.com"}, "STRIPE_URL"),
        ({"KEY": KEY, "WEBHOOK_SECRET": SECRET, "URL": "api.stripe.com"}, "STRIPE_URL"),
        ({"KEY": KEY, "WEBHOOK_SECRET": SECRET, "URL": "https://a.test/?key=1"}, "STRIPE_URL"),
    ],
)
def test_what_is_missing_or_unsafe_is_said_at_the_start(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    given(monkeypatch, **variables)
    with pytest.raises(ConfigurationError, match=said) as refused:
        environment.stripe()
    assert not any(
        value in str(refused.value) for name, value in variables.items() if name != "URL"
    )


def test_a_command_does_not_start_with_half_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, KEY=KEY)
    done = run_curule("verify")
    assert done.returncode == 1
    assert "CURULE_STRIPE_WEBHOOK_SECRET is missing" in done.stderr
    assert KEY not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1
