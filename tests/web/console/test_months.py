"""Finance closes months, sees before what is open, and reopens them for a reason."""

from datetime import date

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from curule.httpkit.clock import utc_now

PAGE = "/console/reports/months"


@pytest.fixture
def finance(client: Client, team: dict[StaffRole, models.Person]) -> Client:
    """Somebody of finance."""
    client.force_login(team[StaffRole.FINANCE])
    return client


def body(client: Client, address: str) -> str:
    """Return a page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def last_month() -> str:
    """The last month that is over everywhere, whatever day it is."""
    today = utc_now().date()
    before = today.year * 12 + today.month - 3
    return date(before // 12, before % 12 + 1, 1).isoformat()[:7]


@pytest.mark.django_db
def test_a_month_is_closed_and_reopened(finance: Client) -> None:
    month = last_month()
    models.BankEntry.objects.create(
        statement=models.BankStatement.objects.create(
            format="camt053", currency="EUR", imported_at=utc_now()
        ),
        number=1,
        fingerprint="x",
        booked_on=date.fromisoformat(f"{month}-03"),
        currency="EUR",
        amount_minor=100,
    )
    preview = body(finance, f"{PAGE}/{month}/close")
    assert "Lines of the bank that nobody has matched" in preview
    assert "Lost disputes" not in preview

    closed = finance.post(f"{PAGE}/{month}/close", follow=True).content.decode()
    assert "Everything up to" in closed
    assert f"{PAGE}/{month}/reopen" in closed
    again = finance.post(f"{PAGE}/{month}/close")
    assert "closed already" in again.content.decode()
    assert again.status_code == 409

    assert finance.post(f"{PAGE}/{month}/reopen", {"reason": ""}).status_code == 422
    answer = finance.post(f"{PAGE}/{month}/reopen", {"reason": "a late bill"}, follow=True)
    assert "a late bill" in answer.content.decode()
    kinds = models.MonthClosing.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["closed", "reopened"]


@pytest.mark.django_db
def test_a_month_that_runs_and_what_is_none(finance: Client) -> None:
    running = utc_now().date().isoformat()[:7]

    assert "not over everywhere" in finance.post(f"{PAGE}/{running}/close").content.decode()
    assert finance.get(f"{PAGE}/spring/close").status_code == 404


@pytest.mark.django_db
def test_who_only_reads_sees_what_is_closed(
    client: Client, team: dict[StaffRole, models.Person]
) -> None:
    client.force_login(team[StaffRole.READ_ONLY])

    page = body(client, PAGE)

    assert "No month has been closed." in page
    assert "/close" not in page
    assert client.post(f"{PAGE}/{last_month()}/close").status_code == 403
