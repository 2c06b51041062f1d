"""The cart: one form, whose checkout takes what was typed; errors beside their own field."""

from __future__ import annotations

import re

import pytest

from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G8")]


def _cart(**overrides: object) -> tuple[Portal, str]:
    world = bought_world("gotoassist", {"organizer": 10, "agent": 2}, overrides=overrides)
    portal = Portal.of(world, "billing_contact")
    return portal, f"{portal.root}/cart/{world.subscription.id}"


def test_the_checkout_takes_the_number_that_was_typed() -> None:
    portal, cart = _cart()
    portal.post(cart, seats_organizer=11, seats_agent=2)

    answer = portal.post(cart, seats_organizer=12, seats_agent=2, action="order")

    assert "10 organisers → 12 organisers" in text_of(portal.get(answer.headers["Location"]))
    assert 'name="seats_organizer" value="12"' in portal.get(cart).content.decode()


def test_there_is_one_form_for_numbers_with_both_buttons() -> None:
    portal, cart = _cart()
    portal.post(cart, seats_organizer=11, seats_agent=2)

    page = portal.get(cart).content.decode()

    (form,) = [
        each
        for each in re.findall(r"<form.*?</form>", page, re.DOTALL)
        if 'name="seats_organizer"' in each
    ]
    assert form.count("<button") - form.count('type="button"') == 2  # put it in, and order
    assert 'value="order"' in form


@pytest.mark.parametrize("action", ["put", "order"])
def test_more_than_the_maximum_is_said_beside_its_field(action: str) -> None:
    portal, cart = _cart(**{"quantity.max_seats": 50})

    answer = portal.post(cart, seats_organizer=10, seats_agent=51, action=action)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'id="id_seats_agent-error"' in page
    assert 'id="id_seats_organizer-error"' not in page
    assert "2 → 51" not in text_of(portal.get(cart))


def test_an_empty_field_is_said_beside_itself() -> None:
    portal, cart = _cart()

    answer = portal.post(cart, seats_organizer=10, seats_agent="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_seats_agent-error"' in page
    assert 'id="id_seats_organizer-error"' not in page


def test_the_same_numbers_are_no_fault_of_one_field() -> None:
    portal, cart = _cart()

    answer = portal.post(cart, seats_organizer=10, seats_agent=2)

    assert answer.status_code == 422
    assert "the numbers you have now" in text_of(answer)
    assert "-error" not in answer.content.decode()
