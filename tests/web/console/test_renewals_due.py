"""The page of renewals due: squares by week and day, links, and what is cut."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.core.permissions import StaffRole
from curule.data.models import Person, Plan
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services import reports
from curule.web.console import renewal_report
from curule.web.heatmap import DaySquare, heatmap
from curule.wording.values import Reader
from tests.support.shop import Shop, day

PAGE = "/console/reports/renewals?books=test"
READER = Reader(language=Language.EN)


@pytest.fixture
def shop(db: None, sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    found = Shop.open("zoom", unit_amount=3000)
    found.subscribe(4)
    found.to(day(2026, 4, 20))
    return found


@pytest.fixture
def finance(client: Client, team: dict[StaffRole, Person]) -> Client:
    client.force_login(team[StaffRole.FINANCE])
    return client


def body(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_picture_the_days_and_the_subscriptions_say_the_same(
    finance: Client, shop: Shop
) -> None:
    page = body(finance)
    assert page.count('class="shade4"') == 1
    assert page.count('class="shade0"') == 90
    assert re.search(r"<title>1 May 2026: 1 subscription, €120\.00</title>", page)
    assert page.count("€120.00") >= 4  # square, finding, day, subscription
    assert f"/console/accounts/{shop.account.id}/subscriptions/{shop.subscription_id}" in page
    assert "Europe/Paris" in page


def test_each_currency_has_a_picture_of_its_own_and_a_plan_narrows(
    finance: Client, shop: Shop
) -> None:
    plan = Plan.objects.get(name=shop.terms.plan_name)
    assert body(finance, f"{PAGE}&plan={plan.id}&currency=EUR").count("<figure") == 1
    other = Shop.open("zoom", unit_amount=1000)
    assert "<figure" not in body(
        finance, f"{PAGE}&plan={Plan.objects.get(name=other.terms.plan_name).id}"
    )


def test_nothing_due_says_where_to_look(finance: Client) -> None:
    page = body(finance)
    assert "Nothing is due in the next 90 days. Choose another plan" in page
    assert "<figure" not in page


@pytest.mark.usefixtures("shop")
def test_a_page_that_stopped_says_so(finance: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "looked at here" not in body(finance)
    none = partial(reports.renewals_at_once, most=0)
    monkeypatch.setattr(renewal_report, "renewals_at_once", none)
    assert "Only the first 0 are looked at here, up to" in body(finance)


@pytest.mark.usefixtures("shop")
def test_the_list_of_reports_leads_there_without_foreseeing(finance: Client) -> None:
    page = body(finance, "/console/reports?books=test")
    section = page.split('aria-labelledby="renewals"')[1].split("</section>")[0]
    assert "/console/reports/renewals?" in section
    assert "There is nothing" not in section


# --- what is drawn --------------------------------------------------------------------------------


def square(number: int, amount: int) -> DaySquare:
    return DaySquare(number=number, amount=amount, written=f"{amount} EUR", said=f"{amount}!")


def test_a_square_stands_in_its_week_under_its_day() -> None:
    first, last = date(2026, 11, 22), date(2026, 12, 1)
    days = {date(2026, 11, 25): square(2, 100), date(2026, 12, 1): square(1, 30)}
    chart = heatmap(READER, "EUR", [(first, last)], days, finding="x")
    assert len(chart.rects) == 10
    found = {rect.title.rpartition(": ")[2]: rect for rect in chart.rects}
    assert (found["100!"].kind, found["30!"].kind) == ("shade4", "shade2")
    assert float(found["30!"].y) > float(found["100!"].y)
    assert float(found["30!"].x[:-1]) < float(found["100!"].x[:-1])
    assert [label.text for label in chart.labels if "in-dark" in label.kind] == ["2", "100 EUR"]


def test_days_without_money_are_counted_all_the_same() -> None:
    on = date(2026, 11, 25)
    none = DaySquare(number=3, amount=0, written="", said="3")
    chart = heatmap(READER, "EUR", [(on, on)], {on: none}, finding="x")
    assert [rect.kind for rect in chart.rects] == ["shade0"]
    assert "3" in [label.text for label in chart.labels]
