"""A report by mail, asked for and stopped on its page."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import Person, ReportMail

pytestmark = pytest.mark.django_db

CASH = "/console/reports/cash"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_a_report_is_asked_for_and_stopped(
    client: Client, team: dict[StaffRole, Person], language: str
) -> None:
    Person.objects.filter(id=team[StaffRole.READ_ONLY].id).update(language=language)
    client.force_login(team[StaffRole.READ_ONLY])
    before = client.get(CASH).content.decode()

    client.post(f"{CASH}/mail", {"every": "month", "books": "test"})
    asked = ReportMail.objects.get()
    standing = client.get(CASH).content.decode()
    client.post(f"{CASH}/mail")

    assert (asked.report, asked.every, asked.on_clocks) == ("cash", "month", True)
    assert 'value="month"' in before
    assert 'value="month"' not in standing
    assert f"{asked.next_at:%Y}" in standing
    assert not ReportMail.objects.exists()


@pytest.mark.parametrize(
    ("report", "every"), [("cash", "day"), ("gossip", "month"), ("renewal", "")]
)
def test_what_there_is_not_is_not_mailed(
    client: Client, team: dict[StaffRole, Person], report: str, every: str
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    answer = client.post(f"/console/reports/{report}/mail", {"every": every})
    assert answer.status_code == 404
    assert not ReportMail.objects.exists()


def test_a_currency_that_is_none_is_refused(client: Client, team: dict[StaffRole, Person]) -> None:
    client.force_login(team[StaffRole.FINANCE])
    for none in ("\0", "zzz"):
        answer = client.post(f"{CASH}/mail", {"every": "month", "currency": none})
        assert 400 <= answer.status_code < 500
    assert not ReportMail.objects.exists()
