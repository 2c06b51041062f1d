"""Where Stripe calls us: its signature decides, each event is stored once, and then looked at."""

import json
import time

import pytest
from django.test import Client
from pytest_django import Settings

from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.payments.gateway_events import look_at_waiting
from curule.web.webhooks import LARGEST_BODY
from tests.support.fake_stripe import FakeStripe, signed

pytestmark = pytest.mark.django_db

HERE = "/webhooks/stripe"


def send(body: bytes, signature: str, *, to: str = HERE) -> int:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        to, body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    assert answer.status_code == 404 or not answer.cookies
    return answer.status_code


def an_event(company: FakeStripe, kind: str = "customer.brand_new_thing") -> bytes:
    return json.dumps(company.books.tell(kind, {"id": "x_1", "object": "thing"})).encode()


@pytest.mark.invariant("I31")
def test_an_unknown_type_is_stored_answered_and_of_no_concern(company: FakeStripe) -> None:
    body = an_event(company)
    assert send(body, signed(body)) == 202
    assert send(body, signed(body)) == 200
    event = models.GatewayEvent.objects.get()
    assert (event.kind, event.subject) == ("customer.brand_new_thing", "x_1")
    assert look_at_waiting(now=utc_now()) == 1
    event.refresh_from_db()
    assert (event.outcome, event.look_again_at) == ("ignored", None)
    assert look_at_waiting(now=utc_now()) == 0


@pytest.mark.threat("TH16")
def test_what_is_not_stripe_s_is_refused_and_not_stored(company: FakeStripe) -> None:
    body = an_event(company)
    forged = body.replace(b"x_1", b"x_2")
    attempts = [
        (body, ""),
        (body, "t=1,v1=0"),
        (forged, signed(body)),
        (body, signed(body, secret="whsec_of_somebody_else_0123456789abcdef")),
        (body, signed(body, at=time.monotonic())),
        (b"", signed(b"")),
        (b"\xff\xfe", signed(b"\xff\xfe")),
    ]
    assert {send(*attempt) for attempt in attempts} == {400}
    assert not models.GatewayEvent.objects.exists()


def test_nobody_calls_a_gateway_that_does_not_call(
    company: FakeStripe, client: Client, settings: Settings
) -> None:
    body = an_event(company)
    for name in ("sandbox", "bank_transfer", "nobody"):
        assert send(body, signed(body), to=f"/webhooks/{name}") == 404
    assert client.get(HERE).status_code == 405
    huge = b" " * (LARGEST_BODY + 1)
    assert send(huge, signed(huge)) == 413
    settings.CURULE_STRIPE = None
    assert not models.GatewayEvent.objects.exists()
