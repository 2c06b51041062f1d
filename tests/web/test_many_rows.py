"""Pages of lists take as many statements, and bring as many rows, for many as for fifty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from curule.data import models
from curule.httpkit.clock import utc_now
from tests.support.counting import Counted
from tests.support.factories import (
    World,
    make_account,
    make_subscription,
    make_unpaid_invoice,
    make_world,
)
from tests.web.test_permission_table import person_of

pytestmark = pytest.mark.django_db

PORTAL = ("", "subscriptions", "invoices", "activity", "balance", "payment-methods", "help")
CONSOLE = (
    "",
    "accounts",
    "subscriptions",
    "orders",
    "quotes",
    "payments",
    "invoices",
    "events",
    "mails",
    "accounts/{account}",
    "accounts/{account}/subscriptions",
    "accounts/{account}/people",
    "accounts/{account}/invoices",
    "accounts/{account}/mails",
)
FEW, MANY = 52, 150
"""Both are more than a page, so a page is full either way."""


def fill(world: World, number: int) -> None:
    """Bring the company to so many subscriptions, unpaid invoices and mails, and as many others."""
    now = utc_now()
    mine = models.Subscription.objects.filter(account=world.account)
    for _ in range(number - mine.count()):
        make_subscription(world.account, world.terms, {world.seat_type: 1}, now=now)
        make_unpaid_invoice(world, due_at=now - timedelta(hours=1))
        make_subscription(make_account(now=now), world.terms, {world.seat_type: 1}, now=now)
        models.OutboxMessage.objects.create(
            account=world.account,
            template="seat_unassigned",
            recipient="ana@x.test",
            language="en",
            context={},
            created_at=now,
        )


def statements_of(counted: Counted, client: Client, path: str) -> int:
    client.get(path)  # what is read once per process is read
    return counted.page(client, path)


def test_lists_of_a_company_and_of_the_vendor(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world("tutkit", seats=2, now=utc_now() - timedelta(days=3))
    staff = Client()
    staff_person = person_of(world, "staff:admin")
    assert staff_person is not None
    staff.force_login(staff_person)
    client.force_login(world.people["owner"])
    counted, found = Counted(monkeypatch), []
    for number in (FEW, MANY):
        fill(world, number)
        account = str(world.account.id)
        taken = {
            f"/a/{account}/{page}": statements_of(counted, client, f"/a/{account}/{page}")
            for page in PORTAL
        }
        taken |= {
            page: statements_of(counted, staff, f"/console/{page.format(account=account)}")
            for page in CONSOLE
        }
        found.append(taken)

    assert found[0] == found[1]
