"""Every gateway that comes along keeps what is asked of anybody's."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from curule.core.money import Money
from curule.gateways.payments.bank_transfer import BankTransferGateway
from curule.gateways.payments.base import (
    Declined,
    FindAnswer,
    GatewayEvent,
    PaymentGateway,
    Succeeded,
    Unknown,
)
from curule.gateways.payments.conformance import ChargesConformance, PaidLaterConformance
from curule.gateways.payments.sandbox import Operation, Outcome, SandboxGateway
from curule.gateways.payments.stripe import StripeGateway
from tests.support.fake_stripe import (
    SECRET_KEY,
    WEBHOOK_SECRET,
    FakeStripe,
    Manner,
    running_fake_stripe,
    signed,
)

pytestmark = [pytest.mark.invariant("I18", "I19"), pytest.mark.threat("TH15")]


class TestSandbox(ChargesConformance):
    good_method = "sandbox:succeed"
    declined_method = "sandbox:decline"
    folder: Path

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.gateway = SandboxGateway(tmp_path / "books.sqlite3")

    def setup_method(self) -> None:
        """The fixture makes it, in a folder of the test's own."""

    def lose_next_answer(self) -> None:
        assert isinstance(self.gateway, SandboxGateway)
        for operation in Operation:
            self.gateway.script_next(Outcome.LOSE_ANSWER, operation=operation)


class TestBankTransfer(PaidLaterConformance):
    def make_gateway(self) -> PaymentGateway:
        return BankTransferGateway()


class TestStripe(ChargesConformance):
    company: FakeStripe

    @pytest.fixture(autouse=True)
    def _company(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.02)
        with running_fake_stripe() as self.company:
            made = StripeGateway(
                key=SECRET_KEY,
                webhook_secret=WEBHOOK_SECRET,
                url=self.company.url,
                seconds=2.0,
                try_seconds=0.5,
            )
            self.gateway = made
            self.good_method = self.company.customer_with("4242424242424242")
            self.declined_method = self.company.customer_with("4000000000009995")
            yield
            made.close()

    def setup_method(self) -> None:
        """The fixture makes it, with a company of the test's own."""

    def lose_next_answer(self) -> None:
        self.company.manners.always["/v1/"] = Manner.LOSE_ANSWER

    def find_again(self) -> None:
        self.company.manners.always.clear()

    def hold_next_refund(self) -> bool:
        self.company.desk.refunds_wait_as = "pending"
        return True

    def bring_refund(self, reference: str) -> None:
        self.company.desk.bring_refund(reference)

    def fail_refund(self, reference: str) -> bool:
        self.company.desk.fail_refund(reference)
        return True

    def events_of_refund(self, key: str) -> list[GatewayEvent]:
        assert isinstance(self.gateway, StripeGateway)
        told = []
        for event in self.company.webhooks.waiting:
            about = event["data"]["object"]
            if about["object"] == "refund" and about["metadata"].get("curule_key") == key:
                body = json.dumps(event).encode()
                headers = {"Stripe-Signature": signed(body)}
                told.append(self.gateway.read_event(body=body, headers=headers))
        assert told
        return told


class Forgetful(SandboxGateway):
    """Takes every call for a new one."""

    calls = 0

    def charge(
        self, *, key: str, amount: Money, method_token: str, reference: str
    ) -> Succeeded | Declined | Unknown:
        self.calls += 1
        return super().charge(
            key=f"{key}-{self.calls}",
            amount=amount,
            method_token=method_token,
            reference=reference,
        )


class Impatient(SandboxGateway):
    """Takes a lost answer for a refusal."""

    def charge(
        self, *, key: str, amount: Money, method_token: str, reference: str
    ) -> Succeeded | Declined | Unknown:
        answer = super().charge(
            key=key, amount=amount, method_token=method_token, reference=reference
        )
        return Declined("timeout") if isinstance(answer, Unknown) else answer


class Hopeful(SandboxGateway):
    """Finds whatever is asked for."""

    def find_charge(self, *, key: str, method_token: str) -> FindAnswer:
        del method_token
        return Succeeded(f"ch_{key}")


@pytest.mark.parametrize(
    ("broken", "test"),
    [
        (Forgetful, "test_the_same_key_moves_money_once"),
        (Impatient, "test_a_lost_answer_is_unknown_and_then_found"),
        (Hopeful, "test_what_was_never_sent_is_not_found"),
    ],
)
def test_a_gateway_that_breaks_a_rule_does_not_pass(
    tmp_path: Path, broken: type[SandboxGateway], test: str
) -> None:
    suite = TestSandbox()
    suite.gateway = SandboxGateway(tmp_path / "sound.sqlite3")
    getattr(suite, test)()
    suite.gateway = broken(tmp_path / "broken.sqlite3")
    with pytest.raises(AssertionError):
        getattr(suite, test)()
