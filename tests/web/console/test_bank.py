"""A bank statement in the console: brought, its lines matched with reasons, recorded once (R3)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from curule.data.ids import new_id
from curule.gateways.mail import Sent
from curule.httpkit.clock import utc_now
from curule.services.credits import writing_off
from curule.services.mails import deliveries
from curule.services.payments import transfers
from curule.services.sweeps import importing_now
from tests.gateways.statements.files import CSV, MT940, camt
from tests.support.factories import VENDOR, World, make_unpaid_invoice, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3")]

BANK = "/console/payments/bank"
IBAN = "DE02120300000000202051"


@pytest.fixture
def finance(client: Client, team: dict[StaffRole, models.Person]) -> Client:
    client.force_login(team[StaffRole.FINANCE])
    return client


def owed(world: World, amount: int) -> models.Invoice:
    """An open invoice of that amount."""
    invoice_id = make_unpaid_invoice(world, due_at=world.at(days=1), amount=amount)
    return models.Invoice.objects.get(account_id=world.account.id, id=invoice_id)


def naming(invoice: models.Invoice, raw: bytes | None = None) -> bytes:
    """A statement whose first line names an invoice by its whole number."""
    return (raw or camt()).replace(b"INV 0091 nov", f"Rechnung {invoice.number} danke".encode())


def bring(client: Client, raw: bytes, name: str = "nov.xml", **more: str) -> str:
    """Bring a file; return the page that follows."""
    sent = {"file": SimpleUploadedFile(name, raw), "iban": IBAN, **more}
    return client.post(f"{BANK}/import", sent, follow=True).content.decode()


def first() -> models.BankEntry:
    """The line with the 3600 euros."""
    return models.BankEntry.objects.get(amount_minor=360000)


# --- bringing a file ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_a_file_becomes_lines_by_state(
    finance: Client, team: dict[StaffRole, models.Person], language: str
) -> None:
    models.Person.objects.filter(id=team[StaffRole.FINANCE].id).update(language=language)

    page = bring(finance, camt())

    assert "ACME SARL" in page
    assert models.BankEntry.objects.filter(status="open").count() == 4
    assert f"{BANK}?state=open" in finance.get("/console/").content.decode()
    assert IBAN in finance.get(f"{BANK}?state=open").content.decode()
    assert IBAN not in finance.get(f"{BANK}?state=recorded").content.decode()
    listed = finance.get(BANK).content.decode()
    assert IBAN in listed
    assert "nov.xml" in listed


def test_whoever_brought_it_is_mailed_what_there_is_to_do(
    finance: Client, team: dict[StaffRole, models.Person], world: World
) -> None:
    models.Person.objects.filter(id=team[StaffRole.FINANCE].id).update(language="de")

    bring(finance, naming(owed(world, 360000)))

    told = models.OutboxMessage.objects.get(template="statement_done")
    statement = models.BankStatement.objects.get()
    assert (told.account_id, told.recipient) == (None, team[StaffRole.FINANCE].email)
    said = deliveries.readable(message_id=told.id).text
    assert "Der Kontoauszug nov.xml ist gespeichert" in said
    assert "Zweifelsfrei für eine Rechnung: 1." in said
    assert f"{BANK}/{statement.id}" in said
    for page in ("/console/mails", f"/console/mails/{told.id}"):
        shown = finance.get(page)
        assert shown.status_code == 200
        assert "Ihre eigenen" in shown.content.decode()


def test_its_mail_leaves_like_every_other(finance: Client) -> None:
    bring(finance, camt())

    leased = deliveries.lease_next(now=utc_now())

    assert leased is not None
    assert not leased.is_test
    assert "nov.xml" in deliveries.compose(leased).subject
    assert deliveries.record(leased, Sent(), now=utc_now())


def test_while_it_goes_on_its_page_says_how_far_and_loads_itself_again(finance: Client) -> None:
    job_id = new_id()
    cache.set(f"statement-import:{job_id}", {"file": "nov.xml", "ended": False}, 60)
    address = f"{BANK}/imports/{job_id}"

    def look(begun: object) -> None:
        del begun
        page = finance.get(address).content.decode()
        assert 'hx-trigger="every 2s"' in page
        assert "<progress aria-labelledby" in page
        noted = {"file": "nov.xml", "ended": False, "number": 300, "done": 100}
        cache.set(f"statement-import:{job_id}", noted, 60)
        page = finance.get(address).content.decode()
        assert "100 of 300 lines matched" in page
        assert '<progress max="300" value="100"' in page

    assert importing_now.behind(job_id).here(look)

    page = finance.get(address).content.decode()
    assert "broken off" in page
    assert "hx-trigger" not in page


def test_an_import_that_nobody_knows_leads_to_the_list(finance: Client) -> None:
    answer = finance.get(f"{BANK}/imports/{new_id()}")

    assert answer.headers["Location"] == BANK


def test_over_it_leads_to_the_statement(finance: Client) -> None:
    bring(finance, camt())
    statement = models.BankStatement.objects.get()
    job_id = new_id()
    noted = {"file": "nov.xml", "ended": True, "new": 3, "statements": [str(statement.id)]}
    cache.set(f"statement-import:{job_id}", noted, 60)

    answer = finance.get(f"{BANK}/imports/{job_id}")

    assert answer.headers["Location"] == f"{BANK}/{statement.id}"


def test_a_file_that_comes_again_says_that_its_lines_are_known(finance: Client) -> None:
    bring(finance, camt())

    page = bring(finance, camt())

    assert "Nothing new: all 4 lines of this file are known already." in page
    assert models.BankStatement.objects.count() == 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "there is nothing in it"),
        (camt()[:900], "it breaks off in the middle"),
        (MT940.replace("3600,00", "3600,01").encode(), "do not lead to its last balance"),
        (camt().replace(IBAN.encode(), b"FR7630006000011234567890189"), "of another account"),
        (camt().replace(b'Ccy="EUR">12.50', b'Ccy="EUR">12.505'), "its decimals are not"),
        (b"<html><body>not a statement</body></html>", "no camt.053, MT940 or CSV"),
        (b"\xff\xfe\x00\xd8;x\n1;2\n", "unknown coding"),
        (b"just words", "its columns are unknown"),
    ],
)
def test_a_bad_file_is_refused_beside_the_field_and_leaves_nothing(
    finance: Client, raw: bytes, said: str
) -> None:
    sent = {"file": SimpleUploadedFile("bad", raw), "iban": IBAN}

    answer = finance.post(f"{BANK}/import", sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'id="id_file-error"' in page
    assert not models.BankStatement.objects.exists()
    assert not models.BankEntry.objects.exists()


def test_nothing_that_a_statement_points_at_is_read(finance: Client, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("what nobody may read")
    entity = f'<!DOCTYPE Document [<!ENTITY told SYSTEM "{secret.as_uri()}">]>'.encode()
    head, body = camt().split(b"?>", 1)
    raw = head + b"?>" + entity + body.replace(b"INV 0091 nov", b"&told;")

    bring(finance, raw)

    assert not models.BankEntry.objects.filter(remittance__contains="nobody").exists()


# --- matching -------------------------------------------------------------------------------------


def test_a_line_that_names_its_invoice_is_recorded_with_one_press(
    finance: Client, world: World
) -> None:
    invoice = owed(world, 360000)
    page = bring(finance, naming(invoice))

    assert f"Record on {invoice.number}" in page
    assert "Matches: number, amount" in page
    sent = {"for": f"invoice:{invoice.id}"}
    told = finance.post(f"{BANK}/lines/{first().id}", sent, follow=True).content.decode()

    invoice.refresh_from_db()
    assert "is recorded." in told
    assert (first().status, invoice.status) == ("recorded", "paid")


def test_a_press_that_comes_twice_records_once(finance: Client, world: World) -> None:
    invoice = owed(world, 360000)
    bring(finance, naming(invoice))
    sent = {"for": f"invoice:{invoice.id}"}

    finance.post(f"{BANK}/lines/{first().id}", sent)
    again = finance.post(f"{BANK}/lines/{first().id}", sent)

    assert again.status_code in {409, 422}
    assert models.Payment.objects.filter(account_id=world.account.id).count() == 1


def test_too_little_and_too_much_are_said_before(finance: Client, world: World) -> None:
    invoice = owed(world, 350000)
    bring(finance, naming(invoice))

    page = finance.get(f"{BANK}/lines/{first().id}").content.decode()

    assert f"Invoice {invoice.number} is paid" in page
    assert "€100.00 become account credit" in page
    assert not models.Payment.objects.exists()


def test_a_line_is_split_over_invoices_with_the_amounts_typed(
    finance: Client, world: World
) -> None:
    other = make_world("licence_portal", seats=2)
    mine, theirs = owed(world, 200000), owed(other, 100000)
    bring(finance, camt())
    asked = {
        "for": "split",
        "number_1": mine.number or "",
        "amount_1": "2 000,00",
        "number_2": theirs.number or "",
        "amount_2": "1000.00",
    }
    address = f"{BANK}/lines/{first().id}"

    short = finance.get(address, asked)
    assert "€600.00 of the line are nobody" in short.content.decode()
    assert finance.post(address, asked).status_code == 422
    over = finance.get(address, {**asked, "amount_2": "1600.01"}).content.decode()
    assert "€0.01 more than what came" in over
    whole = {**asked, "rest": str(other.account.id)}
    shown = finance.get(address, whole).content.decode()
    assert "€600.00 become account credit" in shown
    assert not models.Payment.objects.exists()

    finance.post(address, whole)

    found = models.Payment.objects.order_by("amount_minor").values_list("amount_minor", flat=True)
    assert list(found) == [60000, 100000, 200000]
    assert first().status == "recorded"


def test_all_sure_ones_stand_on_one_page_with_their_total(finance: Client, world: World) -> None:
    invoice = owed(world, 360000)
    owed(world, 10000)  # nobody names it
    bring(finance, naming(invoice))
    statement = models.BankStatement.objects.get()

    page = finance.get(f"{BANK}/{statement.id}/sure").content.decode()

    assert "Record 1 payment, €3,600.00" in page
    sent = {"line": f"{first().id}:{invoice.id}"}
    told = finance.post(f"{BANK}/{statement.id}/sure", sent, follow=True).content.decode()
    assert "1 payment is recorded." in told
    assert models.BankEntry.objects.filter(status="recorded").count() == 1
    again = finance.post(f"{BANK}/{statement.id}/sure", sent, follow=True).content.decode()
    assert "1 not, as something has changed" in again


def test_two_lines_for_one_invoice_are_left_to_a_person(finance: Client, world: World) -> None:
    invoice = owed(world, 360000)
    bring(finance, naming(invoice))
    twice = naming(invoice).replace(b"2026110200012", b"2026110200013")
    bring(finance, twice)
    statement = models.BankStatement.objects.latest("id")

    page = finance.get(f"{BANK}/{statement.id}/sure").content.decode()

    assert "No line is sure" in page


# --- what is nobody's payment ---------------------------------------------------------------------


def test_a_fee_is_set_aside_with_a_comment_and_taken_back(finance: Client) -> None:
    bring(finance, camt())
    fee = models.BankEntry.objects.get(amount_minor=-1250)

    empty = finance.post(f"{BANK}/lines/{fee.id}/aside", {"comment": " "})
    assert empty.status_code == 422
    finance.post(f"{BANK}/lines/{fee.id}/aside", {"comment": "bank fee"})
    fee.refresh_from_db()
    assert (fee.status, fee.comment) == ("set_aside", "bank fee")

    finance.post(f"{BANK}/lines/{fee.id}/back")
    fee.refresh_from_db()
    assert (fee.status, fee.comment) == ("open", "")


def test_a_written_off_invoice_is_found_and_said(finance: Client, world: World) -> None:
    invoice = owed(world, 360000)
    writing_off.write_off(
        actor=VENDOR,
        account_id=world.account.id,
        invoice_id=invoice.id,
        reason="gone",
        now=world.at(days=2),
    )
    bring(finance, naming(invoice))

    page = finance.get(f"{BANK}/lines/{first().id}").content.decode()

    assert "written off" in page
    assert f"The write-off of {invoice.number} is taken back" in page
    assert f"Record on {invoice.number}" not in page


# --- CSV ------------------------------------------------------------------------------------------


def test_the_columns_of_a_csv_are_said_once_and_known_after(finance: Client) -> None:
    answer = finance.post(
        f"{BANK}/import", {"file": SimpleUploadedFile("nov.csv", CSV.encode()), "iban": IBAN}
    )
    address = answer.headers["Location"]
    page = finance.get(address).content.decode()
    assert "Buchungstag" in page
    assert not models.BankEntry.objects.exists()
    said = {
        "name": "Testbank",
        "booked_on": "0",
        "payer": "1",
        "remittance": "2",
        "amount": "3",
        "currency_of": "4",
        "currency": "EUR",
        "dates": "dd.mm.yyyy",
        "decimal": ",",
        "separator": ";",
        "skipped": "1",
        "coding": "utf-8",
    }

    shown = finance.post(address, {**said, "look": "1"}).content.decode()
    assert "4 lines. In: €3,730.00. Out: €12.50." in shown
    wrong = finance.post(address, {**said, "dates": "mm/dd/yyyy", "import": "1"})
    assert wrong.status_code == 422
    assert 'id="id_dates-error"' in wrong.content.decode()
    assert not models.BankEntry.objects.exists()
    finance.post(address, {**said, "import": "1"})
    assert models.BankEntry.objects.count() == 4
    assert models.StatementColumns.objects.get().name == "Testbank"

    december = CSV.replace(".11.2026", ".12.2026")
    bring(finance, december.encode(), "dec.csv")
    assert models.BankEntry.objects.count() == 8


def test_the_mark_before_the_cents_is_asked_where_the_file_does_not_tell(finance: Client) -> None:
    raw = b"Buchungstag;Name;Betrag\r\n02.11.2026;ACME SARL;3.600\r\n"
    answer = finance.post(f"{BANK}/import", {"file": SimpleUploadedFile("n.csv", raw)})
    address = answer.headers["Location"]
    page = finance.get(address).content.decode()
    assert "Of 3.600 alone nobody can tell" in page
    said = {
        "name": "Testbank",
        "booked_on": "0",
        "payer": "1",
        "amount": "2",
        "currency": "EUR",
        "dates": "dd.mm.yyyy",
        "separator": ";",
        "skipped": "0",
        "coding": "utf-8",
    }

    unsaid = finance.post(address, {**said, "decimal": "", "import": "1"})
    assert (unsaid.status_code, models.BankEntry.objects.count()) == (422, 0)
    assert 'id="id_decimal-error"' in unsaid.content.decode()
    finance.post(address, {**said, "decimal": ",", "import": "1"})
    assert models.BankEntry.objects.get().amount_minor == 360000


def test_a_file_is_kept_for_who_brought_it_only(
    finance: Client, team: dict[StaffRole, models.Person]
) -> None:
    answer = finance.post(
        f"{BANK}/import", {"file": SimpleUploadedFile("nov.csv", CSV.encode()), "iban": IBAN}
    )
    other = Client()
    other.force_login(team[StaffRole.ADMIN])

    page = other.get(answer.headers["Location"], follow=True).content.decode()

    assert "Please bring it again" in page


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.DEVELOPER, StaffRole.READ_ONLY])
def test_others_look_and_do_not_touch(
    client: Client, team: dict[StaffRole, models.Person], world: World, role: StaffRole
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    invoice = owed(world, 360000)
    bring(client, naming(invoice))
    entry = first()
    client.force_login(team[role])

    seen = client.get(f"{BANK}/lines/{entry.id}").status_code
    sent = client.post(f"{BANK}/lines/{entry.id}", {"for": f"invoice:{invoice.id}"})

    assert seen in {200, 403}
    assert sent.status_code == 403
    assert not models.Payment.objects.exists()


# --- recorded by hand before ----------------------------------------------------------------------


def test_a_line_that_was_recorded_by_hand_is_tied_to_its_payment(
    finance: Client, world: World
) -> None:
    bring(finance, camt())
    line = first()
    by_hand = transfers.record_transfer(
        actor=VENDOR,
        account_id=world.account.id,
        amount=360000,
        currency="EUR",
        reference="ACME by telephone",
        on_account=True,
        paid_on=line.booked_on,
        now=utc_now(),
    ).value.payment_id

    page = finance.get(f"{BANK}/lines/{line.id}").content.decode()
    unknown = finance.post(f"{BANK}/lines/{line.id}/link", {"payment": str(new_id())})
    finance.post(f"{BANK}/lines/{line.id}/link", {"payment": str(by_hand)})
    after = finance.get(f"{BANK}/lines/{line.id}").content.decode()

    assert "Recorded by hand already?" in page
    assert "ACME by telephone" in page
    assert unknown.status_code == 404
    assert str(by_hand) in after
    assert "This is that payment" not in after
    assert models.Payment.objects.count() == 1
