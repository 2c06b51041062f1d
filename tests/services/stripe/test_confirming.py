"""Customers who never come back from their bank, and cards that are saved without them."""

from datetime import timedelta

import pytest
import requests

from curule.core.refusals import Refused
from curule.data import models
from curule.services.payments import card_setups, confirming
from curule.services.payments.card_setups import SetupState
from tests.support.fake_stripe import FakeStripe, Manner
from tests.support.shop import Shop
from tests.support.stripe_shop import ASKS, OpenShop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(open_shop: OpenShop) -> Shop:
    made = open_shop(ASKS)
    made.subscribe(5)
    return made


def begin(shop: Shop) -> confirming.Confirming:
    return confirming.begin(
        actor=shop.payer,
        account_id=shop.account.id,
        invoice_id=shop.invoices[0].id,
        return_to=lambda payment_id: f"http://127.0.0.1:9/{payment_id}",
        now=shop.now,
    )


def waiting() -> models.Payment:
    return models.Payment.objects.order_by("-created_at", "-id")[0]


def test_who_does_not_come_back_is_asked_about_and_given_up_after_an_hour(
    shop: Shop, company: FakeStripe
) -> None:
    page = begin(shop).url
    assert waiting().status == "confirming"
    with pytest.raises(Refused) as refused:
        shop.pay()
    assert refused.value.refusal.code.value == "payment_pending"
    shop.to(shop.now + timedelta(minutes=6))
    assert waiting().status == "confirming"
    shop.to(shop.now + timedelta(hours=1))
    assert (waiting().status, waiting().failure) == ("failed", "canceled")
    requests.post(page, data={"agrees": "1"}, allow_redirects=False, timeout=5)
    assert company.payments() == []
    shop.check()


def test_who_confirmed_and_did_not_come_back_has_paid(shop: Shop, company: FakeStripe) -> None:
    page = begin(shop).url
    requests.post(page, data={"agrees": "1"}, allow_redirects=False, timeout=5)
    shop.to(shop.now + timedelta(minutes=6))
    assert (waiting().status, shop.seats, len(company.payments())) == ("succeeded", 5, 1)
    shop.check()


@pytest.mark.fault("F5", "F7")
@pytest.mark.parametrize("manner", [Manner.LOSE_ANSWER, Manner.BUSY, Manner.HTML])
def test_a_confirming_whose_call_failed_is_never_charged_while_nobody_is_there(
    shop: Shop, company: FakeStripe, manner: Manner
) -> None:
    company.manners.always["/v1/payment_intents"] = manner
    begun = begin(shop)
    assert (begun.url, begun.payment.status) == ("", "confirming")
    company.manners.always.clear()
    shop.to(shop.now + timedelta(minutes=6))
    assert waiting().status == "confirming"
    assert begin(shop).url, "and it goes on where it was"
    shop.to(shop.now + timedelta(hours=2))
    assert (waiting().status, company.payments()) == ("failed", [])
    shop.check()


def test_there_is_nothing_to_confirm_where_nothing_asks(open_shop: OpenShop) -> None:
    paid = open_shop()
    paid.subscribe(1)
    with pytest.raises(Refused) as refused:
        begin(paid)
    assert refused.value.refusal.code.value == "nothing_to_pay"


# --- cards ----------------------------------------------------------------------------------------


def test_a_card_is_saved_once_whoever_tells_of_it_first(
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
        started.url, data={"number": "5555555555554444"}, allow_redirects=False, timeout=5
    )
    states = [
        card_setups.settle(account_id=shop.account.id, setup_id=started.setup_id, now=shop.now)
        for _ in range(2)
    ]
    assert states == [SetupState.SAVED, SetupState.SAVED]
    (method,) = models.PaymentMethod.objects.filter(account_id=shop.account.id)
    assert (method.name, method.is_default) == ("Mastercard •••• 4444", True)
    assert company.books.all("customer")[0]["name"] == shop.account.name
