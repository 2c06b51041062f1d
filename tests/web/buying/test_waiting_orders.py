"""An order beside one that waits for its payment, and what an order of fewer seats says."""

from __future__ import annotations

import pytest

from curule.data import models
from curule.services.mails.mail_words import words_of
from curule.services.payments import transfers
from tests.support.factories import NOW, VENDOR
from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world, newest_invoice, orders_of

pytestmark = pytest.mark.django_db


def _mails(portal: Portal, template: str) -> list[str]:
    rows = models.OutboxMessage.objects.filter(
        account_id=portal.world.account.id, template=template
    ).order_by("id")
    return [words_of(row, link="https://x.test/").text for row in rows]


def _references(portal: Portal) -> list[str]:
    orders = models.Order.objects.filter(account_id=portal.world.account.id).order_by("id")
    return [f"O-{order.id.hex[-8:].upper()}" for order in orders]


def _give_credit(portal: Portal, amount: int) -> None:
    transfers.record_transfer(
        actor=VENDOR,
        account_id=portal.world.account.id,
        amount=amount,
        currency="EUR",
        now=NOW,
    )


def test_a_newer_order_says_before_and_after_which_order_it_replaces() -> None:
    portal = Portal.of(bought_world("tutkit", {"participant": 5}))
    portal.order(portal.to_review("add-seats", seats_participant=3), pay="transfer")
    older = newest_invoice(portal.world)
    assert older.status == "open"

    review = portal.to_review("add-seats", seats_participant=2)
    page = text_of(portal.get(review))
    placed = text_of(portal.order(review, pay="transfer"))

    _first, waiting, newer = _references(portal)
    assert f"takes the place of order {waiting}" in page
    assert f"Its invoice {older.number} of €30.00 is taken back" in page
    assert "already transferred the money" in page
    assert f"took the place of order {waiting}" in placed
    assert str(older.number) in placed
    older.refresh_from_db()
    assert older.status == "void"
    canceled = models.Order.objects.get(account_id=portal.world.account.id, status="canceled")
    assert f"Order {newer} took its place" in text_of(
        portal.get(f"{portal.root}/orders/{canceled.id}")
    )


def test_the_mail_and_the_history_give_the_true_reason() -> None:
    portal = Portal.of(bought_world("tutkit", {"participant": 5}))
    portal.order(portal.to_review("add-seats", seats_participant=3), pay="transfer")
    portal.order(portal.to_review("add-seats", seats_participant=2), pay="transfer")

    _first, waiting, _newer = _references(portal)
    (told,) = _mails(portal, "order_replaced")
    assert not _mails(portal, "order_canceled")
    assert f"takes the place of order {waiting}" in told
    assert "already transferred" in told
    assert f"It takes the place of order {waiting}" in _mails(portal, "order_placed")[-1]
    assert "a newer order took its place" in text_of(portal.get(f"{portal.root}/activity"))


def test_fewer_seats_are_not_saved_over_an_order_that_waits_before_it_was_named() -> None:
    on_payment = {"increase.effective": "on_payment"}
    world = bought_world("autodesk", {"seat": 5}, overrides=on_payment)
    portal = Portal.of(world, "contract_manager")
    portal.order(portal.to_review("add-seats", seats_seat=15), pay="transfer")

    review = portal.to_review("reduce", seats_seat=4)

    assert f"takes the place of order {_references(portal)[-1]}" in text_of(portal.get(review))
    assert not models.Order.objects.filter(status="canceled").exists()


def test_an_order_that_came_between_is_not_replaced_before_it_was_named() -> None:
    portal = Portal.of(bought_world("tutkit", {"participant": 5}))
    tabs = [portal.to_review("add-seats", seats_participant=2) for _ in range(2)]
    portal.order(tabs[0], pay="transfer")

    shown = text_of(portal.get(tabs[1]))
    answer = portal.post(tabs[1], form_key="a" * 32, pay="transfer")
    page = text_of(portal.get(answer.headers["Location"]))

    waiting = _references(portal)[-1]
    assert "Something has changed since this price was shown." in shown
    assert waiting in shown
    assert orders_of(portal.world) == 2
    assert f"takes the place of order {waiting}" in page


def test_credit_that_the_waiting_order_used_counts_in_the_new_price() -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world)
    _give_credit(portal, 2000)
    portal.order(portal.to_review("add-seats", seats_participant=3), pay="transfer")
    card = models.PaymentMethod.objects.get(account_id=world.account.id)

    review = portal.to_review("add-seats", seats_participant=4)
    page = text_of(portal.get(review))
    placed = text_of(portal.order(review, pay=str(card.id)))

    assert "€20.00 that is already paid on it" in page
    assert "Account credit used −€20.00 Due now €20.00" in page
    assert "Total €40.00 Account credit used €20.00 Paid €20.00" in placed
    charged = models.Payment.objects.filter(
        account_id=world.account.id, invoice_id=newest_invoice(world).id
    ).get()
    assert charged.amount_minor == 2000
    assert "Account credit used: €20.00.\nAmount: €20.00." in _mails(portal, "order_placed")[-1]


@pytest.mark.requirement("G16")
def test_fewer_seats_say_from_which_to_which_and_where_the_credit_is() -> None:
    portal = Portal.of(bought_world("gotoassist", {"organizer": 12}), "billing_contact")

    placed = text_of(portal.order(portal.to_review("reduce", seats_organizer=9)))

    note = models.CreditNote.objects.get(account_id=portal.world.account.id)
    assert "12 organisers → 9 organisers" in placed
    assert f"€26.13, tax included Credit note {note.number}" in placed
    assert "€26.13 is credit of your account" in placed
    assert "-€26.13" not in placed
    assert "−€26.13" not in placed
    assert "Assign them now" not in placed
    assert "Everything ordered can be used now" not in placed
    (mail,) = _mails(portal, "order_reduced")
    assert "Before: 12\xa0seats. Now: 9\xa0seats." in mail
    assert "We credit you €26.13, tax included." in mail
    assert f"Credit note: {note.number}." in mail
    assert "€26.13 of it is now on the balance of your account." in mail
    assert "give access" not in mail
    assert len(_mails(portal, "order_placed")) == 1  # Of the first purchase.
