"""From an order to a seat while Stripe fails: never a second charge, and what holds can be seen."""

from datetime import timedelta

import pytest

from curule.core.refusals import Refused
from curule.data import models
from curule.services.recovery.reconciling import reconcile
from tests.support.fake_stripe import FakeStripe, Manner
from tests.support.stripe_shop import OpenShop

pytestmark = pytest.mark.django_db

FAULTS = [
    Manner.TOO_MANY,
    Manner.BUSY,
    Manner.HTML,
    Manner.CUT,
    Manner.UNREADABLE,
    Manner.LOSE_ANSWER,
]


def keys(company: FakeStripe) -> set[str]:
    """The keys under which charges were asked for."""
    posts = [asked for asked in company.api.asked if asked.path == "/v1/payment_intents"]
    return {asked.key for asked in posts if asked.method == "POST"}


@pytest.mark.fault(
    "F7",
    injected="one of those answers once",
    held="sent again under the same key within the same request",
)
@pytest.mark.parametrize("manner", FAULTS)
def test_a_fault_that_passes_is_not_even_noticed(
    open_shop: OpenShop, company: FakeStripe, manner: Manner
) -> None:
    shop = open_shop()
    company.next(manner, on="/v1/payment_intents")
    shop.subscribe(5)
    assert (shop.seats, len(company.payments()), len(keys(company))) == (5, 1, 1)
    shop.check()


@pytest.mark.fault(
    "F5",
    "F7",
    injected="429, 500, an HTML page, half a JSON or no answer at all from Stripe, for an hour",
    held="the payment is unknown and visible, asked about under its key, and the card charged once",
)
@pytest.mark.threat("TH15")
@pytest.mark.invariant("I18", "I19")
@pytest.mark.parametrize("manner", [*FAULTS, Manner.BROKEN])
def test_a_fault_that_stays_is_a_state_that_the_janitor_settles(
    open_shop: OpenShop, company: FakeStripe, manner: Manner
) -> None:
    shop = open_shop()
    company.manners.always["/v1/payment_intents"] = manner
    shop.subscribe(5)
    payment = models.Payment.objects.get()
    assert (payment.status, shop.seats) == ("unknown", 0)
    with pytest.raises(Refused) as refused:
        shop.pay()
    assert refused.value.refusal.code.value == "payment_pending"

    company.manners.always.clear()
    shop.to(shop.now + timedelta(minutes=5))
    payment.refresh_from_db()
    if manner is Manner.BROKEN:
        # Stripe keeps the error under the key: this attempt is dead, the next one has another key.
        assert payment.status == "unknown"
        shop.to(shop.now + timedelta(hours=1))
        assert shop.pay().value.status == "succeeded"
        assert len(keys(company)) == 2
    else:
        assert payment.status == "succeeded"
        assert keys(company) == {payment.key}
    assert (shop.seats, len(company.payments())) == (5, 1)
    assert reconcile("stripe").agrees
    shop.check()


@pytest.mark.fault("F5")
def test_a_charge_that_was_paid_otherwise_meanwhile_is_not_sent_again(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    company.manners.always["/v1/payment_intents"] = Manner.BUSY
    shop.subscribe(5)
    company.manners.always.clear()
    shop.transfer()
    shop.to(shop.now + timedelta(hours=2))
    assert (company.payments(), shop.seats, shop.credit) == ([], 5, 0)
    shop.check()


@pytest.mark.fault("F5", "F7")
def test_a_renewal_without_an_answer_is_charged_once_in_the_end(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(2)
    company.manners.always["/v1/payment_intents"] = Manner.LOSE_ANSWER
    shop.to(shop.now + timedelta(days=31))
    company.manners.always.clear()
    shop.to(shop.now + timedelta(days=8))
    assert len(company.payments()) == 2
    assert (shop.owed, shop.status) == (0, "active")
    assert reconcile("stripe").agrees
    shop.check()
