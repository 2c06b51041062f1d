"""A bank payment recorded by hand: found, shown before, done once (R3–R5)."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import (
    Batch,
    Event,
    Invoice,
    Order,
    OutboxMessage,
    Payment,
    Person,
    Seat,
    TestClock,
)
from tests.support.factories import NOW
from tests.web.console.scene import Scene, set_scene

pytestmark = pytest.mark.django_db

RECORD = "/console/payments/record"


@pytest.fixture
def scene(client: Client, team: dict[StaffRole, Person]) -> Scene:
    client.force_login(team[StaffRole.FINANCE])
    return set_scene()


def _statement(scene: Scene, **changed: str) -> dict[str, str]:
    invoice = Invoice.objects.get(id=scene.invoice_id)
    major, minor = divmod(invoice.total_minor, 100)
    return {
        "paid_on": "2026-01-02",
        "amount": f"{major},{minor:02}",
        "currency": "EUR",
        "payer": "ACME SARL",
        "reference": f"invoice {invoice.number}",
        **changed,
    }


def _counts() -> tuple[int, ...]:
    tables = (Payment, Seat, Batch, Event, OutboxMessage)
    return tuple(table.objects.count() for table in tables)


@pytest.mark.requirement("R3")
def test_the_consequences_stand_before_the_button_and_nothing_has_happened(
    client: Client, scene: Scene
) -> None:
    before = _counts()
    number = Invoice.objects.get(id=scene.invoice_id).number

    page = client.get(RECORD, _statement(scene)).content.decode()

    assert f"Invoice {number} is paid" in page
    assert "Matches: number, amount, payer" in page
    assert "30 seats are issued: Licence" in page
    assert "The term runs from" in page
    assert scene.world.people["owner"].email in page
    assert re.search(r"Record €[\d,.]+ and issue 30 seats", page)
    assert _counts() == before
    assert Invoice.objects.get(id=scene.invoice_id).status == "open"


@pytest.mark.requirement("R3", "R4", "R5")
def test_recording_issues_the_licences_from_that_day(client: Client, scene: Scene) -> None:
    paid_at = NOW + timedelta(days=9)
    TestClock.objects.filter(id=scene.clock_id).update(now=paid_at)
    sent = {**_statement(scene), "for": f"invoice:{scene.invoice_id}", "form_key": "once"}

    answer = client.post(RECORD, sent)

    order = Order.objects.get(invoice_id=scene.invoice_id)
    batch = Batch.objects.get(order_id=order.id)
    assert answer.status_code == 303
    assert Invoice.objects.get(id=scene.invoice_id).status == "paid"
    assert Seat.objects.filter(order_id=order.id).count() == 30
    assert batch.starts_at.date() == paid_at.date()
    told = OutboxMessage.objects.filter(
        account_id=scene.account_id, template="licenses_issued"
    ).get()
    assert told.recipient == scene.world.people["owner"].email
    page = client.get(answer.headers["Location"]).content.decode()
    assert "30 seats are issued" in page
    payment = Payment.objects.get(account_id=scene.account_id)
    assert payment.reference.startswith("2026-01-02 · ACME SARL · ")
    assert payment.paid_on == date(2026, 1, 2)
    assert "<dd>2 January 2026</dd>" in page
    assert "<dd>ACME SARL · " in page
    assert "2026-01-02 · " not in page


def test_a_form_that_is_sent_twice_records_once(client: Client, scene: Scene) -> None:
    sent = {**_statement(scene), "for": f"invoice:{scene.invoice_id}", "form_key": "once"}

    client.post(RECORD, sent)
    client.post(RECORD, sent)

    assert Payment.objects.filter(account_id=scene.account_id).count() == 1


def test_a_part_leaves_the_rest_open_and_issues_nothing(client: Client, scene: Scene) -> None:
    sent = {**_statement(scene, amount="100.00"), "for": f"invoice:{scene.invoice_id}"}

    before = client.get(RECORD, sent).content.decode()
    client.post(RECORD, sent)

    invoice = Invoice.objects.get(id=scene.invoice_id)
    assert "is paid in part" in before
    assert "No licence is issued yet, and the term has not started" in before
    assert "Record €100.00<" in before
    assert (invoice.status, invoice.paid_minor) == ("open", 10_000)
    assert not Seat.objects.filter(
        order_id__in=Order.objects.filter(invoice_id=invoice.id).values("id")
    ).exists()


def test_what_is_over_becomes_account_credit(client: Client, scene: Scene) -> None:
    sent = {**_statement(scene, amount="1000.00"), "for": f"invoice:{scene.invoice_id}"}

    page = client.get(RECORD, sent).content.decode()

    assert "become account credit" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("amount", "twelve", "Write an amount above zero"),
        ("amount", "0", "Write an amount above zero"),
        ("currency", "XYZ", "There is no such currency"),
        ("paid_on", "2999-01-01", "has not come yet"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, scene: Scene, field: str, value: str, said: str
) -> None:
    answer = client.post(RECORD, _statement(scene, **{field: value}))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{value}"' in answer.content.decode()
    assert not Payment.objects.exists()


def test_money_in_another_currency_never_goes_on_an_invoice(client: Client, scene: Scene) -> None:
    sent = {**_statement(scene, currency="USD"), "for": str(scene.account_id)}

    answer = client.post(RECORD, sent)

    assert answer.status_code == 409
    assert not Payment.objects.exists()


def test_money_is_kept_as_credit_whatever_is_open(client: Client, scene: Scene) -> None:
    sent = {**_statement(scene, currency="USD"), "for": str(scene.account_id), "keep": "1"}

    page = client.get(RECORD, sent).content.decode()
    assert "become account credit" in page
    client.post(RECORD, {**_statement(scene), "for": f"credit:{scene.account_id}"})

    paid = Payment.objects.get()
    assert (paid.invoice_id, paid.applied_minor, paid.currency) == (None, 0, "EUR")
    assert Invoice.objects.get(id=scene.invoice_id).status == "open"


def test_the_same_line_of_the_statement_is_named_before_it_is_recorded_again(
    client: Client, scene: Scene
) -> None:
    client.post(RECORD, {**_statement(scene, amount="1.00"), "for": f"invoice:{scene.invoice_id}"})

    page = client.get(RECORD, _statement(scene, amount="1.00")).content.decode()

    assert "is recorded already" in page
    assert 'name="again"' in page


def test_what_is_recorded_already_is_recorded_once_more_only_after_a_look(
    client: Client, scene: Scene
) -> None:
    sent = {**_statement(scene, amount="1.00"), "for": f"invoice:{scene.invoice_id}"}
    client.post(RECORD, {**sent, "form_key": "one"})

    unseen = client.post(RECORD, {**sent, "form_key": "two"})
    once = Payment.objects.count()
    client.post(RECORD, {**sent, "form_key": "three", "again": "1"})

    assert (unseen.status_code, once, Payment.objects.count()) == (409, 1, 2)
    assert "This transfer is recorded already" in unseen.content.decode()
