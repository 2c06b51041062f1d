"""The console's first page: who gets in, what waits, what the numbers say."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from curule.core.money import Money
from curule.core.permissions import StaffRole
from curule.data.models import Person
from curule.selectors.console.home import invoices_by_age
from tests.support.factories import NOW, World, make_unpaid_invoice

pytestmark = pytest.mark.django_db


def test_a_customer_is_told_there_is_no_console(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])

    assert client.get("/console/").status_code == 404


def test_a_stranger_is_led_to_the_sign_in(client: Client) -> None:
    assert client.get("/console/").headers["Location"].startswith("/auth/login/")


def test_the_start_page_leads_staff_to_the_console(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.SUPPORT])

    assert client.get("/").headers["Location"] == "/console/"


@pytest.mark.parametrize("role", StaffRole)
def test_nobody_is_led_to_what_does_not_open(
    client: Client, team: dict[StaffRole, Person], world: World, role: StaffRole
) -> None:
    make_unpaid_invoice(world, due_at=NOW)
    client.force_login(team[role])
    account = f"/console/accounts/{world.account.id}"
    subscription = f"{account}/subscriptions/{world.subscription.id}"
    pages = ["/console/", "/console/orders", account, subscription]
    opened: set[str] = set()
    for page in pages:
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        opened.update(re.findall(r'<a[^>]*href="(/[^"]*)"', answer.content.decode()))

    assert opened
    for address in sorted(opened):
        assert client.get(address, follow=True).status_code == 200, address


def test_what_waits_leads_to_its_rows(
    client: Client, team: dict[StaffRole, Person], world: World
) -> None:
    make_unpaid_invoice(world, due_at=NOW)
    client.force_login(team[StaffRole.FINANCE])

    page = client.get("/console/").content.decode()

    assert "1 overdue invoice" in page
    assert 'href="/console/invoices?state=overdue"' in page


def test_a_new_installation_shows_first_steps(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.ADMIN])

    page = client.get("/console/").content.decode()

    assert "First steps" in page
    assert "Nothing waits for you" in page


def test_open_invoices_stand_in_the_band_of_their_age(world: World) -> None:
    for days in (-3, 0, 29, 30, 31, 61, 400):
        make_unpaid_invoice(world, due_at=NOW - timedelta(days=days))

    bands = {name: (number, money) for name, number, money in invoices_by_age(NOW)}

    assert {name: number for name, (number, _) in bands.items()} == {
        "not_due": 1,
        "to_30": 2,
        "to_60": 2,
        "over_60": 2,
    }
    assert bands["to_30"][1] == (Money(2000, "EUR"),)
