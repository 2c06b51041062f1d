"""The list of invoices shows above it what is owed by how long it has been due (V15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import Person
from curule.httpkit.clock import utc_now
from tests.support.factories import make_unpaid_invoice, make_world

pytestmark = pytest.mark.django_db


def test_what_is_owed_is_drawn_by_age_with_the_same_numbers_beneath(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    now = utc_now()
    world = make_world("zoom", seats=1, now=now - timedelta(days=100))
    for days, amount in ((-5, 1000), (10, 2000), (45, 3000), (80, 4000)):
        make_unpaid_invoice(world, due_at=now - timedelta(days=days), amount=amount)
    client.force_login(team[StaffRole.FINANCE])

    page = client.get("/console/invoices").content.decode()
    picture = page.split('id="age-EUR"')[1].split("</table>")[0]

    assert "€100.00 open, of which €90.00 past due." in picture
    for said in ("€10.00", "€20.00", "€30.00", "€40.00", "not due", "over 60 days"):
        assert picture.count(said) >= 2, said  # in the picture and in the table
    assert "age-EUR" not in client.get("/console/invoices?state=overdue").content.decode()


def test_where_nothing_is_owed_nothing_is_drawn(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.FINANCE])

    assert "report-chart" not in client.get("/console/invoices").content.decode()
