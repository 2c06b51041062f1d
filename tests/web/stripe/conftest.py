"""Pages of accounts whose cards are at a fake Stripe."""

import pytest

from curule.gateways.payments.stripe import StripeGateway
from tests.support.stripe_shop import company, gateway, open_shop

__all__ = ["company", "gateway", "open_shop"]


@pytest.fixture(autouse=True)
def _at_stripe(gateway: StripeGateway) -> None:
    """Stripe is configured."""
