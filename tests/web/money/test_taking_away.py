"""Papers taken away together, and sent to somebody else: the right ones, to whoever was named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from pypdf import PdfReader

from curule.core.lines import LineKind
from curule.core.policy import DecreaseMoney
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.letters import as_bytes
from curule.selectors import papers_of_time
from curule.selectors.documents import line_value
from curule.services._command import Command, run
from curule.services.invoices import copies, credit_notes
from curule.services.mails import deliveries
from tests.support.factories import SYSTEM, VENDOR, World, make_unpaid_invoice, make_world
from tests.web.money.test_papers import _sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = make_world("tutkit", seats=5)
    _sell(made)
    for days in (3, 5, 7):
        make_unpaid_invoice(made, due_at=made.at(days=days), amount=1000 * days)
    return made


def _invoices(world: World) -> list[models.Invoice]:
    found = models.Invoice.objects.filter(account_id=world.account.id)
    return list(found.order_by("id"))


def _credited(world: World, invoice: models.Invoice) -> models.CreditNote:
    (row,) = models.InvoiceLine.objects.filter(invoice_id=invoice.id)
    line = replace(line_value(row), kind=LineKind.UNUSED, amount=100, quantity=1)

    def body(command: Command) -> str:
        held = models.Invoice.objects.select_for_update().get(id=invoice.id)
        note = credit_notes.issue_credit_note(
            command, held, (line,), world.terms, reason="part", to=DecreaseMoney.NONE
        )
        assert note is not None
        return str(note.id)

    run(
        account_id=world.account.id,
        actor=SYSTEM,
        now=world.at(days=8),
        name="test.credited",
        result=str,
        body=body,
    )
    return models.CreditNote.objects.get(invoice_id=invoice.id)


def _names(client: Client, world: World, query: str) -> list[str]:
    answer = client.get(f"/a/{world.account.id}/invoices.zip{query}")
    assert answer.status_code == 200, query
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())
        return archive.namelist()


def _pdf(paper: models.Invoice | models.CreditNote) -> str:
    return f"{paper.number}.pdf"


def test_all_papers_of_a_year_come_in_one_archive(client: Client, world: World) -> None:
    invoices = _invoices(world)
    note = _credited(world, invoices[1])
    client.force_login(world.people["billing_contact"])
    year = invoices[0].issued_at.year

    page = client.get(f"/a/{world.account.id}/invoices?year={year}").content.decode()

    assert f'/a/{world.account.id}/invoices.zip?year={year}&amp;part=1"' in page
    expected = {*map(_pdf, invoices), _pdf(note)}
    assert set(_names(client, world, f"?year={year}&part=1")) == expected
    assert client.get(f"/a/{world.account.id}/invoices.zip?year={year - 1}").status_code == 404


def test_a_credit_note_belongs_to_the_year_in_which_it_was_issued(world: World) -> None:
    note = _credited(world, _invoices(world)[0])
    earlier = note.issued_at - timedelta(days=366)
    found = papers_of_time.list_papers(
        world.account.id, world.at(days=9), zone="UTC", year=earlier.year
    )
    assert found == ()
    of_the_year = papers_of_time.list_papers(
        world.account.id, world.at(days=9), zone="UTC", year=note.issued_at.year
    )
    assert note.number in {row.number for row in of_the_year}


def test_those_that_are_ticked_come_with_their_credit_notes(client: Client, world: World) -> None:
    first, second, third = _invoices(world)
    note, _other = _credited(world, second), _credited(world, third)
    client.force_login(world.people["owner"])
    page = client.get(f"/a/{world.account.id}/invoices").content.decode()
    assert f'name="id" value="{first.id}"' in page

    names = _names(client, world, f"?ticked=1&id={first.id}&id={second.id}&id=nonsense")

    assert set(names) == {_pdf(first), _pdf(second), _pdf(note)}


def test_nothing_ticked_is_said_on_the_list(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    answer = client.get(f"/a/{world.account.id}/invoices.zip?ticked=1", follow=True)
    assert "Tick at least one invoice." in answer.content.decode()


def test_many_papers_come_in_several_archives_and_too_many_ticks_are_said(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("papers", "invoices"):
        monkeypatch.setattr(f"curule.web.portal.money.{module}.MOST", 2)
    invoices = _invoices(world)
    client.force_login(world.people["owner"])

    page = client.get(f"/a/{world.account.id}/invoices").content.decode()
    parts = re.findall(r'invoices\.zip\?part=(\d)"', page)
    found = [name for part in parts for name in _names(client, world, f"?part={part}")]

    assert parts == ["1", "2"]
    assert sorted(found) == sorted(map(_pdf, invoices))
    assert client.get(f"/a/{world.account.id}/invoices.zip?part=3").status_code == 404
    _credited(world, invoices[0])
    ticked = f"?ticked=1&id={invoices[0].id}&id={invoices[1].id}"
    answer = client.get(f"/a/{world.account.id}/invoices.zip{ticked}", follow=True)
    assert "more than 2 documents" in answer.content.decode()


def test_the_same_papers_give_the_same_archive(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    address = f"/a/{world.account.id}/invoices.zip"
    assert client.get(address).getvalue() == client.get(address).getvalue()


@pytest.mark.threat("TH22")
def test_another_company_s_papers_are_in_nobody_s_archive(client: Client, world: World) -> None:
    other = make_world("tutkit", seats=1)
    client.force_login(other.people["owner"])
    foreign = _invoices(world)[0].id
    at = f"/a/{other.account.id}/invoices.zip?ticked=1&id={foreign}"
    assert client.get(at).status_code == 404
    assert client.get(f"/a/{world.account.id}/invoices.zip").status_code == 404


def test_without_a_seller_there_is_no_archive_and_nothing_to_send(client: Client) -> None:
    world = make_world("tutkit", seats=1)
    make_unpaid_invoice(world, due_at=world.at(days=5))
    (invoice,) = _invoices(world)
    client.force_login(world.people["owner"])
    assert "invoices.zip" not in client.get(f"/a/{world.account.id}/invoices").content.decode()
    assert client.get(f"/a/{world.account.id}/invoices.zip").status_code == 404
    page = client.get(f"/a/{world.account.id}/invoices/{invoice.id}").content.decode()
    assert f"/invoices/{invoice.id}/send" not in page
    with pytest.raises(Refused) as caught:
        _send(world, invoice.id, "books@x.test", world.at())
    assert caught.value.refusal.code is RefusalCode.NOT_FOUND


# --- sent to somebody -----------------------------------------------------------------------------


def _send(world: World, invoice_id: UUID, to: str, now: datetime, key: str | None = None) -> str:
    return copies.send_copy(
        actor=VENDOR, account_id=world.account.id, invoice_id=invoice_id, to=to, now=now, key=key
    ).value


def test_a_copy_goes_to_the_address_with_the_paper(client: Client, world: World) -> None:
    invoice = _invoices(world)[0]
    client.force_login(world.people["billing_contact"])
    at = f"/a/{world.account.id}/invoices/{invoice.id}"
    assert f'action="{at}/send#send"' in client.get(at).content.decode()

    given = {"to": " Books@Roche-Compta.TEST ", "form_key": "once"}
    answers = [client.post(f"{at}/send", given) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    (message,) = models.OutboxMessage.objects.filter(template="invoice_copy")
    assert message.recipient == "books@roche-compta.test"
    leased = deliveries.lease_next(now=message.created_at)
    while leased is not None and leased.message.id != message.id:
        leased = deliveries.lease_next(now=message.created_at)
    assert leased is not None
    letter = deliveries.compose(leased)
    (enclosed,) = letter.enclosed
    assert enclosed.name == f"{invoice.number}.pdf"
    assert str(invoice.number) in PdfReader(BytesIO(enclosed.pdf)).pages[0].extract_text()
    assert world.people["billing_contact"].email in letter.text
    assert b"application/pdf" in as_bytes(letter, sender="seats@acme.test")
    (event,) = models.Event.objects.filter(type="invoice.mailed")
    assert (event.subject_id, event.payload["email"]) == (invoice.id, "books@roche-compta.test")


def test_what_is_no_address_is_said_beside_the_field(client: Client, world: World) -> None:
    invoice = _invoices(world)[0]
    client.force_login(world.people["owner"])
    at = f"/a/{world.account.id}/invoices/{invoice.id}/send"
    answer = client.post(at, {"to": "<books", "form_key": "k"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'data-code="address_invalid"' in page
    assert 'value="&lt;books"' in page
    assert not models.OutboxMessage.objects.filter(template="invoice_copy").exists()


def test_a_company_sends_so_many_copies_in_a_day(client: Client, world: World) -> None:
    invoice = _invoices(world)[0]
    for place in range(copies.MOST_A_DAY):
        _send(world, invoice.id, f"a{place}@x.test", world.at(hours=place))
    client.force_login(world.people["owner"])
    with pytest.raises(Refused) as caught:
        _send(world, invoice.id, "more@x.test", world.at(hours=20))
    assert caught.value.refusal.code is RefusalCode.RATE_LIMITED
    assert caught.value.refusal.values["retry_at"] == world.at(days=1)
    assert _send(world, invoice.id, "more@x.test", world.at(days=1)) == "more@x.test"


@pytest.mark.threat("TH22")
def test_nobody_sends_what_is_not_theirs(client: Client, world: World) -> None:
    other = make_world("tutkit", seats=1)
    client.force_login(other.people["owner"])
    for invoice_id in (_invoices(world)[0].id, uuid4()):
        at = f"/a/{other.account.id}/invoices/{invoice_id}/send"
        assert client.post(at, {"to": "me@x.test"}).status_code == 404
    client.force_login(world.people["contract_manager"])
    at = f"/a/{world.account.id}/invoices/{_invoices(world)[0].id}/send"
    assert client.post(at, {"to": "me@x.test"}).status_code == 403
