"""Finance writes an invoice off in the console, with a reason; nobody else may."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import Event, Person
from curule.gateways.payments.sandbox import SandboxGateway
from tests.support.shop import Shop, day


@pytest.fixture
def shop(db: None, sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    found = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    found.subscribe(3)
    found.to(day(2026, 4, 20))
    return found


def address(shop: Shop) -> str:
    return f"/console/accounts/{shop.account.id}/invoices/{shop.invoices[0].id}"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_finance_writes_off_with_a_reason(
    client: Client, team: dict[StaffRole, Person], shop: Shop, language: str
) -> None:
    finance = team[StaffRole.FINANCE]
    Person.objects.filter(id=finance.id).update(language=language)
    client.force_login(finance)
    assert f"{address(shop)}/write-off" in client.get(address(shop)).content.decode()
    form = client.get(f"{address(shop)}/write-off").content.decode()
    assert shop.invoices[0].number in form

    told = client.post(f"{address(shop)}/write-off", {"reason": "=insolvent"}, follow=True)

    assert told.redirect_chain[0][1] == 303
    assert shop.owed == 0
    assert Event.objects.get(type="invoice.uncollectible").payload["reason"] == "=insolvent"
    assert "/write-off" not in told.content.decode()


def test_without_a_reason_nothing_is_given_up(
    client: Client, team: dict[StaffRole, Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    answer = client.post(f"{address(shop)}/write-off", {"reason": " "})
    assert answer.status_code == 422
    assert shop.owed == 9000


def test_a_second_time_is_refused_and_says_why(
    client: Client, team: dict[StaffRole, Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    client.post(f"{address(shop)}/write-off", {"reason": "insolvent"})
    answer = client.post(f"{address(shop)}/write-off", {"reason": "again"})
    assert answer.status_code in {409, 422}
    assert "again" in answer.content.decode()


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.DEVELOPER, StaffRole.READ_ONLY])
def test_others_may_not(
    client: Client, team: dict[StaffRole, Person], shop: Shop, role: StaffRole
) -> None:
    client.force_login(team[role])
    assert client.post(f"{address(shop)}/write-off", {"reason": "x"}).status_code == 403
    assert shop.owed == 9000
