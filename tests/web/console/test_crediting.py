"""Money given back by hand in the console: by line, within what is left; goodwill; sent again."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from tests.support.shop import Shop


@pytest.fixture
def shop(db: None, sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    found = Shop.open("zoom", unit_amount=3000, tax_rate="20")
    found.subscribe(3)
    return found


@pytest.fixture
def finance(client: Client, team: dict[StaffRole, models.Person]) -> Client:
    client.force_login(team[StaffRole.FINANCE])
    return client


def address(shop: Shop) -> str:
    return f"/console/accounts/{shop.account.id}/invoices/{shop.invoices[0].id}"


def asked(shop: Shop, amount: str, **more: str) -> dict[str, str]:
    charge = models.Charge.objects.filter(account_id=shop.account.id, amount_minor__gt=0).get()
    return {f"amount_{charge.id}": amount, "to": "credit", "reason": "outage", **more}


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_a_credit_note_is_seen_with_its_tax_before_it_is_issued(
    finance: Client, team: dict[StaffRole, models.Person], shop: Shop, language: str
) -> None:
    models.Person.objects.filter(id=team[StaffRole.FINANCE].id).update(language=language)
    assert f"{address(shop)}/credit" in finance.get(address(shop)).content.decode()

    form = finance.get(f"{address(shop)}/credit").content.decode()
    assert '<form method="get"' not in form.split("<main")[-1]
    looked = finance.post(f"{address(shop)}/credit", asked(shop, "10,00", act="look"))
    page = looked.content.decode()

    assert "12.00" in page.replace(",", ".")
    assert not models.CreditNote.objects.exists()
    sent = {**asked(shop, "10,00"), "form_key": "once"}
    finance.post(f"{address(shop)}/credit", sent)
    finance.post(f"{address(shop)}/credit", sent)
    note = models.CreditNote.objects.get()
    assert (note.subtotal_minor, note.tax_minor, note.to_credit_minor) == (1000, 200, 1200)
    assert shop.credit == 1200
    event = models.Event.objects.get(type="credit_note.issued")
    assert event.payload["comment"] == "outage"
    shop.check()


def test_what_goes_back_the_way_it_came_is_a_refund(finance: Client, shop: Shop) -> None:
    finance.post(f"{address(shop)}/credit", asked(shop, "90", to="refund"))

    refund = models.Refund.objects.get()
    assert refund.amount_minor == 10800
    assert shop.credit == 0
    shop.check()


def test_a_double_click_on_a_whole_credit_note_says_what_was_done(
    finance: Client, shop: Shop
) -> None:
    sent = asked(shop, "90", form_key="once")

    answers = [finance.post(f"{address(shop)}/credit", sent).status_code for _ in range(2)]
    other = finance.post(f"{address(shop)}/credit", {**sent, "reason": "another"})

    assert answers == [303, 303]
    assert other.status_code == 409
    assert models.CreditNote.objects.count() == 1
    shop.check()


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("90.01", "at most €90.00 are left"),
        ("0", "Write an amount above zero"),
        ("ten", "Write an amount above zero"),
        ("", "for at least one line"),
    ],
)
def test_more_than_is_left_is_refused_beside_the_field(
    finance: Client, shop: Shop, amount: str, said: str
) -> None:
    answer = finance.post(f"{address(shop)}/credit", asked(shop, amount))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not models.CreditNote.objects.exists()


def test_what_was_given_back_is_not_given_back_again(finance: Client, shop: Shop) -> None:
    finance.post(f"{address(shop)}/credit", asked(shop, "60"))

    answer = finance.post(f"{address(shop)}/credit", asked(shop, "30.01"))

    assert answer.status_code == 422
    assert "at most €30.00 are left" in answer.content.decode()
    finance.post(f"{address(shop)}/credit", asked(shop, "30"))
    assert shop.credit == 10800
    assert "/credit" not in finance.get(address(shop)).content.decode().replace("/credit-", "")
    shop.check()


def test_goodwill_is_credit_with_a_reason(finance: Client, shop: Shop) -> None:
    page = f"/console/accounts/{shop.account.id}/goodwill"
    said = {"amount": "5,00", "currency": "EUR", "reason": "sorry", "form_key": "once"}

    assert finance.post(page, {**said, "amount": "-5"}).status_code == 422
    assert finance.post(page, {**said, "currency": "XYZ"}).status_code == 422
    assert finance.post(page, {**said, "reason": ""}).status_code == 422
    assert shop.credit == 0
    finance.post(page, said)
    finance.post(page, said)
    assert shop.credit == 500
    shop.check()


def test_goodwill_is_taken_back_once(finance: Client, shop: Shop) -> None:
    account = f"/console/accounts/{shop.account.id}"
    said = {"amount": "5", "currency": "EUR", "reason": "sorry", "form_key": "given"}
    assert "/goodwill/back" not in finance.get(account).content.decode()
    finance.post(f"{account}/goodwill", said)
    assert f"{account}/goodwill/back" in finance.get(account).content.decode()

    back = {"amount": "2", "currency": "EUR", "reason": "by mistake", "form_key": "back"}
    assert finance.post(f"{account}/goodwill/back", {**back, "amount": "6"}).status_code == 422
    finance.post(f"{account}/goodwill/back", back)
    finance.post(f"{account}/goodwill/back", back)

    assert shop.credit == 300
    shop.check()


def test_credit_is_paid_out_after_a_look(finance: Client, shop: Shop) -> None:
    account = f"/console/accounts/{shop.account.id}"
    finance.post(f"{address(shop)}/credit", asked(shop, "60"))
    before = shop.credit
    assert before > 0
    said = {"currency": "EUR", "amount": "10", "reason": "asked for it", "form_key": "out"}

    look = finance.post(f"{account}/credit/out", said).content.decode()

    assert "€10.00 go back by" in look
    assert shop.credit == before
    finance.post(f"{account}/credit/out", {**said, "act": "pay"})
    finance.post(f"{account}/credit/out", {**said, "act": "pay"})
    assert shop.credit == before - 1000
    shop.check()


def test_an_invoice_is_sent_again(finance: Client, shop: Shop) -> None:
    before = models.OutboxMessage.objects.filter(template="invoice_issued").count()

    told = finance.post(f"{address(shop)}/send", {"form_key": "once"}, follow=True)

    assert "The invoice was sent to 1 person." in told.content.decode()
    assert models.OutboxMessage.objects.filter(template="invoice_issued").count() == before + 1


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.READ_ONLY])
def test_others_may_not(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, role: StaffRole
) -> None:
    client.force_login(team[role])
    goodwill = f"/console/accounts/{shop.account.id}/goodwill"

    assert client.post(f"{address(shop)}/credit", asked(shop, "1")).status_code == 403
    assert client.post(f"{address(shop)}/send").status_code == 403
    assert client.post(goodwill, {"amount": "1"}).status_code == 403
    assert shop.credit == 0


def test_a_line_says_its_number_and_price_as_the_customer_reads_it(
    finance: Client, shop: Shop
) -> None:
    page = finance.get(address(shop)).content.decode()

    assert '<span class="note">3 × €30.00' in page
