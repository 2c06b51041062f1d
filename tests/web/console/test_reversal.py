"""A bank transfer is taken back in the console: what follows is said before, for a reason, once."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.payments import transfers
from tests.gateways.statements.files import camt
from tests.support.factories import VENDOR
from tests.support.shop import Shop, day

NOTHING = UUID(int=0)


@pytest.fixture
def shop(db: None, sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    found = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    found.subscribe(3)
    return found


def pay(shop: Shop, amount: int) -> models.Payment:
    """A transfer that was recorded."""
    done = transfers.record_transfer(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=amount,
        reference="2026-04-01 · ACME · INV",
        again=True,
        now=shop.now,
    )
    return models.Payment.objects.get(
        account_id=shop.account.id, id=done.value.payment_id or NOTHING
    )


def address(payment: models.Payment) -> str:
    return f"/console/accounts/{payment.account_id}/payments/{payment.id}"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_what_is_taken_back_is_owed_again_and_the_credit_is_gone(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, language: str
) -> None:
    finance = team[StaffRole.FINANCE]
    models.Person.objects.filter(id=finance.id).update(language=language)
    client.force_login(finance)
    payment = pay(shop, 10000)
    assert (shop.owed, shop.credit) == (0, 1000)
    assert "/reverse" in client.get(address(payment)).content.decode()

    page = client.get(f"{address(payment)}/reverse").content.decode()

    assert shop.invoices[0].number in page
    assert (shop.owed, shop.credit) == (0, 1000)
    sent = {"reason": "returned by the bank", "form_key": "once"}
    first = client.post(f"{address(payment)}/reverse", sent)
    assert first.status_code == 303
    assert (shop.owed, shop.credit) == (9000, 0)
    event = models.Event.objects.get(type="payment.reversed")
    assert event.payload["reason"] == "returned by the bank"
    mails = models.OutboxMessage.objects.filter(template="payment_reversed")
    assert mails.count() >= 1
    again = client.post(f"{address(payment)}/reverse", sent)
    assert again.status_code == 303  # a double click is told what was done
    other = client.post(f"{address(payment)}/reverse", {**sent, "form_key": "anew"})
    assert other.status_code == 409
    assert shop.owed == 9000
    after = client.get(address(payment)).content.decode()
    elsewhere = f"/console/payments/record?account={payment.account_id}&payment={payment.id}"
    assert elsewhere.replace("&", "&amp;") in after
    assert "payer=" not in after
    anew = client.get(elsewhere).content.decode()
    for typed in ('value="100.00"', 'value="ACME"', 'value="INV"', 'value="2026-04-01"'):
        assert typed in anew
    shop.check()


def test_credit_that_is_spent_cannot_be_taken_back(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    payment = pay(shop, 10000)
    shop.to(day(2026, 5, 2))  # the renewal has used it

    answer = client.post(f"{address(payment)}/reverse", {"reason": "wrong"})

    assert answer.status_code == 409
    assert "not that much account credit" in answer.content.decode()
    payment.refresh_from_db()
    assert payment.status == "succeeded"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_what_cannot_be_undone_is_booked_as_gone_in_one_of_two_ways(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, language: str
) -> None:
    finance = team[StaffRole.FINANCE]
    models.Person.objects.filter(id=finance.id).update(language=language)
    client.force_login(finance)
    payment = pay(shop, 10000)
    shop.to(day(2026, 5, 2))  # the renewal has used the credit
    owed = shop.owed

    page = client.get(f"{address(payment)}/reverse")

    assert page.status_code == 200
    for way in ("owed", "written_off"):
        assert f'value="{way}"' in page.content.decode()
    assert shop.owed == owed
    sent = {"reason": "returned", "unpaid": "owed", "form_key": "once"}
    for _ in range(2):
        assert client.post(f"{address(payment)}/reverse", sent).status_code == 303
        assert shop.owed == owed + 9000
    assert client.get(address(payment)).status_code == 200
    shop.check()


def test_without_a_reason_nothing_is_taken_back(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    payment = pay(shop, 9000)

    answer = client.post(f"{address(payment)}/reverse", {"reason": " "})

    assert answer.status_code == 422
    assert shop.owed == 0


def test_a_return_debit_of_the_statement_names_the_payment_and_is_set_aside(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    payment = pay(shop, 1250)
    sent = {"file": SimpleUploadedFile("nov.xml", camt()), "iban": ""}
    client.post("/console/payments/bank/import", sent)
    line = models.BankEntry.objects.get(amount_minor=-1250)

    page = client.get(f"/console/payments/bank/lines/{line.id}").content.decode()

    assert f"{address(payment)}/reverse?line={line.id}" in page
    client.post(f"{address(payment)}/reverse", {"reason": "returned", "line": str(line.id)})
    line.refresh_from_db()
    payment.refresh_from_db()
    assert (line.status, line.comment, payment.status) == ("set_aside", "returned", "reversed")
    assert shop.owed == 9000


def debit_line(client: Client) -> models.BankEntry:
    """The line of a statement with 12.50 that went out."""
    sent = {"file": SimpleUploadedFile("nov.xml", camt()), "iban": ""}
    client.post("/console/payments/bank/import", sent)
    return models.BankEntry.objects.get(amount_minor=-1250)


def test_one_line_takes_back_one_transfer_however_often_it_is_sent(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    first, second = pay(shop, 1250), pay(shop, 1250)
    line = debit_line(client)
    sent = {"reason": "returned", "line": str(line.id)}

    answers = [client.post(f"{address(first)}/reverse", sent).status_code for _ in range(2)]
    other = client.post(f"{address(second)}/reverse", sent)

    assert answers == [303, 303]
    assert other.status_code == 409
    second.refresh_from_db()
    assert second.status == "succeeded"
    assert shop.owed == 9000 - 1250


def test_a_line_that_took_a_transfer_back_is_not_opened_again(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    payment = pay(shop, 1250)
    line = debit_line(client)
    client.post(f"{address(payment)}/reverse", {"reason": "returned", "line": str(line.id)})

    page = client.get(f"/console/payments/bank/lines/{line.id}").content.decode()
    client.post(f"/console/payments/bank/lines/{line.id}/back")

    assert f"/lines/{line.id}/back" not in page
    line.refresh_from_db()
    assert line.status == "set_aside"


def test_a_line_that_was_decided_otherwise_takes_nothing_back(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    payment = pay(shop, 1250)
    line = debit_line(client)
    client.post(f"/console/payments/bank/lines/{line.id}/aside", {"comment": "a fee"})

    answer = client.post(
        f"{address(payment)}/reverse", {"reason": "returned", "line": str(line.id)}
    )

    assert answer.status_code == 409
    payment.refresh_from_db()
    assert payment.status == "succeeded"


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.READ_ONLY])
def test_others_may_not(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, role: StaffRole
) -> None:
    payment = pay(shop, 9000)
    client.force_login(team[role])

    assert client.post(f"{address(payment)}/reverse", {"reason": "x"}).status_code == 403
    assert shop.owed == 0
