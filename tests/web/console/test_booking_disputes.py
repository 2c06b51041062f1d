"""A lost dispute is booked in the console: it waits in the list, what follows is said before."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from tests.services.money.test_booking_disputes import lose
from tests.support.shop import Shop


@pytest.fixture
def shop(db: None, sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    found = Shop.open("zoom", unit_amount=3000)
    found.subscribe(3)
    return found


def address(dispute: models.Dispute) -> str:
    payment = f"/console/accounts/{dispute.account_id}/payments/{dispute.payment_id}"
    return f"{payment}/disputes/{dispute.id}/book"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_it_waits_until_it_is_booked_and_what_follows_is_said_before(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, language: str
) -> None:
    finance = team[StaffRole.FINANCE]
    models.Person.objects.filter(id=finance.id).update(language=language)
    client.force_login(finance)
    dispute = lose(shop, 4000)
    waits = "/console/payments?state=dispute_lost"
    assert "state=dispute_lost" in client.get("/console/").content.decode()
    assert str(dispute.payment_id) in client.get(waits).content.decode()
    payment = client.get(address(dispute).partition("/disputes")[0]).content.decode()
    assert address(dispute) in payment

    first = client.get(address(dispute)).content.decode()
    asked = {"taken": "40.00", "fee": "15", "unpaid": "written_off"}
    looked = client.get(address(dispute), asked).content.decode()

    assert 'value="40.00"' in first
    assert shop.invoices[0].number in first
    assert "55" in looked, "cash loses both"
    assert shop.owed == 0
    assert client.post(address(dispute), asked).status_code == 422, "without a reason"
    booked = client.post(address(dispute), asked | {"note": "lost in part", "form_key": "once"})
    assert booked.status_code == 303
    again = client.post(address(dispute), asked | {"note": "lost in part"})

    assert again.status_code == 404
    dispute.refresh_from_db()
    assert (dispute.taken_minor, dispute.fee_minor, dispute.gave_up) == (4000, 1500, True)
    assert dispute.note == "lost in part"
    assert dispute.booked_by == finance.email
    assert shop.invoices[0].status == "uncollectible"
    assert "state=dispute_lost" not in client.get("/console/").content.decode()
    assert str(dispute.payment_id) not in client.get(waits).content.decode()
    shop.check()


def test_an_amount_that_is_none_or_too_much_is_said(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    dispute = lose(shop, 4000)

    none = client.get(address(dispute), {"taken": "much"})
    too_much = client.get(address(dispute), {"taken": "90.01"})

    assert (none.status_code, too_much.status_code) == (422, 409)
    assert "This is no amount in this currency" in none.content.decode()
    assert "At most: 90.00" in too_much.content.decode().replace("€", "").replace("EUR", "")


@pytest.mark.threat("TH8")
@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.DEVELOPER, StaffRole.READ_ONLY])
def test_only_finance_books_it(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, role: StaffRole
) -> None:
    client.force_login(team[role])
    dispute = lose(shop, 4000)

    answer = client.post(address(dispute), {"taken": "40", "unpaid": "owed", "note": "x"})

    assert answer.status_code == 403
    assert shop.owed == 0
