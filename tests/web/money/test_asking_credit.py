"""Credit that a customer asks for on *Balance*, and what finance does about it in the console."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from tests.support.factories import make_person
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    found = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    found.subscribe(2)
    found.transfer(10000)
    return found


@pytest.fixture
def customer(client: Client, shop: Shop) -> Client:
    client.force_login(shop.people["billing_contact"])
    return client


@pytest.fixture
def staff(shop: Shop) -> Client:
    person = make_person("finance@vendor.test")
    models.StaffGrant.objects.create(
        person=person, role=StaffRole.FINANCE.value, granted_at=shop.now
    )
    found = Client()
    found.force_login(person)
    return found


def _at(shop: Shop) -> str:
    return f"/a/{shop.account.id}/balance"


def _ask(customer: Client, shop: Shop, **said: str) -> str:
    asked = {"currency": "EUR", "amount": "25,00", "form_key": "once", **said}
    return customer.post(f"{_at(shop)}/ask", asked, follow=True).content.decode()


def test_the_most_is_filled_in_and_who_waits_can_take_it_back(customer: Client, shop: Shop) -> None:
    page = customer.get(_at(shop)).content.decode()
    assert "Have credit paid out" in page
    assert 'value="40.00"' in page

    page = _ask(customer, shop, reason="We\r\nmove")

    row = models.InvoiceRequest.objects.get()
    assert (row.kind, row.amount_minor, row.reason) == ("credit", 2500, "We move")
    assert "Have credit paid out" not in page
    assert "we look into it" in page
    page = customer.post(
        f"{_at(shop)}/ask/back", {"request": str(row.id)}, follow=True
    ).content.decode()
    assert "Taken back." in page
    assert "Have credit paid out" in page


def test_too_much_is_refused_and_what_was_typed_stays(customer: Client, shop: Shop) -> None:
    said = {"currency": "EUR", "amount": "40,01", "reason": "Please"}
    answer = customer.post(f"{_at(shop)}/ask", said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-code="above_what_is_left"' in page
    assert 'value="40,01"' in page
    assert "Please</textarea>" in page
    assert customer.post(f"{_at(shop)}/ask", {**said, "currency": "?"}).status_code == 404
    assert customer.post(f"{_at(shop)}/ask/back", {"request": "x"}).status_code == 404
    assert not models.InvoiceRequest.objects.exists()


def test_finance_pays_what_is_asked_for_or_what_is_left_of_it(
    customer: Client, staff: Client, shop: Shop
) -> None:
    _ask(customer, shop)
    row = models.InvoiceRequest.objects.get()
    account = f"/console/accounts/{shop.account.id}"
    listed = staff.get("/console/invoice-requests?state=open&kind=credit").content.decode()
    assert f"{account}/invoice-requests/{row.id}" in listed
    page = staff.get(f"{account}/invoice-requests/{row.id}").content.decode()
    assert f"{account}/credit/out?currency=EUR&amp;asked=2500" in page

    form = staff.get(f"{account}/credit/out?currency=EUR&asked=2500").content.decode()
    assert 'value="25.00"' in form
    form = staff.get(f"{account}/credit/out?currency=EUR&asked=999999").content.decode()
    assert 'value="40.00"' in form
    assert staff.get(f"{account}/credit/out?currency=?&asked=x").status_code == 200

    said = {"currency": "EUR", "amount": "25", "reason": "asked", "form_key": "k", "act": "pay"}
    staff.post(f"{account}/credit/out", said)
    assert "paid out" in customer.get(_at(shop)).content.decode()


def test_finance_says_no_with_a_sentence(customer: Client, staff: Client, shop: Shop) -> None:
    _ask(customer, shop)
    row = models.InvoiceRequest.objects.get()
    address = f"/console/accounts/{shop.account.id}/invoice-requests/{row.id}"
    staff.post(address, {"reason": "Your next invoice is due soon", "form_key": "k"})
    page = customer.get(_at(shop)).content.decode()
    assert "Your next invoice is due soon" in page
    assert "declined" in page


@pytest.mark.threat("TH22")
def test_nobody_asks_for_another_company_s_credit(customer: Client, shop: Shop) -> None:
    other = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    assert customer.post(f"{_at(other)}/ask", {"currency": "EUR"}).status_code == 404
    _ask(customer, shop)
    row = models.InvoiceRequest.objects.get()
    customer.force_login(other.people["billing_contact"])
    back = f"{_at(other)}/ask/back"
    assert customer.post(back, {"request": str(row.id)}).status_code == 404
    row.refresh_from_db()
    assert row.status == "open"
