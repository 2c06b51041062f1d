"""From an order to a seat, and back, with a card at Stripe."""

from datetime import timedelta

import pytest

from curule.core.money import Money
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services import payment_methods
from curule.services.payments import payments
from curule.services.recovery.reconciling import Comparison, reconcile
from tests.support.fake_stripe import FakeStripe, Manner
from tests.support.shop import Shop
from tests.support.stripe_shop import ASKS, DECLINES, OpenShop, add_card

pytestmark = pytest.mark.django_db


def last_payment() -> models.Payment:
    payment = models.Payment.objects.order_by("created_at", "id").last()
    assert payment is not None
    return payment


def refusal_of(comparison: Comparison) -> list[str]:
    return [difference.what for difference in comparison.differences]


def test_a_card_is_charged_once_and_the_seats_are_there(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(5)
    (charged,) = company.payments()
    (invoice,) = shop.invoices
    payment = last_payment()
    assert (shop.seats, shop.owed, shop.status) == (5, 0, "active")
    assert (charged["amount"], charged["currency"]) == (invoice.total, "eur")
    assert (payment.reference, payment.key) == (charged["id"], charged["metadata"]["curule_key"])
    assert charged["description"] == invoice.number
    shop.check()


def test_a_declined_card_leaves_the_order_as_it_was_and_another_one_pays_it(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop(DECLINES)
    shop.subscribe(5)
    assert (last_payment().status, last_payment().failure) == ("failed", "insufficient_funds")
    assert (shop.seats, shop.status) == (0, "incomplete")
    add_card(shop, company, "4242424242424242")
    assert shop.pay().value.status == "succeeded"
    assert (shop.seats, shop.owed, len(company.payments())) == (5, 0, 1)
    shop.check()


def test_a_renewal_is_charged_while_nobody_is_there(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(2)
    shop.to(shop.now + timedelta(days=31))
    assert [made["amount"] for made in company.payments()] == shop.totals
    assert len(shop.totals) == 2
    shop.check()


def test_money_goes_back_to_the_card_it_came_from(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = open_shop(decrease__effective="now", decrease__money="refund_to_method")
    shop.subscribe(5)
    company.next(Manner.LOSE_ANSWER, Manner.LOSE_ANSWER, Manner.LOSE_ANSWER, on="/v1/refunds")
    shop.set_seats(3)
    shop.to(shop.now + timedelta(minutes=1))
    refund = models.Refund.objects.get()
    assert refund.status == "unknown"
    shop.to(shop.now + timedelta(hours=2))
    refund.refresh_from_db()
    (sent,) = company.books.all("refund")
    assert (refund.status, sent["amount"]) == ("succeeded", refund.amount_minor)
    assert sent["payment_intent"] == last_payment().reference
    assert reconcile("stripe").agrees
    shop.check()


# --- the two books --------------------------------------------------------------------------------


@pytest.mark.invariant("I18")
def test_the_books_agree_or_say_where_they_do_not(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = open_shop()
    shop.subscribe(2)
    shop.to(shop.now + timedelta(days=31))
    assert reconcile("stripe") == Comparison(
        gateway="stripe", compared=2, refunds=0, differences=()
    )
    first, second = company.payments()

    first["amount_received"] -= 1
    assert refusal_of(reconcile("stripe")) == ["amount"]
    first["amount_received"] += 1
    first["currency"] = "usd"
    assert refusal_of(reconcile("stripe")) == ["amount"]
    first["currency"] = "eur"
    second["metadata"]["curule_key"] = first["metadata"]["curule_key"]
    assert refusal_of(reconcile("stripe")) == ["twice", "only_here"]
    second["metadata"]["curule_key"] = "of-nobody"
    assert refusal_of(reconcile("stripe")) == ["only_at_gateway", "only_here"]
    del second["metadata"]["curule_key"]
    assert refusal_of(reconcile("stripe")) == ["only_here"]


@pytest.mark.invariant("I18")
@pytest.mark.fault("F5")
def test_a_charge_without_an_answer_is_no_fault_of_the_books(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    company.manners.always["/v1/payment_intents"] = Manner.LOSE_ANSWER
    shop.subscribe(2)
    company.manners.always.clear()
    compared = reconcile("stripe")
    assert (compared.agrees, refusal_of(compared)) == (True, ["waits"])


# --- who is offered what --------------------------------------------------------------------------


def test_a_live_account_is_not_offered_money_that_is_not_real(open_shop: OpenShop) -> None:
    live, tested = open_shop(), Shop.open()
    assert payment_methods.offered(live.account.id) == ("stripe", "bank_transfer")
    assert payment_methods.offered(tested.account.id) == ("sandbox", "bank_transfer")
    with pytest.raises(Refused):
        live.add_card("succeed")


def test_a_customer_who_is_not_there_confirms_nothing(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop(ASKS)
    done = shop.subscribe(5)
    assert done.value.payment_id is not None
    payment = last_payment()
    assert (payment.status, payment.failure) == ("failed", "authentication_required")
    assert payments.result_of(payment).failure == "authentication_required"
    assert (shop.seats, company.payments()) == (0, [])


@pytest.mark.parametrize(
    ("currency", "price", "step"),
    [("KWD", 12_345, 10), ("MGA", 1_000_050, 100), ("LYD", 12_000, None)],
)
def test_an_amount_that_stripe_cannot_carry_is_refused_before_anything_is_ordered(
    open_shop: OpenShop, company: FakeStripe, currency: str, price: int, step: int | None
) -> None:
    shop = open_shop(currency=currency, unit_amount=price)
    with pytest.raises(Refused) as refused:
        shop.subscribe(1)
    refusal = refused.value.refusal
    assert refusal.code is RefusalCode.AMOUNT_NOT_CARRIED
    assert refusal.values.get("step") == (Money(step, currency) if step else None)
    assert (company.payments(), shop.invoices, models.Order.objects.count()) == ([], (), 0)


def test_an_amount_in_ariary_is_charged_in_whole_ones(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop(currency="MGA", unit_amount=1_000_000)
    shop.subscribe(2)
    assert [made["amount"] for made in company.payments()] == [20_000]
    assert reconcile("stripe").agrees
