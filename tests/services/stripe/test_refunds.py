"""Refunds at Stripe that wait, arrive, or come back days later; and those made there by hand."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest

from curule.data import models
from curule.selectors.console.refunds import list_refunds
from curule.services import refunds
from curule.services.payments.gateway_events import look_at_waiting, receive
from tests.support.factories import VENDOR
from tests.support.fake_stripe import FakeStripe, signed
from tests.support.fake_stripe.books import Json
from tests.support.shop import Asked, Shop
from tests.support.stripe_shop import VISA, OpenShop

pytestmark = pytest.mark.django_db

WAITS = "4000000000007726"
REFUNDED: Asked = {
    "decrease__effective": "now",
    "decrease__money": "refund_to_method",
    "proration__lines": "net",
}


def given_back(open_shop: OpenShop, number: str = VISA) -> Shop:
    """A shop whose third seat was given back, for money; the refund was sent to Stripe."""
    shop = open_shop(number, unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    shop.set_seats(2)
    shop.to(shop.now + timedelta(minutes=1))
    return shop


def hear(shop: Shop, events: list[Json]) -> list[str]:
    """Deliver these events; return what became of each."""
    for event in events:
        body = json.dumps(event).encode()
        receive(
            gateway_name="stripe",
            body=body,
            headers={"Stripe-Signature": signed(body)},
            now=shop.now,
        )
        look_at_waiting(now=shop.now)
    ids = {event["id"] for event in events}
    rows = models.GatewayEvent.objects.filter(event_id__in=ids).order_by("event_id")
    return list(rows.values_list("outcome", flat=True))


def refund() -> models.Refund:
    return models.Refund.objects.get()


def there(company: FakeStripe) -> Json:
    (found,) = company.books.all("refund")
    return found


def cash(gateway: str = "stripe") -> int:
    entries = models.LedgerEntry.objects.filter(ledger_account=f"cash:{gateway}")
    return sum(entries.values_list("amount_minor", flat=True))


@pytest.mark.invariant("I12", "I31")
@pytest.mark.threat("TH17")
@pytest.mark.parametrize("seed", range(4))
def test_one_that_comes_back_is_owed_again_and_paid_out_at_the_bank(
    open_shop: OpenShop, company: FakeStripe, seed: int
) -> None:
    shop = given_back(open_shop)
    row = refund()
    assert (row.status, row.reference) == ("succeeded", there(company)["id"])
    charged = cash() + row.amount_minor

    company.desk.fail_refund(row.reference)
    events = company.webhooks.take() * 2
    random.Random(seed).shuffle(events)  # noqa: S311 - an order, no secret
    shop.now += timedelta(days=6)
    assert set(hear(shop, events)) <= {"done", "ignored"}

    row.refresh_from_db()
    assert (row.status, row.failure) == ("failed", "expired_or_canceled_card")
    assert (row.settled_at, row.ask_again_at) == (None, None)
    assert cash() == charged
    (told,) = models.Event.objects.filter(type="refund.failed")
    assert (told.payload["failure"], told.payload["was_sent"]) == (row.failure, True)
    assert [line.state for line in list_refunds(state="waiting").rows] == ["waiting"]
    shop.check()

    refunds.mark_paid(actor=VENDOR, account_id=shop.account.id, refund_id=row.id, now=shop.now)
    company.books.tell("refund.failed", there(company))
    assert hear(shop, company.webhooks.take()) == ["done"]
    row.refresh_from_db()
    assert (row.status, row.sent_by) == ("succeeded", "bank_transfer")
    assert (cash(), cash("bank_transfer")) == (charged, -row.amount_minor)
    shop.check()


@pytest.mark.parametrize("status", ["pending", "requires_action"])
def test_one_that_waits_at_stripe_is_not_counted_as_sent(
    open_shop: OpenShop, company: FakeStripe, status: str
) -> None:
    company.desk.refunds_wait_as = status
    shop = given_back(open_shop)
    before = cash()
    assert (refund().status, there(company)["status"]) == ("unknown", status)
    hear(shop, company.webhooks.take())
    shop.to(shop.now + timedelta(days=2))
    assert (refund().status, cash()) == ("unknown", before)
    assert not shop.mails("refund_sent")
    shop.check()

    company.desk.bring_refund(there(company)["id"])
    assert set(hear(shop, company.webhooks.take())) == {"done"}
    assert (refund().status, cash()) == ("succeeded", before - refund().amount_minor)
    assert len(shop.mails("refund_sent")) == 1
    shop.check()


def test_one_that_waited_and_fails_was_never_sent(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = given_back(open_shop, WAITS)
    before = cash()
    company.desk.fail_refund(there(company)["id"], reason="declined")
    hear(shop, company.webhooks.take())
    assert (refund().status, refund().failure, cash()) == ("failed", "declined", before)
    (told,) = models.Event.objects.filter(type="refund.failed")
    assert told.payload["was_sent"] is False
    shop.check()


def test_an_event_nobody_sent_is_made_up_for_by_asking(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = given_back(open_shop, WAITS)
    company.desk.fail_refund(there(company)["id"])
    shop.to(shop.now + timedelta(hours=2))
    assert (refund().status, refund().failure) == ("failed", "expired_or_canceled_card")
    shop.check()


def test_one_sent_after_it_was_paid_out_at_the_bank_contradicts(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = given_back(open_shop, WAITS)
    company.desk.fail_refund(there(company)["id"])
    hear(shop, company.webhooks.take())
    row = refund()
    refunds.mark_paid(actor=VENDOR, account_id=shop.account.id, refund_id=row.id, now=shop.now)
    company.desk.bring_refund(there(company)["id"])
    assert set(hear(shop, company.webhooks.take())) == {"contradicts"}
    assert refund().sent_by == "bank_transfer"
    shop.check()


def test_one_made_in_stripes_dashboard_contradicts_until_it_comes_back(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(2)
    hear(shop, company.webhooks.take())
    made = company.desk.refund_by_hand(company.payments()[0]["id"], 500)
    assert hear(shop, company.webhooks.take()) == ["contradicts", "ignored"]
    assert not models.Refund.objects.exists()
    company.desk.fail_refund(made["id"])
    assert set(hear(shop, company.webhooks.take())) == {"done"}
    shop.check()


def test_one_of_a_charge_that_is_none_of_ours_is_ignored(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(1)
    company.webhooks.take()
    company.payments()[0]["metadata"].clear()
    company.desk.refund_by_hand(company.payments()[0]["id"], 500)
    assert set(hear(shop, company.webhooks.take())) == {"ignored"}
