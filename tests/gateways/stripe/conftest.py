"""A fake Stripe for each test, and our gateway to it."""

from collections.abc import Iterator

import pytest
import stripe

from curule.gateways.payments.stripe import StripeGateway
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe, running_fake_stripe


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.02)
    with running_fake_stripe() as made:
        yield made


@pytest.fixture
def gateway(company: FakeStripe) -> Iterator[StripeGateway]:
    """The gateway with little patience, so that the faults of the tests do not take long."""
    made = StripeGateway(
        key=SECRET_KEY,
        webhook_secret=WEBHOOK_SECRET,
        url=company.url,
        seconds=3.0,
        try_seconds=0.5,
    )
    yield made
    made.close()
