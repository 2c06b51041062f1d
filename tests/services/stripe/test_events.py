"""What Stripe tells by itself: twice, reordered, late, before there is a row of ours (F8)."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

import pytest
import requests

from curule.data import models
from curule.services.payments import card_setups
from curule.services.payments.gateway_events import look_at_waiting, receive
from tests.support.fake_stripe import FakeStripe, Manner, signed
from tests.support.fake_stripe.books import Json
from tests.support.shop import Shop
from tests.support.stripe_shop import OpenShop

pytestmark = pytest.mark.django_db

DISPUTED = "4000000000000259"


def send(event: Json, now: datetime) -> bool:
    body = json.dumps(event).encode()
    return receive(
        gateway_name="stripe", body=body, headers={"Stripe-Signature": signed(body)}, now=now
    )


def lost(shop: Shop, company: FakeStripe) -> None:
    """Order five seats; the card is charged, and the answer is lost."""
    company.manners.always["/v1/payment_intents"] = Manner.LOSE_ANSWER
    shop.subscribe(5)
    company.manners.always.clear()
    assert (shop.seats, len(company.payments())) == (0, 1)


def outcomes() -> list[str]:
    return list(models.GatewayEvent.objects.order_by("event_id").values_list("outcome", flat=True))


@pytest.mark.fault(
    "F5",
    "F8",
    injected="the answer to a charge is lost, and the event of it comes three times",
    held="the event settles the payment, once",
)
@pytest.mark.invariant("I31")
def test_an_event_brings_the_answer_that_was_lost(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = open_shop()
    lost(shop, company)
    (event,) = company.webhooks.take()
    assert [send(event, shop.now) for _ in range(3)] == [True, False, False]
    assert look_at_waiting(now=shop.now) == 1
    assert (shop.seats, shop.owed, outcomes()) == (5, 0, ["done"])
    shop.to(shop.now + timedelta(minutes=6))
    assert len(company.payments()) == 1
    shop.check()


@pytest.mark.fault(
    "F8",
    injected="events of a charge and its dispute shuffled, doubled, three days late",
    held="here stands what the gateway has",
)
@pytest.mark.threat("TH17")
@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_and_days_late_it_ends_as_stripe_has_it(
    open_shop: OpenShop, company: FakeStripe, seed: int
) -> None:
    shop = open_shop(DISPUTED)
    lost(shop, company)
    (dispute,) = company.books.all("dispute")
    company.desk.close_dispute(dispute["id"], won=False)
    old = dict(dispute) | {"status": "needs_response"}
    company.books.tell("charge.dispute.updated", old)
    events = company.webhooks.take() * 2
    random.Random(seed).shuffle(events)  # noqa: S311 - an order, no secret
    shop.now += timedelta(days=3)
    for event in events:
        send(event, shop.now)
        look_at_waiting(now=shop.now)
    kept = models.Dispute.objects.get()
    assert (kept.status, kept.is_lost) == ("lost", True)
    assert models.Payment.objects.get().reference == company.payments()[0]["id"]
    assert (shop.seats, len(outcomes())) == (5, len(events) // 2)
    shop.check()


@pytest.mark.fault(
    "F8", injected="an event before its row is there", held="it waits and is looked at again"
)
def test_an_event_that_comes_before_its_row_waits_for_it(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    lost(shop, company)
    (event,) = company.webhooks.take()
    (intent,) = company.payments()
    key = intent["metadata"].pop("curule_key")
    intent["metadata"]["curule_key"] = "not-here-yet"
    send(event, shop.now)
    assert (look_at_waiting(now=shop.now), outcomes()) == (0, [""])
    intent["metadata"]["curule_key"] = key  # as if the row had come meanwhile
    assert look_at_waiting(now=shop.now) == 0, "not at once again"
    shop.now += timedelta(minutes=2)
    assert look_at_waiting(now=shop.now) == 1
    assert (shop.seats, outcomes()) == (5, ["done"])


@pytest.mark.fault("F8")
def test_one_whose_row_never_comes_is_given_up_after_days(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(1)
    (event,) = company.webhooks.take()
    company.payments()[0]["metadata"]["curule_key"] = "of-another-database"
    send(event, shop.now)
    for hours in range(0, 73, 6):
        look_at_waiting(now=shop.now + timedelta(hours=hours))
    assert outcomes() == ["given_up"]


@pytest.mark.fault("F7", "F8")
def test_while_stripe_is_away_events_wait(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = open_shop()
    lost(shop, company)
    send(company.webhooks.take()[0], shop.now)
    company.manners.always["/v1/"] = Manner.BUSY
    assert (look_at_waiting(now=shop.now), shop.seats) == (0, 0)
    company.manners.always.clear()
    shop.now += timedelta(minutes=5)
    assert look_at_waiting(now=shop.now) == 1
    assert shop.seats == 5


def test_a_charge_that_had_failed_here_is_left_for_reconcile_and_said(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop("4000000000009995")
    shop.subscribe(1)
    company.webhooks.take()
    (intent,) = company.books.all("payment_intent")
    intent["status"] = "succeeded"
    send(company.books.tell("payment_intent.succeeded", intent), shop.now)
    assert look_at_waiting(now=shop.now) == 1
    assert outcomes() == ["contradicts"]


def test_a_card_is_saved_also_when_its_owner_never_comes_back(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop("")
    started = card_setups.begin(
        actor=shop.payer,
        account_id=shop.account.id,
        gateway_name="stripe",
        default=True,
        return_to=lambda setup_id: f"http://127.0.0.1:9/{setup_id}",
        cancel_url="http://127.0.0.1:9/",
        now=shop.now,
    ).value
    requests.post(
        started.url, data={"number": "4242424242424242"}, allow_redirects=False, timeout=5
    )
    for event in company.webhooks.take():
        send(event, shop.now)
    look_at_waiting(now=shop.now)
    assert models.PaymentMethod.objects.get(account_id=shop.account.id).name == "Visa •••• 4242"
