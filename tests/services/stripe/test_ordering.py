"""From an order to a seat, with a card at Stripe."""

from collections.abc import Callable

import pytest

from curule.data import models
from tests.support.fake_stripe import FakeStripe
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db


def test_a_card_is_charged_once_and_the_seats_are_there(
    open_shop: Callable[..., Shop], company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(5)
    (charged,) = company.payments()
    (invoice,) = shop.invoices
    payment = models.Payment.objects.get(gateway="stripe")
    assert (shop.seats, shop.owed, shop.status) == (5, 0, "active")
    assert (charged["amount"], charged["currency"]) == (invoice.total, "eur")
    assert (payment.reference, payment.key) == (charged["id"], charged["metadata"]["curule_key"])
    assert charged["description"] == invoice.number
    shop.check()
