"""Fixtures of accounts whose cards are charged at a fake Stripe, over HTTP, by the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import stripe
from pytest_django import Settings

from curule.config.environment import StripeAccess
from curule.gateways.payments.registry import replaced
from curule.gateways.payments.stripe import StripeGateway
from curule.services import payment_methods
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe, running_fake_stripe
from tests.support.shop import Asked, Shop

VISA = "4242424242424242"
ASKS = "4000002760003184"
DECLINES = "4000000000009995"

OpenShop = Callable[..., Shop]


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    """A company that is repeated to without long pauses."""
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.02)
    with running_fake_stripe() as made:
        yield made


@pytest.fixture
def gateway(company: FakeStripe, settings: Settings) -> Iterator[StripeGateway]:
    """Stripe is configured, with little patience so that faults do not take long."""
    settings.CURULE_STRIPE = StripeAccess(
        key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, url=company.url
    )
    made = StripeGateway(
        key=SECRET_KEY,
        webhook_secret=WEBHOOK_SECRET,
        url=company.url,
        seconds=2.0,
        try_seconds=0.5,
    )
    with replaced(stripe=made):
        yield made
    made.close()


@pytest.fixture
def open_shop(company: FakeStripe, gateway: StripeGateway) -> OpenShop:  # noqa: ARG001
    """Open a shop whose default card is at Stripe; `number` says which, "" none."""

    def opened(number: str = VISA, **asked: Asked) -> Shop:
        shop = Shop.open(card=None, is_live=True, **asked)
        if number:
            add_card(shop, company, number)
        return shop

    return opened


def add_card(shop: Shop, company: FakeStripe, number: str) -> None:
    """Save a card of Stripe's, as its page does."""
    payment_methods.add_method(
        actor=shop.payer,
        account_id=shop.account.id,
        name="Visa",
        token=company.customer_with(number),
        gateway_name="stripe",
        now=shop.now,
    )
