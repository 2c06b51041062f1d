"""Orders that wait for their payment, withdrawn by the customer or canceled by the vendor."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from curule.core.permissions import Actor, StaffRole
from curule.core.policy import Channel
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services import subscriptions
from curule.services._command import Done
from curule.services.mails.mail_words import words_of
from curule.services.orders import canceling
from tests.support.factories import VENDOR, actor_of
from tests.support.shop import YEAR, Asked, Shop, day, row_counts

FINANCE = Actor.staff(name="finance@example.test", role=StaffRole.FINANCE)
SUPPORT = Actor.staff(name="support@example.test", role=StaffRole.SUPPORT)


def with_waiting(**more: Asked) -> Shop:
    """A customer with five seats, who has ordered three more and not paid them yet."""
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR, **more)
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    return shop


def cancel(shop: Shop, *, by: Actor | None = None, reason: str = "", **more: Asked) -> Done[UUID]:
    newest = models.Order.objects.filter(account_id=shop.account.id).order_by("-id")[0].id
    return canceling.cancel(
        actor=by or shop.actor,
        account_id=shop.account.id,
        order_id=more.pop("order_id", newest),
        reason=reason,
        now=shop.now,
        **more,
    )


def refused_code(shop: Shop, **asked: Asked) -> RefusalCode:
    """Why nothing was canceled; nothing may have been written either."""
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        cancel(shop, **asked)
    assert row_counts(shop.account.id) == before
    return refused.value.refusal.code


def the_mail(shop: Shop, template: str, language: str = "en") -> str:
    (mail,) = shop.mails(template)
    return words_of(mail, link="https://x.test/", language=language).text


def test_a_customer_withdraws_an_order_that_waits() -> None:
    shop = with_waiting()
    cancel(shop)
    assert shop.order_statuses == ["completed", "canceled"]
    assert (shop.owed, shop.status, shop.seats) == (0, "active", 5)
    assert [(note.total, shop.invoices[1].status) for note in shop.notes] == [(3000, "void")]
    text = the_mail(shop, "order_withdrawn")
    assert "was withdrawn before it was paid" in text
    assert f"Withdrawn by: {shop.actor.name}." in text
    assert f"Invoice: {shop.invoices[1].number}." in text
    assert not shop.mails("order_canceled")
    event = models.Event.objects.get(account_id=shop.account.id, type="order.canceled")
    assert event.payload == {"reason": "order_withdrawn"}
    shop.check()
    shop.to(day(2026, 6, 1))
    assert not shop.mails("order_canceled"), "it lapses no second time"


def test_the_vendor_cancels_one_with_a_reason_that_the_customer_reads() -> None:
    shop = with_waiting()
    cancel(shop, by=FINANCE, reason="Ordered twice.")
    assert shop.order_statuses == ["completed", "canceled"]
    text = the_mail(shop, "order_taken_back")
    assert "We have canceled order" in text
    assert "Our reason: Ordered twice." in text
    event = models.Event.objects.get(account_id=shop.account.id, type="order.canceled")
    assert event.payload == {"reason": "order_taken_back", "comment": "Ordered twice."}
    shop.check()


def test_account_credit_that_was_used_on_it_is_there_again() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    shop.transfer(1200, on_account=True)
    shop.add_seats(3, pays="later")
    assert (shop.credit, shop.owed) == (0, 1800)
    cancel(shop)
    assert (shop.credit, shop.owed) == (1200, 0)
    assert "solde créditeur\u202f: 12,00" in the_mail(shop, "order_withdrawn", "fr")
    shop.check()


def test_a_first_purchase_that_is_withdrawn_ends_as_canceled_and_can_be_ordered_anew() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, interval=YEAR, card=None)
    shop.subscribe(3)
    cancel(shop)
    assert (shop.status, shop.owed, shop.order_statuses) == ("ended", 0, ["canceled"])
    assert shop.subscription.end_reason == "canceled"
    event = models.Event.objects.get(account_id=shop.account.id, type="subscription.ended")
    assert event.payload["reason"] == "canceled"
    shop.renew()
    shop.transfer()
    assert (shop.status, shop.seats, shop.totals) == ("active", 3, [3000, 3000])
    assert shop.subscription.end_reason == ""
    shop.check()


def test_of_first_orders_that_wait_beside_each_other_one_goes_and_the_other_stays() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, interval=YEAR, card=None)
    shop.subscribe(3)
    cancel(shop)
    shop.renew(3)
    shop.renew(2)
    cancel(shop)
    assert shop.order_statuses == ["canceled", "awaiting_payment", "canceled"]
    shop.transfer()
    assert (shop.status, shop.seats) == ("active", 3)


def test_a_subscription_that_is_canceled_before_it_began_says_so_too() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, interval=YEAR, card=None)
    shop.subscribe(3)
    subscriptions.cancel(**shop.on)
    assert (shop.status, shop.subscription.end_reason) == ("ended", "canceled")
    assert "was withdrawn before it was paid" in the_mail(shop, "order_withdrawn")
    assert not shop.mails("order_canceled")


def test_money_that_comes_for_a_canceled_order_becomes_credit() -> None:
    shop = with_waiting()
    cancel(shop)
    shop.transfer(3000, currency="EUR")
    assert (shop.credit, shop.owed, shop.seats) == (3000, 0, 5)
    shop.check()


def test_while_a_payment_is_under_way_it_is_not_canceled(sandbox: SandboxGateway) -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    sandbox.script_next("lose_answer")
    shop.add_seats(3)
    assert refused_code(shop) is RefusalCode.PAYMENT_PENDING
    assert refused_code(shop, by=FINANCE, reason="late") is RefusalCode.PAYMENT_PENDING


def test_what_does_not_wait_is_not_canceled() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    assert refused_code(shop) is RefusalCode.ORDER_NOT_WAITING, "it is complete"
    shop.add_seats(3, pays="later")
    cancel(shop)
    assert refused_code(shop) is RefusalCode.ORDER_NOT_WAITING, "it is canceled"
    assert refused_code(shop, order_id=uuid4()) is RefusalCode.NOT_FOUND
    other = with_waiting()
    theirs = models.Order.objects.get(account_id=other.account.id, status="awaiting_payment")
    assert refused_code(shop, order_id=theirs.id) is RefusalCode.NOT_FOUND
    assert other.order_statuses == ["completed", "awaiting_payment"]


def test_only_who_may_order_withdraws_and_only_finance_cancels() -> None:
    shop = with_waiting()
    ordering = {role.value for role in shop.terms.policy.who.change_roles}
    other = next(person for name, person in shop.people.items() if name not in ordering)
    assert refused_code(shop, by=actor_of(other)) is RefusalCode.ROLE_NOT_ALLOWED
    assert refused_code(shop, by=SUPPORT, reason="x") is RefusalCode.ROLE_NOT_ALLOWED
    for reason in ("", "  "):
        assert refused_code(shop, by=FINANCE, reason=reason) is RefusalCode.FIELD_INVALID
    assert refused_code(shop, by=FINANCE, reason="x" * 201) is RefusalCode.FIELD_INVALID
    assert refused_code(shop, by=VENDOR) is RefusalCode.FIELD_INVALID


def test_a_managed_contract_is_the_vendor_s_to_cancel() -> None:
    shop = Shop.open("zoom", unit_amount=3000, increase__effective="on_payment")
    shop.subscribe(3)
    shop.add_seats(2, pays="later")
    models.Account.objects.filter(id=shop.account.id).update(channel=Channel.CORPORATE)
    policy_says = refused_code(shop)
    assert policy_says is RefusalCode.MANAGED_CONTRACT
    cancel(shop, by=FINANCE, reason="agreed by phone")
    assert shop.order_statuses[-1] == "canceled"


def test_the_same_key_cancels_once() -> None:
    shop = with_waiting()
    first, second = (cancel(shop, key="once") for _ in range(2))
    assert (first.replayed, second.replayed) == (False, True)
    assert first.value == second.value
    assert len(shop.mails("order_withdrawn")) == 1
