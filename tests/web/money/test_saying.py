"""What a customer says about an invoice on its page, and how the vendor's finance answers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from curule.core.permissions import StaffRole
from curule.data import models
from curule.httpkit.clock import utc_now
from tests.support.factories import World, make_person, make_unpaid_invoice, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = make_world("tutkit", seats=5, now=utc_now())
    make_unpaid_invoice(made, due_at=made.at(days=5), amount=12345)
    return made


@pytest.fixture
def at(world: World) -> str:
    return f"/a/{world.account.id}/invoices/{_invoice(world).id}"


def _invoice(world: World) -> models.Invoice:
    return models.Invoice.objects.get(account_id=world.account.id)


def _staff(client: Client, role: StaffRole) -> Client:
    person = make_person(f"{role.value}@vendor.test")
    models.StaffGrant.objects.create(person=person, role=role.value, granted_at=utc_now())
    client.force_login(person)
    return client


def _paid(world: World) -> dict[str, str]:
    day = world.at().date().isoformat()
    return {"kind": "paid", "paid_on": day, "amount": "100,00", "reference": "RF18 5390"}


def test_a_transfer_is_said_once_and_stands_on_the_page(
    client: Client, world: World, at: str
) -> None:
    client.force_login(world.people["billing_contact"])
    page = client.get(at).content.decode()
    assert "I have paid by transfer" in page
    assert 'value="123.45"' in page

    for _ in range(2):
        answer = client.post(f"{at}/ask", {**_paid(world), "form_key": "once"}, follow=True)
        assert answer.status_code == 200
    page = answer.content.decode()

    (row,) = models.InvoiceRequest.objects.all()
    assert (row.kind, row.amount_minor, row.reference) == ("paid", 10000, "RF18 5390")
    assert "on its way" in page
    assert "I have paid by transfer" not in page
    assert "This invoice is wrong" in page


def test_what_was_said_is_taken_back_by_a_button_and_may_be_said_anew(
    client: Client, world: World, at: str
) -> None:
    client.force_login(world.people["billing_contact"])
    client.post(f"{at}/ask", _paid(world))
    row = models.InvoiceRequest.objects.get()
    page = client.get(at).content.decode()
    assert f'<input type="hidden" name="request" value="{row.id}">' in page

    page = client.post(f"{at}/ask/back", {"request": str(row.id)}, follow=True).content.decode()

    assert "Taken back." in page
    assert "I have paid by transfer" in page
    assert "ask/back" not in page
    row.refresh_from_db()
    assert row.status == "canceled"


def test_nobody_takes_back_what_is_not_of_this_invoice(
    client: Client, world: World, at: str
) -> None:
    client.force_login(world.people["billing_contact"])
    client.post(f"{at}/ask", _paid(world))
    row = models.InvoiceRequest.objects.get()
    other = make_world("tutkit", seats=2, now=utc_now())
    make_unpaid_invoice(other, due_at=other.at(days=5), amount=500)
    client.force_login(other.people["billing_contact"])
    theirs = models.Invoice.objects.get(account_id=other.account.id)

    for address in (at, f"/a/{other.account.id}/invoices/{theirs.id}"):
        assert client.post(f"{address}/ask/back", {"request": str(row.id)}).status_code == 404
    assert client.post(f"{at}/ask/back", {"request": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.status == "open"


def test_what_was_typed_stays_beside_the_refusal(client: Client, world: World, at: str) -> None:
    client.force_login(world.people["owner"])
    answer = client.post(f"{at}/ask", {**_paid(world), "amount": "much"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-code="amount_invalid"' in page
    assert 'value="much"' in page
    assert 'value="RF18 5390"' in page
    assert client.post(f"{at}/ask", {"kind": "gift"}).status_code == 404


def test_finance_is_told_and_answers_a_dispute_with_a_sentence(
    client: Client, world: World, at: str
) -> None:
    client.force_login(world.people["owner"])
    client.post(f"{at}/ask", {"kind": "dispute", "reason": "Two seats\r\ntoo many"})
    (row,) = models.InvoiceRequest.objects.all()
    assert row.reason == "Two seats too many"

    staff = _staff(Client(), StaffRole.FINANCE)
    assert "1 message from a customer" in staff.get("/console/").content.decode()
    listed = staff.get("/console/invoice-requests?state=open&kind=dispute").content.decode()
    answer_at = f"/console/accounts/{world.account.id}/invoice-requests/{row.id}"
    assert f'href="{answer_at}"' in listed
    assert "Two seats too many" in listed
    page = staff.get(answer_at).content.decode()
    assert f"/console/accounts/{world.account.id}/invoices/{row.invoice_id}/credit" in page
    assert staff.post(answer_at, {"reason": ""}).status_code == 422
    done = staff.post(answer_at, {"reason": "All were used", "form_key": "k"}, follow=True)
    assert "The customer is told." in done.content.decode()
    assert staff.post(answer_at, {"reason": "Again", "form_key": "l"}).status_code == 409

    page = client.get(at).content.decode()
    assert "stays as it is" in page
    assert "All were used" in page
    assert models.OutboxMessage.objects.filter(template="invoice_answered").exists()


def test_transfers_on_their_way_stand_beside_the_bank(
    client: Client, world: World, at: str
) -> None:
    client.force_login(world.people["owner"])
    client.post(f"{at}/ask", _paid(world))
    staff = _staff(Client(), StaffRole.FINANCE)
    page = staff.get(reverse("console_bank")).content.decode()
    assert "Transfers that customers say are on their way" in page
    assert "RF18 5390" in page
    (row,) = models.InvoiceRequest.objects.all()
    answer_at = f"/console/accounts/{world.account.id}/invoice-requests/{row.id}"
    assert "/console/payments/record?account=" in staff.get(answer_at).content.decode()


@pytest.mark.threat("TH22")
def test_another_company_s_invoice_is_nobody_s_to_speak_of(
    client: Client, world: World, at: str
) -> None:
    other = make_world("tutkit", seats=1, now=utc_now())
    client.force_login(other.people["owner"])
    foreign = f"/a/{other.account.id}/invoices/{_invoice(world).id}/ask"
    assert client.post(foreign, _paid(world)).status_code == 404
    assert client.post(f"{at}/ask", _paid(world)).status_code == 404
    client.force_login(world.people["member"])
    assert client.post(f"{at}/ask", _paid(world)).status_code in {403, 404}
    assert not models.InvoiceRequest.objects.exists()


def test_who_only_reads_declines_nothing(client: Client, world: World, at: str) -> None:
    client.force_login(world.people["owner"])
    client.post(f"{at}/ask", {"kind": "dispute", "reason": "Wrong"})
    (row,) = models.InvoiceRequest.objects.all()
    staff = _staff(Client(), StaffRole.READ_ONLY)
    answer_at = f"/console/accounts/{world.account.id}/invoice-requests/{row.id}"
    assert staff.get(answer_at).status_code == 200
    assert staff.post(answer_at, {"reason": "No"}).status_code == 403
