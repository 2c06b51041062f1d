"""An order that nobody pays, canceled in the console by finance, with a reason."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from curule.core.permissions import StaffRole
from curule.data import models
from curule.services.mails.mail_words import words_of
from tests.support.shop import YEAR, Shop
from tests.web.console.test_accepting import _staff

pytestmark = pytest.mark.django_db


def _waiting() -> tuple[Shop, models.Order, str]:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    order = models.Order.objects.get(account_id=shop.account.id, status="awaiting_payment")
    return shop, order, reverse("console_order_cancel", args=[shop.account.id, order.id])


def test_finance_cancels_an_order_that_waits() -> None:
    shop, order, at = _waiting()
    finance = _staff(StaffRole.FINANCE, shop)
    subscription = reverse("console_subscription", args=[shop.account.id, shop.subscription_id])
    invoice = reverse("console_invoice", args=[shop.account.id, order.invoice_id])
    for page in (reverse("console_orders"), subscription, invoice):
        assert finance.get(page).content.decode().count(f'href="{at}"') == 1, page

    page = finance.get(at).content.decode()
    assert f"O-{order.id.hex[-8:].upper()} · {shop.invoices[1].number} · €30.00" in page
    assert finance.post(at, {"reason": " "}).status_code == 422
    order.refresh_from_db()
    assert order.status == "awaiting_payment"

    sent = {"reason": "Ordered twice.", "form_key": "k"}
    done = finance.post(at, sent, follow=True).content.decode()

    assert "the customer gets a mail with the reason" in done
    order.refresh_from_db()
    assert (order.status, shop.owed) == ("canceled", 0)
    (mail,) = shop.mails("order_taken_back")
    assert "Our reason: Ordered twice." in words_of(mail, link="https://x.test/").text
    timeline = finance.get(reverse("console_account", args=[shop.account.id])).content.decode()
    assert "canceled by the vendor" in timeline
    assert "Ordered twice." in timeline
    for page in (reverse("console_orders"), subscription, invoice):
        assert at not in finance.get(page).content.decode(), page


def test_what_is_under_way_or_over_is_said_on_the_page() -> None:
    shop, order, at = _waiting()
    finance = _staff(StaffRole.FINANCE, shop)
    shop.transfer()
    refused = finance.post(at, {"reason": "late"})
    assert refused.status_code == 409
    assert "This order cannot be canceled any more." in refused.content.decode()
    order.refresh_from_db()
    assert order.status == "completed"


def test_nobody_else_of_the_staff_cancels_it() -> None:
    shop, order, at = _waiting()
    support = _staff(StaffRole.SUPPORT, shop)
    assert at not in support.get(reverse("console_orders")).content.decode()
    assert support.post(at, {"reason": "late"}).status_code == 403
    order.refresh_from_db()
    assert order.status == "awaiting_payment"
    missing = reverse("console_order_cancel", args=[shop.account.id, uuid4()])
    assert _staff(StaffRole.ADMIN, shop).get(missing).status_code == 404
