"""Prices with notice in the console: looked at, announced once the number is typed, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import OutboxMessage, Person, PriceChange
from curule.httpkit.clock import utc_now
from curule.services import price_announcements
from tests.support.factories import VENDOR
from tests.support.prices import announce, change_of, plan_id_of, publish
from tests.support.shop import Shop, day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]


@pytest.fixture
def shop(db: None) -> Shop:  # noqa: ARG001
    """Three seats at 10.00 with 20 % tax; the newest version asks 12.00."""
    sold = Shop.open("zoom", unit_amount=1000, tax_rate="20")
    sold.subscribe(3)
    publish(sold, 1200)
    return sold


def _page(shop: Shop) -> str:
    return f"/console/plans/{plan_id_of(shop)}/price-change"


def test_whom_it_reaches_is_told_and_announced_once_the_number_is_typed(
    client: Client, team: dict[StaffRole, Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    seen = client.get(_page(shop)).content.decode()
    assert "€36.00 → <strong>€43.20</strong>" in seen
    assert "1 subscription is told" in seen

    wrong = client.post(f"{_page(shop)}/announce", {"number": "2", "notice": "10"})
    assert wrong.status_code == 422
    assert "There are 1 now." in wrong.content.decode()
    assert not OutboxMessage.objects.filter(template="price_change_announced").exists()

    right = client.post(
        f"{_page(shop)}/announce", {"number": "1", "notice": "10"}, follow=True
    ).content.decode()
    assert "To come" in right
    assert "It was announced already" in right
    assert change_of(shop).notice_days == 10


def test_it_is_taken_back_from_one_and_from_all(
    client: Client, team: dict[StaffRole, Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    announce(shop)
    one = f"{_page(shop)}/{shop.account.id}/{shop.subscription_id}/withdraw"
    assert "the customer is told" in client.post(one, follow=True).content.decode()
    assert "nothing to take back" in client.post(one, follow=True).content.decode()
    announce(shop)
    client.post(f"{_page(shop)}/withdraw", follow=True)
    assert change_of(shop).status == "withdrawn"


def test_live_customers_are_counted_apart_from_those_on_test_clocks(
    client: Client, team: dict[StaffRole, Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    live = Shop.open("zoom", is_live=True, now=utc_now() - timedelta(hours=1))
    live.terms = shop.terms
    live.subscribe(1)

    seen = client.get(_page(shop)).content.decode()
    testing = client.get(_page(shop), {"books": "test"}).content.decode()
    told = client.post(f"{_page(shop)}/announce?books=live", {"number": "1", "notice": "0"})

    assert "€10.00 → <strong>€12.00</strong>" in seen
    assert "€36.00 → <strong>€43.20</strong>" in testing
    assert told.headers["Location"].endswith("?books=live")
    assert change_of(live).status == "open"
    assert not PriceChange.objects.filter(account_id=shop.account.id).exists()
    client.post(f"{_page(shop)}/withdraw?books=test")
    assert change_of(live).status == "open"
    client.post(f"{_page(shop)}/withdraw?books=live")
    assert change_of(live).status == "withdrawn"


def test_an_older_announcement_stands_there_and_is_taken_back_too(
    client: Client, team: dict[StaffRole, Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    announce(shop)
    publish(shop, 1500)

    seen = client.get(_page(shop)).content.decode()
    client.post(f"{_page(shop)}/withdraw")

    assert "What was announced of this plan" in seen
    assert change_of(shop).status == "withdrawn"


def test_who_does_not_publish_plans_looks_and_announces_nothing(
    client: Client, team: dict[StaffRole, Person], shop: Shop
) -> None:
    client.force_login(team[StaffRole.SUPPORT])
    assert "Announce</button>" not in client.get(_page(shop)).content.decode()
    answer = client.post(f"{_page(shop)}/announce", {"number": "1", "notice": "10"})
    assert answer.status_code == 403


def test_what_was_stopped_goes_on_where_it_was(shop: Shop) -> None:
    others = [Shop.open("zoom", unit_amount=1000) for _ in range(2)]
    for other in others:
        other.subscribe(1, terms=shop.terms)
    told: list[str] = []
    first = price_announcements.announce_version(
        actor=VENDOR,
        plan_id=plan_id_of(shop),
        notice_days=30,
        on_clocks=True,
        now=shop.now,
        key="k",
        stopping=lambda: bool(told),
        told=told.append,
    )
    again = announce(shop, key="k")
    assert (first.announced, again.announced) == (1, 2)


def test_the_customer_sees_it_on_every_page_that_names_the_renewal(
    client: Client, shop: Shop
) -> None:
    announce(shop)
    client.force_login(shop.people["owner"])
    account = f"/a/{shop.account.id}"
    page = client.get(f"{account}/subscriptions/{shop.subscription_id}").content.decode()
    assert "A new price from 1 May 2026" in page
    assert "€10.00 → €12.00" in page
    assert "€36.00 → €43.20" in page
    assert "New price from" in client.get(f"{account}/").content.decode()
    quote = shop.price(4)
    review = client.get(f"{account}/quotes/{quote.id}").content.decode()
    assert "at the price that was announced" in review
    assert day(2026, 5, 1) == change_of(shop).renews_at
