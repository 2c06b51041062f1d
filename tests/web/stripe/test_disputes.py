"""A dispute as the vendor's staff see it: on the first page, in the list, beside its payment."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.payments.gateway_events import look_at_waiting, receive
from tests.support.factories import make_person
from tests.support.fake_stripe import FakeStripe, signed
from tests.support.stripe_shop import OpenShop

pytestmark = pytest.mark.django_db


def deliver(company: FakeStripe) -> None:
    """Bring everything that waits, and let the worker look at it."""

    def send(body: bytes, signature: str) -> int:
        headers = {"Stripe-Signature": signature}
        receive(gateway_name="stripe", body=body, headers=headers, now=utc_now())
        return 202

    company.webhooks.deliver(send)
    look_at_waiting(now=utc_now())


@pytest.mark.parametrize(("won", "word"), [(True, "decided for you"), (False, "for the customer")])
def test_a_dispute_is_shown_until_it_is_decided(
    client: Client, open_shop: OpenShop, company: FakeStripe, won: bool, word: str
) -> None:
    shop = open_shop("4000000000000259", now=utc_now())
    shop.subscribe(2)
    staff = make_person("finance@vendor.test", now=utc_now())
    models.StaffGrant.objects.create(person=staff, role="finance", granted_at=utc_now())
    client.force_login(staff)
    deliver(company)

    payment = models.Payment.objects.get()
    page = reverse("console_payment", args=[shop.account.id, payment.id])
    assert "1 disputed payment" in client.get("/console/").content.decode()
    assert str(payment.id) in client.get("/console/payments?state=disputed").content.decode()
    shown = client.get(page).content.decode()
    assert "fraudulent" in shown
    assert "Answer by" in shown
    assert "answered in the dashboard" in shown

    (dispute,) = company.books.all("dispute")
    company.desk.close_dispute(dispute["id"], won=won)
    deliver(company)
    assert "disputed payment" not in client.get("/console/").content.decode()
    shown = client.get(page).content.decode()
    assert word in shown
    assert "Answer by" not in shown


def test_the_body_of_an_event_is_not_believed(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = open_shop(now=utc_now())
    shop.subscribe(1)
    (intent,) = company.payments()
    lie = dict(intent) | {"status": "canceled", "amount": 1}
    company.books.tell("payment_intent.canceled", lie)
    body = json.dumps(company.webhooks.take()[-1]).encode()
    headers = {"Stripe-Signature": signed(body)}
    receive(gateway_name="stripe", body=body, headers=headers, now=utc_now())
    look_at_waiting(now=utc_now())
    assert models.Payment.objects.get().status == "succeeded"
