"""How the console reads: events in words, amounts as typed, invoices matched, queries counted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curule.core.events import EventType
from curule.core.languages import Language
from curule.core.matching import Reason
from curule.core.money import Money
from curule.data.models import Invoice
from curule.selectors.console import accounts, events, mails, money, subscriptions
from curule.selectors.console.matching import suggest
from curule.services.seats import seats
from curule.services.seats.seats import Invitee
from curule.web.event_words import event_sentence, told
from curule.web.money_input import minor_units
from curule.wording.values import Reader
from tests.support.factories import NOW, make_unpaid_invoice, make_world
from tests.web.console.scene import Scene, set_scene

READ_AT = datetime(2026, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("event", EventType)
def test_every_event_has_a_sentence(language: Language, event: EventType) -> None:
    said = event_sentence(Reader(language=language), event.value, count=3)

    assert said != event.value
    assert "{" not in said


@pytest.mark.django_db
def test_the_timeline_speaks_of_places_and_reasons_as_the_customer_s_history_does() -> None:
    world = make_world("tutkit", seats=2)
    on: dict[str, Any] = {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
    }
    person = Invitee(email="ines@acme.test", first_name="Inès", last_name="Moreau")
    seats.assign(actor=world.actor(), people=[person], now=NOW, **on)
    seats.unassign(actor=world.actor(), email=person.email, now=NOW, **on)

    rows = events.list_timeline(world.account.id, subscription_id=world.subscription.id).rows
    lines = [told(row, Reader(language=Language.FR)) for row in rows]
    [freed] = [line for line in lines if line.about.endswith("retrait manuel")]

    assert freed.sentence == "Retrait\u202f: place"
    assert freed.about.startswith(person.email)
    assert not any("seat" in line.about or "unassigned" in line.about for line in lines)


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("3 600,00", "EUR", 360_000),
        ("3,600.00", "EUR", 360_000),
        ("3.600,00", "EUR", 360_000),
        ("3600", "EUR", 360_000),
        ("1.234.567", "EUR", 123_456_700),
        ("0,5", "EUR", 50),
        ("1200", "JPY", 1200),
        ("12.345", "KWD", 12_345),
        ("12,345", "EUR", None),
        ("-5", "EUR", None),
        ("1e5", "EUR", None),
        ("", "EUR", None),
        ("½", "EUR", None),
    ],
)
def test_amounts_are_read_as_people_type_them(
    written: str, currency: str, minor: int | None
) -> None:
    assert minor_units(written, currency) == minor


@pytest.fixture
def scene(db: None) -> Scene:  # noqa: ARG001
    return set_scene()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("payer", "reference", "reasons"),
    [
        ("", "{number}", (Reason.NUMBER, Reason.AMOUNT)),
        ("", "inv {digits} nov", (Reason.DIGITS, Reason.AMOUNT)),
        ("ACME", "", (Reason.AMOUNT, Reason.PAYER)),
        ("SARL Dupont", "999999", (Reason.AMOUNT,)),
    ],
)
def test_an_invoice_is_suggested_with_its_reasons(
    scene: Scene, payer: str, reference: str, reasons: tuple[Reason, ...]
) -> None:
    invoice = Invoice.objects.get(id=scene.invoice_id)
    number = invoice.number or ""
    said = reference.format(number=number, digits=number[-4:])

    (found,) = suggest(amount=Money(invoice.total_minor, "EUR"), payer=payer, reference=said)

    assert found.invoice_id == invoice.id
    assert found.reasons == reasons


@pytest.mark.django_db
def test_an_invoice_in_another_currency_is_never_suggested(scene: Scene) -> None:
    total = Invoice.objects.get(id=scene.invoice_id).total_minor

    assert suggest(amount=Money(total, "USD"), payer="Acme", reference="") == ()


@pytest.mark.django_db
def test_lists_ask_as_often_for_many_rows_as_for_one() -> None:
    lists = (
        lambda: accounts.list_accounts(READ_AT),
        lambda: subscriptions.list_lines(READ_AT),
        lambda: money.list_invoice_lines(READ_AT),
        money.list_order_lines,
        lambda: money.list_quote_lines(READ_AT),
        lambda: money.list_payment_lines(READ_AT),
        events.list_events,
        mails.list_mail_lines,
    )

    def counted() -> list[int]:
        for read in lists:
            read()  # plans are kept in memory once they were read
        numbers = []
        for read in lists:
            with CaptureQueriesContext(connection) as queries:
                read()
            numbers.append(len(queries))
        return numbers

    make_unpaid_invoice(make_world("tutkit"), due_at=NOW)
    set_scene()
    few = counted()
    for _ in range(4):
        make_unpaid_invoice(make_world("tutkit"), due_at=NOW)
    set_scene()

    assert counted() == few


@pytest.mark.django_db
def test_an_account_without_a_clock_is_overdue_by_real_time() -> None:
    late, early = make_world("tutkit"), make_world("tutkit")
    make_unpaid_invoice(late, due_at=NOW)
    make_unpaid_invoice(early, due_at=datetime(2026, 2, 1, tzinfo=UTC))

    found = accounts.list_accounts(READ_AT, state="overdue")

    assert [row.id for row in found.rows] == [late.account.id]
    assert found.rows[0].state == "overdue"
    assert [row.account_id for row in money.list_invoice_lines(READ_AT, state="overdue").rows] == [
        late.account.id
    ]
