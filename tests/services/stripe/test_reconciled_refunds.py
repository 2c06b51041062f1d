"""`reconcile` compares refunds as well: what only one side has, and what came back there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curule.data import models
from curule.services import refunds
from curule.services.recovery.reconciling import Comparison, reconcile
from tests.services.stripe.test_refunds import WAITS, given_back, hear, refund, there
from tests.support.factories import VENDOR
from tests.support.fake_stripe import FakeStripe
from tests.support.fake_stripe.books import Json
from tests.support.stripe_shop import OpenShop

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I18")]


def told(compared: Comparison) -> list[str]:
    return [str(difference.what) for difference in compared.differences]


def _other_amount(company: FakeStripe, made: Json) -> None:
    del company
    made["amount"] += 1


def _another_beside(company: FakeStripe, made: Json) -> None:
    company.desk.refund_by_hand(made["payment_intent"], 100)


def _gone(company: FakeStripe, made: Json) -> None:
    del company.books.objects[made["id"]]


def _under_its_key(company: FakeStripe, made: Json) -> None:
    company.desk.refund_by_hand(made["payment_intent"], 100)["metadata"] = made["metadata"]


def _came_back(company: FakeStripe, made: Json) -> None:
    company.desk.fail_refund(made["id"])


def _of_another_shop(company: FakeStripe, made: Json) -> None:
    other = company.books.make("pi", "payment_intent", status="canceled", metadata={})
    company.books.make("re", "refund", **{**_fields(made), "payment_intent": other["id"]})


def _fields(made: Json) -> Json:
    return {
        name: made[name]
        for name in made
        if name not in {"id", "object", "created", "livemode", "payment_intent"}
    }


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        (_other_amount, ["refund_amount"]),
        (_another_beside, ["refund_only_there"]),
        (_gone, ["refund_only_here"]),
        (_under_its_key, ["refund_only_there"]),
        (_came_back, ["refund_failed_there"]),
        (_of_another_shop, []),
    ],
)
def test_what_differs_is_told(
    open_shop: OpenShop,
    company: FakeStripe,
    happened: Callable[[FakeStripe, Json], None],
    found: list[str],
) -> None:
    given_back(open_shop)
    assert (reconcile("stripe").agrees, reconcile("stripe").refunds) == (True, 1)
    happened(company, there(company))
    compared = reconcile("stripe")
    assert (told(compared), compared.agrees) == (found, not found)


def test_one_that_is_heard_of_differs_no_more(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = given_back(open_shop)
    company.desk.fail_refund(there(company)["id"])
    hear(shop, company.webhooks.take())
    assert reconcile("stripe").agrees
    row = refund()
    refunds.mark_paid(actor=VENDOR, account_id=shop.account.id, refund_id=row.id, now=shop.now)
    assert reconcile("stripe").agrees, "nobody expects at Stripe what the bank paid"


def test_one_that_waits_on_either_side_is_no_fault(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    given_back(open_shop, WAITS)
    assert told(reconcile("stripe")) == []
    company.desk.bring_refund(there(company)["id"])
    compared = reconcile("stripe")
    assert (told(compared), compared.agrees) == (["refund_waits"], True)
    assert models.Refund.objects.get().status == "unknown", "nothing was written"


def test_one_sent_there_that_was_paid_at_the_bank_is_told(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = given_back(open_shop, WAITS)
    company.desk.fail_refund(there(company)["id"])
    hear(shop, company.webhooks.take())
    refunds.mark_paid(actor=VENDOR, account_id=shop.account.id, refund_id=refund().id, now=shop.now)
    company.desk.bring_refund(there(company)["id"])
    assert told(reconcile("stripe")) == ["refund_sent_there"]
