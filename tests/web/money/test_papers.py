"""Papers to keep: who may take them, and that they are the right ones."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from curule.data import models
from curule.services.accounts import sellers
from tests.support.factories import VENDOR, World, make_unpaid_invoice, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = make_world("tutkit", seats=5)
    _sell(made)
    make_unpaid_invoice(made, due_at=made.at(days=5), amount=12345)
    return made


def _sell(world: World) -> None:
    sellers.describe(actor=VENDOR, country="FR", now=world.at())
    sellers.register(
        actor=VENDOR, country="FR", number="FR40303265045", since=date(2021, 1, 1), now=world.at()
    )
    sellers.sign(actor=VENDOR, imprint=sellers.Imprint(name="Atelier SAS"), now=world.at())


def _invoice(world: World) -> models.Invoice:
    return models.Invoice.objects.get(account_id=world.account.id)


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("xml", b"<?xml")])
def test_a_paper_is_named_by_its_number(
    client: Client, world: World, form: str, start: bytes
) -> None:
    invoice = _invoice(world)
    client.force_login(world.people["billing_contact"])
    address = f"/a/{world.account.id}/invoices/{invoice.id}/as/{form}"

    page = client.get(f"/a/{world.account.id}/invoices/{invoice.id}").content.decode()
    answer, again = client.get(address), client.get(address)

    assert f'href="{address}"' in page
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{invoice.number}.{form}"'
    assert answer.content.startswith(start)
    assert answer.content == again.content


@pytest.mark.threat("TH22")
def test_another_company_s_paper_is_there_for_nobody_else(client: Client, world: World) -> None:
    other = make_world("tutkit", seats=1)
    client.force_login(other.people["owner"])
    invoice = _invoice(world)
    for form in ("pdf", "xml"):
        foreign = client.get(f"/a/{other.account.id}/invoices/{invoice.id}/as/{form}")
        nobody = client.get(f"/a/{other.account.id}/invoices/{uuid4()}/as/{form}")
        theirs = client.get(f"/a/{world.account.id}/invoices/{invoice.id}/as/{form}")
        note = client.get(f"/a/{other.account.id}/credit-notes/{invoice.id}/as/{form}")
        assert [each.status_code for each in (foreign, nobody, theirs, note)] == [404] * 4


def test_who_has_no_business_with_money_gets_none(client: Client, world: World) -> None:
    client.force_login(world.people["member"])
    answer = client.get(f"/a/{world.account.id}/invoices/{_invoice(world).id}/as/pdf")
    assert answer.status_code in {403, 404, 409}


def test_there_is_no_other_form(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    answer = client.get(f"/a/{world.account.id}/invoices/{_invoice(world).id}/as/docx")
    assert answer.status_code == 404


def test_without_a_seller_none_is_offered(client: Client) -> None:
    world = make_world("tutkit", seats=5)
    make_unpaid_invoice(world, due_at=world.at(days=5), amount=12345)
    client.force_login(world.people["owner"])
    address = f"/a/{world.account.id}/invoices/{_invoice(world).id}"
    assert "/as/pdf" not in client.get(address).content.decode()
    assert client.get(f"{address}/as/pdf").status_code == 404


def test_the_staff_takes_papers_too(client: Client, world: World) -> None:
    person = world.people["member"]
    models.StaffGrant.objects.create(
        person_id=person.id, role="finance", granted_at=world.at(), granted_by=None
    )
    client.force_login(person)
    invoice = _invoice(world)
    console = f"/console/accounts/{world.account.id}/invoices/{invoice.id}"
    page = client.get(console).content.decode()
    assert f'href="{console}/as/pdf"' in page
    assert client.get(f"{console}/as/pdf").content.startswith(b"%PDF-")
    other = make_world("tutkit", seats=1)
    foreign = f"/console/accounts/{other.account.id}/invoices/{invoice.id}/as/pdf"
    assert client.get(foreign).status_code == 404


def test_the_address_on_papers_is_the_customer_s_to_change(client: Client, world: World) -> None:
    client.force_login(world.people["billing_contact"])
    at = f"/a/{world.account.id}/billing"
    given = {
        "name": "Rhône",
        "street": "3 quai Perrache",
        "postcode": "69002",
        "city": "Lyon",
        "order_number": "PO-4711",
        "language": "fr",
        "form_key": "once",
    }
    assert client.post(at, given).status_code == 303
    row = models.Account.objects.get(id=world.account.id)
    assert (row.street, row.postcode, row.city, row.order_number) == (
        "3 quai Perrache",
        "69002",
        "Lyon",
        "PO-4711",
    )
    assert 'value="3 quai Perrache"' in client.get(at).content.decode()
