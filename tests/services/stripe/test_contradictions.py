"""Charged there and failed here, given back there: listed once, and put right to the cent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from curule.core.contradictions import Remedy
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services.credits import goodwill
from curule.services.payments import remedies
from curule.services.recovery.filing import bring
from curule.services.recovery.reconciling import reconcile
from tests.services.stripe.test_refunds import cash, given_back, hear, refund, there
from tests.support.factories import VENDOR
from tests.support.fake_stripe import FakeStripe, Manner
from tests.support.fake_stripe.books import Json
from tests.support.shop import Shop
from tests.support.stripe_shop import OpenShop

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I12", "I18")]

DECLINES = "4000000000009995"
NOW = datetime(2026, 4, 2, tzinfo=UTC)


def charged_after_all(open_shop: OpenShop, company: FakeStripe) -> tuple[Shop, Json]:
    """Order two seats; the card is declined here, and charged there all the same."""
    shop = open_shop(DECLINES)
    shop.subscribe(2)
    company.webhooks.take()
    (intent,) = company.books.all("payment_intent")
    charge = company.books.get(intent["latest_charge"], "charge")
    charge["status"] = "succeeded"
    intent |= {"status": "succeeded", "amount_received": intent["amount"]}
    return shop, intent


def told(shop: Shop, company: FakeStripe, intent: Json) -> models.Contradiction:
    company.books.tell("payment_intent.succeeded", intent)
    hear(shop, company.webhooks.take())
    return models.Contradiction.objects.get()


def decide(shop: Shop, remedy: str, **asked: object) -> remedies.Decided:
    if "contradiction_id" not in asked:
        asked["contradiction_id"] = models.Contradiction.objects.get().id
    given: dict[str, object] = {
        "actor": VENDOR,
        "account_id": shop.account.id,
        "remedy": remedy,
        "reason": "The bank changed its mind.",
        "now": shop.now,
        **asked,
    }
    return remedies.decide(**given).value  # type: ignore[arg-type]


def refused(shop: Shop, remedy: str, **asked: object) -> RefusalCode:
    with pytest.raises(Refused) as found:
        decide(shop, remedy, **asked)
    return found.value.refusal.code


# --- charged there, failed here -------------------------------------------------------------------


def test_it_is_listed_once_however_often_it_is_told(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    row = told(shop, company, intent)
    assert (row.kind, row.reference, row.found_by) == ("charged", intent["id"], "event")
    assert told(shop, company, intent) == row
    bring(reconcile("stripe"), now=NOW)
    assert models.Contradiction.objects.count() == 1
    assert models.Event.objects.filter(type="payment.contradicted").count() == 1
    shop.check()


def test_taken_in_it_pays_its_invoice_and_grants_what_was_ordered(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    row = told(shop, company, intent)
    assert (shop.seats, shop.owed) == (0, row.amount_minor)
    decide(shop, "take_in", key="once")
    decide(shop, "take_in", key="once", contradiction_id=row.id)
    payment = models.Payment.objects.get()
    assert (payment.status, payment.reference) == ("succeeded", intent["id"])
    assert (shop.seats, shop.owed, shop.credit, cash()) == (2, 0, 0, row.amount_minor)
    row.refresh_from_db()
    assert (row.remedy, row.reason) == ("take_in", "The bank changed its mind.")
    assert row.closed_by == VENDOR.name
    closed = models.Event.objects.get(type="payment.contradiction_closed")
    assert (closed.payload["remedy"], closed.payload["reason"]) == (row.remedy, row.reason)
    assert reconcile("stripe").agrees
    shop.check()


def test_taken_in_after_the_invoice_was_paid_otherwise_it_is_credit(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    row = told(shop, company, intent)
    shop.transfer()
    decide(shop, "take_in")
    assert (shop.seats, shop.owed, shop.credit) == (2, 0, row.amount_minor)
    assert reconcile("stripe").agrees
    shop.check()


def test_sent_back_nothing_of_it_is_left_on_either_side(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    row = told(shop, company, intent)
    done = decide(shop, "send_back")
    sent = refund()
    assert (sent.id, sent.status, sent.amount_minor) == (
        done.refund_id, "succeeded", row.amount_minor,
    )  # fmt: skip
    assert (shop.seats, shop.credit, cash()) == (0, 0, 0)
    assert shop.owed == row.amount_minor, "the invoice is as open as it was"
    charge = company.books.get(intent["latest_charge"], "charge")
    assert charge["amount_refunded"] == row.amount_minor
    assert reconcile("stripe").agrees
    shop.check()

    company.desk.fail_refund(sent.reference)
    hear(shop, company.webhooks.take())
    assert (refund().status, cash()) == ("failed", row.amount_minor)
    shop.check()


@pytest.mark.fault("F5")
def test_sent_back_without_an_answer_it_goes_back_once(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    row = told(shop, company, intent)
    company.next(Manner.LOSE_ANSWER, Manner.LOSE_ANSWER, Manner.LOSE_ANSWER, on="/v1/refunds")
    assert refused(shop, "send_back") is RefusalCode.GATEWAY_AWAY
    assert not models.Refund.objects.exists()
    decide(shop, "send_back")
    assert [each["amount"] for each in company.books.all("refund")] == [row.amount_minor]
    shop.check()


def test_what_went_back_there_already_is_not_sent_again(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    row = told(shop, company, intent)
    company.desk.refund_by_hand(intent["id"], 100)
    hear(shop, company.webhooks.take())
    by_hand = models.Contradiction.objects.get(kind="refunded")
    decide(shop, "send_back", contradiction_id=row.id)
    assert (refund().amount_minor, shop.credit) == (row.amount_minor - 100, 100)
    decide(shop, "take_over", contradiction_id=by_hand.id)
    assert (shop.credit, cash()) == (0, 0)
    assert reconcile("stripe").agrees
    shop.check()


def test_given_back_whole_in_the_dashboard_it_is_gone(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    told(shop, company, intent)
    company.desk.refund_by_hand(intent["id"], intent["amount"])
    hear(shop, company.webhooks.take())
    row = models.Contradiction.objects.get()
    assert (row.remedy, row.reason) == ("gone", "")
    assert reconcile("stripe").refunds == 1
    shop.check()


def test_noted_it_is_told_as_decided_and_is_no_fault(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    told(shop, company, intent)
    assert not reconcile("stripe").agrees
    decide(shop, "note")
    compared = reconcile("stripe")
    assert ([each.is_noted for each in compared.differences], compared.agrees) == ([True], True)
    assert models.Payment.objects.get().status == "failed"
    shop.check()


def test_what_cannot_be_done_is_refused_and_changes_nothing(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, intent = charged_after_all(open_shop, company)
    row = told(shop, company, intent)
    reader = Actor.staff(name="reads@example.com", role=StaffRole.READ_ONLY)
    assert refused(shop, "take_in", actor=reader) is RefusalCode.ROLE_NOT_ALLOWED
    assert refused(shop, "take_in", reason=" ") is RefusalCode.FIELD_INVALID
    for wrong in ("take_over", "gone", "", "steal"):
        assert refused(shop, wrong) is RefusalCode.FIELD_INVALID
    intent["status"] = "requires_payment_method"
    assert refused(shop, "take_in") is RefusalCode.NOT_FOUND
    company.manners.always["/v1/"] = Manner.BUSY
    assert refused(shop, "take_in") is RefusalCode.GATEWAY_AWAY
    company.manners.always.clear()
    decide(shop, "note")
    assert refused(shop, "note", contradiction_id=row.id) is RefusalCode.NOT_FOUND
    assert (shop.seats, cash()) == (0, 0)
    shop.check()


# --- given back there -----------------------------------------------------------------------------


def test_reconcile_lists_what_no_event_told(open_shop: OpenShop, company: FakeStripe) -> None:
    shop = open_shop()
    shop.subscribe(2)
    company.desk.refund_by_hand(company.payments()[0]["id"], 500)
    assert [bring(reconcile("stripe"), now=NOW).contradictions for _ in range(2)] == [1, 0]
    row = models.Contradiction.objects.get()
    assert (row.kind, row.amount_minor, row.found_by) == ("refunded", 500, "reconcile")
    assert refused(shop, "take_over") is RefusalCode.CREDIT_MISSING
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=700,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )
    before = cash()
    decide(shop, "take_over")
    assert (shop.credit, cash()) == (200, before - 500)
    assert (refund().status, refund().reference) == ("succeeded", row.reference)
    assert reconcile("stripe").agrees
    shop.check()

    company.desk.fail_refund(row.reference)
    hear(shop, company.webhooks.take())
    assert (refund().status, cash()) == ("failed", before)
    shop.check()


def test_one_made_by_hand_for_a_refund_that_waits_settles_it(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = given_back(open_shop)
    row = refund()
    company.desk.fail_refund(row.reference)
    hear(shop, company.webhooks.take())
    made = company.desk.refund_by_hand(there(company)["payment_intent"], row.amount_minor)
    hear(shop, company.webhooks.take())
    assert decide(shop, "take_over").refund_id == row.id
    row.refresh_from_db()
    assert (row.status, row.reference, row.sent_by) == ("succeeded", made["id"], "")
    assert reconcile("stripe").agrees
    shop.check()


def test_reconcile_hears_of_one_that_came_back_while_nobody_listened(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = given_back(open_shop)
    company.desk.fail_refund(there(company)["id"])
    filed = bring(reconcile("stripe"), now=NOW)
    assert (filed.came_back, filed.contradictions) == (1, 0)
    assert (refund().status, refund().failure) == ("failed", "expired_or_canceled_card")
    assert reconcile("stripe").agrees
    shop.check()


def test_one_that_comes_back_closes_its_contradiction_by_itself(
    open_shop: OpenShop, company: FakeStripe
) -> None:
    shop = open_shop()
    shop.subscribe(2)
    made = company.desk.refund_by_hand(company.payments()[0]["id"], 500)
    hear(shop, company.webhooks.take())
    company.desk.fail_refund(made["id"])
    hear(shop, company.webhooks.take())
    assert models.Contradiction.objects.get().remedy == Remedy.GONE
    assert reconcile("stripe").agrees
    shop.check()
