"""A link that asks for so many more seats: the page of buying begins with the number."""

from __future__ import annotations

import re

import pytest

from tests.web.buying.pages import Portal
from tests.web.buying.worlds import bought_world

pytestmark = pytest.mark.django_db


def number_in(page: str, field: str) -> str:
    """The value that a field begins with."""
    found = re.search(rf'<input[^>]*name="{field}"[^>]*>', page)
    assert found is not None, page
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""


@pytest.mark.parametrize(
    ("preset", "who", "seat_type", "held", "begins"),
    [
        ("tutkit", "owner", "participant", 2, "3"),
        ("autodesk", "contract_manager", "seat", 5, "8"),
    ],
)
def test_the_number_is_the_difference_or_the_new_total_as_the_plan_asks(
    preset: str, who: str, seat_type: str, held: int, begins: str
) -> None:
    portal = Portal.of(bought_world(preset, {seat_type: held}), who)

    answer = portal.client.get(portal.path("add-seats?more=3"), follow=True)

    assert number_in(answer.content.decode(), f"seats_{seat_type}") == begins


def test_a_plan_that_is_bought_in_the_cart_begins_there_with_the_type_that_is_meant() -> None:
    portal = Portal.of(bought_world("gotoassist", {"organizer": 2, "agent": 1}), "billing_contact")

    cart = f"{portal.root}/cart/{portal.world.subscription.id}"

    answer = portal.client.get(portal.path("add-seats?more=3&type=agent"), follow=True)
    page = answer.content.decode()

    assert answer.redirect_chain == [(f"{cart}?more=3&type=agent", 303)]
    assert number_in(page, "seats_agent") == "4"
    assert number_in(page, "seats_organizer") == "2"


@pytest.mark.parametrize("asked", ["more=", "more=-3", "more=x", "more=99999999", "type=seat"])
def test_what_makes_no_sense_asks_for_nothing(asked: str) -> None:
    portal = Portal.of(bought_world("autodesk", {"seat": 5}), "contract_manager")

    answer = portal.get(portal.path(f"add-seats?{asked}"))

    assert answer.status_code == 200
    assert number_in(answer.content.decode(), "seats_seat") == "5"
