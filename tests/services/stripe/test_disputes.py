"""A dispute that is won leaves the payment as it was; one that is lost takes it back."""

import json
from datetime import timedelta

import pytest

from curule.data import models
from curule.services.payments.gateway_events import look_at_waiting, receive
from curule.services.recovery.reconciling import reconcile
from tests.support.fake_stripe import FakeStripe, signed
from tests.support.shop import Shop
from tests.support.stripe_shop import OpenShop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(open_shop: OpenShop) -> Shop:
    made = open_shop("4000000000000259")
    made.subscribe(5)
    return made


def decide(shop: Shop, company: FakeStripe, *, won: bool) -> models.Payment:
    (dispute,) = company.books.all("dispute")
    company.desk.close_dispute(dispute["id"], won=won)
    for event in company.webhooks.take() * 2:
        body = json.dumps(event).encode()
        receive(
            gateway_name="stripe",
            body=body,
            headers={"Stripe-Signature": signed(body)},
            now=shop.now,
        )
        look_at_waiting(now=shop.now)
    return models.Payment.objects.get()


def test_one_that_is_won_changes_nothing(shop: Shop, company: FakeStripe) -> None:
    assert decide(shop, company, won=True).status == "succeeded"
    assert (shop.owed, shop.seats) == (0, 5)
    shop.check()


@pytest.mark.invariant("I15", "I31")
def test_one_that_is_lost_opens_the_invoice_again_once(shop: Shop, company: FakeStripe) -> None:
    assert decide(shop, company, won=False).status == "reversed"
    assert (shop.owed, shop.seats) == (shop.totals[0], 5)
    kinds = models.LedgerTransaction.objects.values_list("kind", flat=True)
    assert list(kinds).count("payment_reversed") == 1
    shop.check()
    assert reconcile("stripe").agrees, "Stripe still lists the charge"
    shop.to(shop.now + timedelta(days=1))
    assert len(company.payments()) == 1, "the disputed card is not charged again by itself"
    assert shop.status == "past_due"
    shop.check()


def test_a_part_that_is_lost_is_left_to_somebody(shop: Shop, company: FakeStripe) -> None:
    (dispute,) = company.books.all("dispute")
    dispute["amount"] -= 100
    assert decide(shop, company, won=False).status == "succeeded"
    closed = models.Event.objects.get(type="payment.dispute_closed")
    assert closed.payload["reversed"] is False
    shop.check()
