"""What the pages of subscriptions offer, and what they say about what they do not."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.intervals import Interval, IntervalUnit
from curule.core.policy import SeatTypeTerms
from curule.core.presets import PRESETS
from curule.core.pricing import Price
from curule.services import catalog
from tests.support.factories import NOW, VENDOR, make_plan, make_world
from tests.web.buying.pages import Portal

pytestmark = pytest.mark.django_db


def publish_in(currency: str, name: str) -> None:
    product_id = catalog.create_product(actor=VENDOR, key=name.lower(), name=name, now=NOW)
    plan_id = catalog.create_plan(
        actor=VENDOR, product_id=product_id, key=name.lower(), name=name, now=NOW
    )
    price = Price(currency=currency, interval=Interval(IntervalUnit.MONTH), unit_amount=100)
    catalog.publish_version(
        actor=VENDOR,
        plan_id=plan_id,
        policy=PRESETS["licence_portal"],
        seat_types=(SeatTypeTerms(name="licence", min=1, max=None, step=1),),
        prices=[catalog.PriceOf(seat_type="licence", price=price)],
        now=NOW,
    )


def test_plans_in_a_currency_that_the_account_does_not_pay_in_are_not_offered(
    client: Client,
) -> None:
    world = make_world("tutkit", seats=2)
    other = make_plan("tutkit")
    publish_in("RUB", "Roubles")
    client.force_login(world.people["owner"])

    page = client.get(f"/a/{world.account.id}/subscriptions").content.decode()

    assert other.plan_name in page
    assert "Roubles" not in page


def test_who_may_not_order_sees_the_price_and_who_may_but_no_button() -> None:
    world = make_world("autodesk", seats=2)
    there = Portal.of(world, "contract_manager").to_review("add-seats", seats_seat=3)

    seen = Portal.of(world, "billing_contact").get(there).content.decode()
    ordering = Portal.of(world, "contract_manager").get(there).content.decode()

    assert 'id="order"' in ordering
    assert 'id="order"' not in seen
    assert 'name="pay"' not in seen
    assert str(world.people["contract_manager"].email) in seen


@pytest.mark.requirement("T24")
def test_at_the_maximum_the_page_names_no_number_that_nobody_asked_for(client: Client) -> None:
    world = make_world("tutkit", seats=4, overrides={"quantity.max_seats": 4})
    client.force_login(world.people["owner"])
    path = f"/a/{world.account.id}/subscriptions/{world.subscription.id}"

    page = client.get(path).content.decode()
    asked = client.post(f"{path}/add-seats", {"more_participant": 1, "seats_participant": 1})

    assert "Maximum: 4" in page.replace("\u00a0", " ")
    assert "Asked for" not in page
    assert "This is more than your plan allows" not in page
    assert "Asked for" in asked.content.decode()


@pytest.mark.requirement("T24")
def test_a_plan_that_somebody_may_not_buy_says_who_does_and_has_no_button(client: Client) -> None:
    world = make_world("tutkit", seats=2, overrides={"who.change_roles": ["owner"]})
    theirs = make_plan("tutkit", overrides={"who.change_roles": ["contract_manager"]})
    own = make_plan("tutkit", overrides={"who.change_roles": ["owner"]})
    client.force_login(world.people["owner"])

    page = client.get(f"/a/{world.account.id}/subscriptions").content.decode()

    assert f"/buy/{theirs.version_id}" not in page
    assert "This plan is bought by: contract manager." in page.replace("\u00a0", " ")
    assert f"mailto:{world.people['contract_manager'].email}" in page
    assert f"/buy/{own.version_id}" in page
    assert "You can also buy" in page


def test_who_may_buy_no_plan_is_not_told_what_they_can_buy(client: Client) -> None:
    world = make_world("tutkit", seats=2)
    make_plan("tutkit", overrides={"who.change_roles": ["contract_manager"]})
    client.force_login(world.people["admin"])

    page = client.get(f"/a/{world.account.id}/subscriptions").content.decode()

    assert "Other plans" in page
    assert "You can also buy" not in page
