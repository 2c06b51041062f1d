"""Paying, ways to pay, billing details: what each button does, and what is refused in place."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from curule.config.environment import BankAccount
from curule.data import models
from curule.services.accounts import sellers
from curule.services.credits import goodwill
from curule.services.seating import people
from tests.support.factories import VENDOR, World, make_method, make_unpaid_invoice, make_world
from tests.support.shop import APRIL, Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=5)


@pytest.fixture
def invoice_id(world: World) -> UUID:
    return make_unpaid_invoice(world, due_at=world.at(days=5), amount=12345)


def test_an_invoice_says_how_to_pay_it_and_is_paid_by_one_button(
    client: Client, world: World, invoice_id: UUID
) -> None:
    method = make_method(world.account)
    client.force_login(world.people["owner"])
    page = f"/a/{world.account.id}/invoices/{invoice_id}"
    shown = client.get(page).content.decode()
    assert "Pay €123.45" in shown
    assert "RF" in shown

    form = {"method": str(method.id), "form_key": "once"}
    answers = [client.post(page, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert models.Invoice.objects.get(id=invoice_id).status == "paid"
    assert models.Payment.objects.filter(invoice_id=invoice_id).count() == 1
    assert "€123.45 paid" in client.get(page).content.decode()


def test_an_invoice_carries_the_note_that_the_law_asks_for(client: Client) -> None:
    sellers.describe(actor=VENDOR, country="FR", now=APRIL)
    sellers.register(
        actor=VENDOR, country="FR", number="FR40303265045", since=date(2021, 1, 1), now=APRIL
    )
    shop = Shop.open("zoom", is_live=True)
    models.Account.objects.filter(id=shop.account.id).update(country="DE", tax_id="DE136695976")
    shop.subscribe(1)
    (bought,) = models.Invoice.objects.filter(account_id=shop.account.id)
    client.force_login(shop.people["owner"])

    shown = client.get(f"/a/{shop.account.id}/invoices/{bought.id}").content.decode()

    assert "No tax" in shown
    assert "Reverse charge: the customer owes the VAT" in shown


def test_a_declined_card_is_said_beside_the_form(
    client: Client, world: World, invoice_id: UUID
) -> None:
    method = make_method(world.account, answers="decline")
    client.force_login(world.people["owner"])

    answer = client.post(f"/a/{world.account.id}/invoices/{invoice_id}", {"method": str(method.id)})

    assert answer.status_code == 402
    assert 'data-code="payment_declined"' in answer.content.decode()
    assert models.Invoice.objects.get(id=invoice_id).status == "open"


def test_credit_is_used_first_and_the_button_says_the_rest(
    client: Client, world: World, invoice_id: UUID
) -> None:
    make_method(world.account)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=world.account.id,
        amount=2345,
        currency="EUR",
        reason="thanks",
        now=world.at(days=6),
    )
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/invoices/{invoice_id}").content.decode()

    assert "Pay €100.00" in shown


@pytest.mark.requirement("Z16")
def test_owed_and_credit_are_two_numbers_with_two_names(
    client: Client, world: World, invoice_id: UUID
) -> None:
    models.Invoice.objects.filter(id=invoice_id).update(
        is_granted=False
    )  # credit would pay it else
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=world.account.id,
        amount=4107,
        currency="EUR",
        reason="thanks",
        now=world.at(days=6),
    )
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/balance").content.decode()

    owed, credit = shown.index("You owe"), shown.index("You have in credit")
    assert "€123.45" in shown[owed:credit]
    assert "€41.07" in shown[credit:]


@pytest.mark.parametrize("name", ["contract_manager", "admin"])
def test_who_may_not_pay_is_told_who_may(
    client: Client, world: World, invoice_id: UUID, name: str
) -> None:
    make_method(world.account)
    client.force_login(world.people[name])
    page = f"/a/{world.account.id}/invoices/{invoice_id}"

    shown = client.get(page).content.decode()
    answer = client.post(page)

    assert "Pay €" not in shown
    assert world.people["billing_contact"].email in shown
    assert answer.status_code == 403
    assert models.Invoice.objects.get(id=invoice_id).status == "open"


def test_a_foreign_invoice_is_like_none(client: Client, world: World) -> None:
    other = make_world("zoom")
    foreign = make_unpaid_invoice(other, due_at=other.at(days=5))
    client.force_login(world.people["owner"])

    for which in (foreign, UUID(int=7)):
        page = f"/a/{world.account.id}/invoices/{which}"
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404
    assert client.get(f"/a/{other.account.id}/invoices/{foreign}").status_code == 404


def test_filters_find_and_say_when_nothing_matches(
    client: Client, world: World, invoice_id: UUID
) -> None:
    number = models.Invoice.objects.get(id=invoice_id).number or ""
    client.force_login(world.people["owner"])
    listed = f"/a/{world.account.id}/invoices"

    assert number in client.get(f"{listed}?state=overdue&year=2026").content.decode()
    for nothing in ("state=paid", "year=2001"):
        assert "No invoice matches" in client.get(f"{listed}?{nothing}").content.decode()


def test_the_list_asks_as_often_for_many_invoices_as_for_one(
    client: Client, world: World, invoice_id: UUID
) -> None:
    del invoice_id
    client.force_login(world.people["owner"])
    page = f"/a/{world.account.id}/invoices"
    client.get(page)
    one = _queries(client, page)
    for day in range(6, 12):
        make_unpaid_invoice(world, due_at=world.at(days=day))

    assert _queries(client, page) == one


def _queries(client: Client, page: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


# --- ways to pay ----------------------------------------------------------------------------------


def _methods(world: World) -> list[tuple[str, bool]]:
    rows = models.PaymentMethod.objects.filter(account=world.account, removed_at=None)
    return [(row.name, row.is_default) for row in rows.order_by("id")]


def test_a_card_is_added_made_default_and_removed(client: Client, world: World) -> None:
    old = make_method(world.account)
    client.force_login(world.people["billing_contact"])
    page = f"/a/{world.account.id}/payment-methods"

    added = client.post(page, {"kind": "succeed", "name": "Travel card"})
    assert added.status_code == 303
    assert _methods(world) == [("card", True), ("Travel card", False)]

    new = models.PaymentMethod.objects.get(account=world.account, name="Travel card")
    assert client.post(f"{page}/{new.id}/default").status_code == 303
    assert _methods(world) == [("card", False), ("Travel card", True)]

    assert client.post(f"{page}/{old.id}/remove").status_code == 303
    assert _methods(world) == [("Travel card", True)]


def test_the_first_method_is_the_default_and_sent_twice_is_one(
    client: Client, world: World
) -> None:
    client.force_login(world.people["owner"])
    page = f"/a/{world.account.id}/payment-methods"
    assert 'name="first" value="1"' in client.get(page).content.decode()
    form = {"kind": "bank_transfer", "first": "1", "form_key": "once"}

    assert [client.post(page, form).status_code for _ in range(2)] == [303, 303]

    assert _methods(world) == [("bank_transfer", True)]
    assert "You transfer the amount of each invoice yourself." in client.get(page).content.decode()


def test_the_last_method_stays_while_something_renews(client: Client, world: World) -> None:
    only = make_method(world.account)
    client.force_login(world.people["owner"])

    answer = client.post(f"/a/{world.account.id}/payment-methods/{only.id}/remove")

    assert answer.status_code == 409
    assert 'data-code="payment_method_required"' in answer.content.decode()
    assert _methods(world) == [("card", True)]


def test_a_form_without_a_kind_changes_nothing_and_keeps_what_was_typed(
    client: Client, world: World
) -> None:
    client.force_login(world.people["owner"])

    answer = client.post(f"/a/{world.account.id}/payment-methods", {"name": "Travel card"})

    assert answer.status_code == 422
    assert "Travel card" in answer.content.decode()
    assert _methods(world) == []


def test_a_foreign_method_is_like_none(client: Client, world: World) -> None:
    foreign = make_method(make_world("zoom").account)
    client.force_login(world.people["owner"])

    for which in (foreign.id, UUID(int=7)):
        answer = client.post(f"/a/{world.account.id}/payment-methods/{which}/remove")
        assert answer.status_code == 404
    assert models.PaymentMethod.objects.get(id=foreign.id).removed_at is None


# --- billing details ------------------------------------------------------------------------------


def test_a_tax_number_is_checked_and_kept(client: Client, world: World) -> None:
    client.force_login(world.people["billing_contact"])
    page = f"/a/{world.account.id}/billing"

    wrong = client.post(page, {"tax_id": "FR41303265045"})
    assert wrong.status_code == 422
    assert "FR41303265045" in wrong.content.decode()
    assert client.post(page, {"tax_id": "fr 40 303265045"}).status_code == 303

    world.account.refresh_from_db()
    assert world.account.tax_id == "FR40303265045"
    praised = "format and check digits are right"
    assert praised in client.get(page).content.decode()
    assert praised not in client.post(page, {"tax_id": "FR41303265045"}).content.decode()


def test_the_name_and_the_language_of_invoices_are_kept(client: Client, world: World) -> None:
    client.force_login(world.people["billing_contact"])

    answer = client.post(
        f"/a/{world.account.id}/billing", {"name": " Acme SARL ", "language": "fr"}
    )

    world.account.refresh_from_db()
    assert answer.status_code == 303
    assert (world.account.name, world.account.language) == ("Acme SARL", "fr")
    event = models.Event.objects.get(account=world.account, type="account.details_set")
    assert event.payload["after"] == {"name": "Acme SARL", "language": "fr"}


def test_an_admin_reads_the_billing_details_and_changes_none(client: Client, world: World) -> None:
    client.force_login(world.people["admin"])
    page = f"/a/{world.account.id}/billing"

    assert '<form method="post">' not in client.get(page).content.decode()
    assert client.post(page, {"name": "Mine", "language": "fr"}).status_code == 403
    world.account.refresh_from_db()
    assert world.account.name == "Acme"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_a_transfer_is_told_whole(
    client: Client, world: World, invoice_id: UUID, language: str, settings: Settings
) -> None:
    settings.CURULE_BANK_ACCOUNT = BankAccount("Acme", "DE02120300000000202051", "BYLADEM1001")
    people.set_language(person_id=world.people["owner"].id, language=language)
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/invoices/{invoice_id}").content.decode()

    assert "DE02 1203 0000 0000 2020 51" in shown
    assert "BYLADEM1001" in shown
