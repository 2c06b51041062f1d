"""A gateway over HTTP that hangs, and events that all come at once, with commits that are real."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.stripe import StripeGateway
from curule.selectors.invariants import verify
from curule.services.payments.gateway_events import look_at_waiting, receive
from tests.support.fake_stripe import FakeStripe, Manner, signed
from tests.support.stripe_shop import OpenShop, company, gateway, open_shop
from tests.support.together import together

__all__ = ["company", "gateway", "open_shop"]

ASLEEP = """
    SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND state LIKE 'idle in transaction%' AND clock_timestamp() - xact_start > interval '0.5 s'
"""


@pytest.fixture(autouse=True)
def _everything_holds(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    gateway: StripeGateway,  # noqa: ARG001
) -> Iterator[None]:
    """A company and a database of the test's own; afterwards everything must hold."""
    yield
    assert not verify()


@pytest.mark.fault(
    "F6",
    injected="the gateway takes a charge and never answers, before or after doing it",
    held="the request ends in its time, no transaction is open meanwhile, others write within a"
    " second, one charge",
)
@pytest.mark.threat("TH15")
@pytest.mark.parametrize("manner", [Manner.HANG, Manner.HANG_AFTER])
def test_while_the_gateway_hangs_no_transaction_is_open_and_others_go_on(
    open_shop: OpenShop, company: FakeStripe, manner: Manner
) -> None:
    shop = open_shop()
    company.next(*[manner] * 9, on="/v1/payment_intents")
    took: list[float] = []

    def order() -> None:
        began = time.monotonic()
        shop.subscribe(5)
        took.append(time.monotonic() - began)
        connection.close()

    ordering = threading.Thread(target=order)
    ordering.start()
    assert company.manners.hanging.wait(10)
    company.manners.queued.clear()
    company.manners.always["/v1/payment_intents"] = manner
    asleep = []
    while ordering.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(ASLEEP)
            asleep.append(cursor.fetchone()[0])
        began = time.monotonic()
        models.Account.objects.filter(id=shop.account.id).update(name="Free")  # its row is not held
        assert time.monotonic() - began < 1
        time.sleep(0.02)
    assert len(asleep) > 5
    assert set(asleep) == {0}
    assert took[0] < 2.9, "the tests' gateway has two seconds, the real one thirteen"
    payment = models.Payment.objects.get(account_id=shop.account.id)
    assert payment.status == "unknown"

    company.manners.always.clear()
    company.manners.released.set()
    shop.to(shop.now + timedelta(minutes=5))
    payment.refresh_from_db()
    assert (payment.status, shop.seats, len(company.payments())) == ("succeeded", 5, 1)


@pytest.mark.fault(
    "F8", injected="fifty times the same event at once", held="stored once, one effect"
)
@pytest.mark.invariant("I31")
def test_fifty_at_once_have_one_effect(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = open_shop()
    company.manners.always["/v1/payment_intents"] = Manner.LOSE_ANSWER
    shop.subscribe(5)
    company.manners.always.clear()
    (event,) = company.webhooks.take()
    body = json.dumps(event).encode()

    def send() -> bool:
        return receive(
            gateway_name="stripe",
            body=body,
            headers={"Stripe-Signature": signed(body)},
            now=shop.now,
        )

    with together(50) as threads:
        stored = threads.run([send] * 50)
    with together(10) as threads:
        threads.run([lambda: look_at_waiting(now=shop.now)] * 10)
    assert sorted(map(bool, stored)) == [False] * 49 + [True]
    assert models.GatewayEvent.objects.count() == 1
    assert (shop.seats, shop.owed, len(company.payments())) == (5, 0, 1)
    posted = models.LedgerTransaction.objects.filter(account_id=shop.account.id, kind="payment")
    assert posted.count() == 1
