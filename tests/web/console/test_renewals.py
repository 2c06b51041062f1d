"""The renewal run in the console: what comes, what is due, and starting it by hand (V17)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import Account, Person, Subscription
from curule.httpkit.clock import utc_now
from curule.services import renewal_dry_run
from curule.services.accounts import sellers
from curule.services.catching_up import catch_up
from curule.services.sweeps import renewing_now
from curule.services.sweeps.due import DueReport
from curule.web.console import renewals
from tests.support.factories import VENDOR, make_account, make_plan, make_subscription
from tests.support.shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]

_ADDRESS = "/console/renewals"


def sold(name: str = "Acme SARL", *, days: int = 31) -> Subscription:
    """Sell three seats at 10.00, taxed at 20 %, so many days ago; a month lasts one less."""
    began = utc_now().replace(microsecond=0) - timedelta(days=days)
    account = make_account(name=name, tax_rate="20", now=began)
    terms = make_plan("zoom", unit_amount=1000, overrides={"renewal.reminder_days": []}, now=began)
    return make_subscription(account, terms, {"licensed": 3}, now=began)


def facts(page: str) -> dict[str, str]:
    """Return what is due, as the page counts it."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>(?:<strong>)?([^<]+)<", page)
    return {name: value.strip() for name, value in found}


def signed_in(client: Client, team: dict[StaffRole, Person], role: StaffRole) -> Client:
    """Let a member of the staff in."""
    client.force_login(team[role])
    return client


def test_what_is_due_is_told_and_starts_once_number_and_total_are_typed(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    row = sold()
    signed_in(client, team, StaffRole.FINANCE)
    page = client.get(_ADDRESS).content.decode()
    assert "Acme SARL" in page
    assert "€36.00" in page
    assert facts(page) == {"To be carried out": "1", "Total in EUR": "€36.00", "blocked": "0"}

    wrong = client.post(f"{_ADDRESS}/start", {"number": "2", "total_EUR": "36"})
    assert wrong.status_code == 422
    assert "Another number is due: 1." in wrong.content.decode()
    other = client.post(f"{_ADDRESS}/start", {"number": "1", "total_EUR": "35.99"})
    assert other.status_code == 422
    assert "another total: €36.00" in other.content.decode()
    assert Subscription.objects.get(id=row.id).period_ends_at == row.period_ends_at

    right = client.post(f"{_ADDRESS}/start", {"number": "1", "total_EUR": "36,00"}, follow=True)
    assert "1 subscription was carried out." in right.content.decode()
    renewed = Subscription.objects.get(id=row.id).period_ends_at
    assert renewed is not None
    assert row.period_ends_at is not None
    assert renewed > row.period_ends_at


def test_what_comes_up_to_a_day_is_told_by_plan(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    row = sold(days=5)
    signed_in(client, team, StaffRole.SUPPORT)
    assert "Nothing renews or ends up to that day." in client.get(_ADDRESS).content.decode()
    assert row.period_ends_at is not None
    day = row.period_ends_at.date().isoformat()
    page = client.get(_ADDRESS, {"until": day}).content.decode()
    assert "Nothing is due" in page
    assert "€36.00" in page


@pytest.mark.parametrize(
    ("typed", "said"), [("soon", "This is no day"), ("9999-12-31", "More than a year ahead")]
)
def test_another_day_than_one_is_said_in_place(
    client: Client, team: dict[StaffRole, Person], typed: str, said: str
) -> None:
    signed_in(client, team, StaffRole.FINANCE)
    page = client.get(_ADDRESS, {"until": typed})
    assert page.status_code == 200
    assert said in page.content.decode()


def test_an_undecided_tax_is_told_with_the_way_out_and_tried_again(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    row = sold()
    sellers.describe(actor=VENDOR, country="FR", now=row.created_at)
    Account.objects.filter(id=row.account_id).update(tax_rate=None, country="RE")
    signed_in(client, team, StaffRole.ADMIN)

    home = client.get("/console/").content.decode()
    assert "1 renewal is overdue or blocked" in home
    page = client.get(_ADDRESS).content.decode()
    assert facts(page)["blocked"] == "1"
    assert "The tax on this order is not settled." in page
    assert "Try the blocked ones again" in page
    still = client.post(f"{_ADDRESS}/start", follow=True).content.decode()
    assert "Some are still due" in still

    Account.objects.filter(id=row.account_id).update(tax_rate="20")
    client.post(f"{_ADDRESS}/start", {"number": "1", "total_EUR": "36"})
    assert "overdue or blocked" not in client.get("/console/").content.decode()


def test_who_may_not_run_renewals_sees_them_without_a_form(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    sold()
    signed_in(client, team, StaffRole.SUPPORT)
    page = client.get(_ADDRESS).content.decode()
    assert facts(page)["To be carried out"] == "1"
    assert "id_number" not in page
    for path in ("start", "stop"):
        assert client.post(f"{_ADDRESS}/{path}").status_code == 403


def test_it_stops_between_accounts_and_starts_again(
    client: Client, team: dict[StaffRole, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    shops = [Shop.open("zoom", is_live=True, now=_a_month_ago()) for _number in range(2)]
    for shop in shops:
        shop.subscribe(1)
    signed_in(client, team, StaffRole.FINANCE)

    def stopping_after_it(*, account_id: UUID, now: datetime) -> DueReport:
        client.post(f"{_ADDRESS}/stop")
        return catch_up(account_id=account_id, now=now)

    monkeypatch.setattr(renewing_now, "catch_up", stopping_after_it)
    now = utc_now()
    renewing_now.renew_due(now=now)
    progress = renewing_now.progress()
    assert progress is not None
    assert (progress.done, progress.left, progress.was_stopped) == (1, 1, True)
    assert "It was stopped; what is left is still due." in client.get(_ADDRESS).content.decode()

    monkeypatch.setattr(renewing_now, "catch_up", catch_up)
    renewing_now.renew_due(now=now)
    progress = renewing_now.progress()
    assert progress is not None
    assert (progress.left, progress.was_stopped) == (0, False)


def test_a_run_whose_process_died_is_not_said_to_be_done(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    sold()
    signed_in(client, team, StaffRole.FINANCE)

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        renewing_now.renew_due(now=utc_now(), begun=killed)

    page = client.get(_ADDRESS).content.decode()
    assert "It broke off: its process ended." in page
    assert "0 of 1" in page
    again = client.post(f"{_ADDRESS}/start", {"number": "1", "total_EUR": "36"}, follow=True)
    assert "1 subscription was carried out." in again.content.decode()


def test_what_comes_due_after_a_run_began_is_not_left_over_from_it(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    first = sold(days=33)
    sold("Later SARL")
    signed_in(client, team, StaffRole.FINANCE)
    assert first.period_ends_at is not None
    renewing_now.renew_due(now=first.period_ends_at)
    page = client.get(_ADDRESS).content.decode()
    assert "Some are still due" not in page
    assert "1 subscription was carried out." in page
    assert facts(page)["To be carried out"] == "1"


def test_many_that_come_later_keep_nobody_from_starting_what_is_due(
    client: Client, team: dict[StaffRole, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewals, "MOST_SHOWN", 1)
    row = sold()
    sold("Soon SARL", days=27)
    signed_in(client, team, StaffRole.FINANCE)
    page = client.get(_ADDRESS).content.decode()
    assert "id_number" in page
    assert "Soon SARL" not in page
    client.post(f"{_ADDRESS}/start", {"number": "1", "total_EUR": "36"})
    renewed = Subscription.objects.get(id=row.id)
    assert renewed.period_ends_at != row.period_ends_at


@pytest.mark.parametrize("most_at_once", [0, 300])
def test_more_that_are_due_than_a_page_shows_are_started_by_their_sum(
    client: Client,
    team: dict[StaffRole, Person],
    monkeypatch: pytest.MonkeyPatch,
    most_at_once: int,
) -> None:
    monkeypatch.setattr(renewals, "MOST_SHOWN", 1)
    monkeypatch.setattr(renewal_dry_run, "MOST_AT_ONCE", most_at_once)
    first = sold(days=33)
    sold("Also SARL")
    signed_in(client, team, StaffRole.FINANCE)
    page = client.get(_ADDRESS).content.decode()
    assert facts(page)["To be carried out"] == "2"
    assert "Also SARL" not in page
    (following,) = re.findall(r'rel="next" href="\?([^"]+)"', page)
    assert "Also SARL" in client.get(f"{_ADDRESS}?{unescape(following)}").content.decode()
    assert client.post(f"{_ADDRESS}/start", {"number": "1", "total_EUR": "36"}).status_code == 422
    answer = client.post(f"{_ADDRESS}/start", {"number": "2", "total_EUR": "72"}, follow=True)
    assert "2 subscriptions were carried out." in answer.content.decode()
    assert Subscription.objects.get(id=first.id).period_ends_at != first.period_ends_at


def _a_month_ago() -> datetime:
    """Return a moment whose month is over: 31 days last an hour more where summer time ends."""
    return utc_now().replace(microsecond=0) - timedelta(days=32)
