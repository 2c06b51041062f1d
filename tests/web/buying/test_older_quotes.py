"""A price that others have overtaken: as it was made, beside the new one, and never turned."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from curule.data import models
from tests.web.buying.pages import Portal, id_in, text_of
from tests.web.buying.worlds import bought_world, orders_of

pytestmark = pytest.mark.django_db


def _references(account_id: UUID) -> list[str]:
    orders = models.Order.objects.filter(account_id=account_id).order_by("id")
    return [f"O-{order.id.hex[-8:].upper()}" for order in orders]


def _scheduled(portal: Portal) -> list[int]:
    rows = models.ScheduledReduction.objects.filter(
        account_id=portal.world.account.id, status="open"
    )
    return list(rows.values_list("target", flat=True))


def _seats(portal: Portal) -> int:
    """How many are in force, also those that a plan ends at the renewal."""
    return models.Seat.objects.filter(subscription_id=portal.world.subscription.id).count()


def _overtaken() -> tuple[Portal, str]:
    """One more seat was priced beside a planned reduction; then others ordered three more."""
    world = bought_world("autodesk", {"seat": 14})
    portal = Portal.of(world, "contract_manager")
    portal.post(portal.path("reduce"), seats_seat=9)
    first = portal.to_review("add-seats", seats_seat=15, reduction="keep_target")
    portal.order(portal.to_review("add-seats", seats_seat=17, reduction="keep_target"))
    assert (_seats(portal), _scheduled(portal)) == (17, [9])
    return portal, first


def test_an_old_price_is_shown_from_what_it_was_made_for() -> None:
    portal, first = _overtaken()

    page = text_of(portal.get(first))

    assert "14 seats → 15 seats" in page
    assert "17 seats → 18 seats" not in page
    assert "Something has changed" not in page  # The number itself is asked about.
    assert _references(portal.world.account.id)[-1] in page
    assert "14 seats → 17 seats" in page


def test_an_addition_never_becomes_a_reduction_without_asking() -> None:
    portal, first = _overtaken()
    orders = orders_of(portal.world)

    answer = portal.post(first, form_key="a" * 32)

    page = text_of(answer)
    assert answer.status_code == 409
    assert "means something else by now" in page
    assert "15 seats was more than the 14 seats there were when you asked" in page
    for choice in ("Leave it as it is: 17 seats", "from today: 18 seats", "This number: 15 seats"):
        assert choice in page
    assert (_seats(portal), _scheduled(portal)) == (17, [9])
    assert orders_of(portal.world) == orders


def test_the_same_difference_is_priced_beside_the_old_offer() -> None:
    portal, first = _overtaken()

    answer = portal.post(first, form_key="a" * 32, again="difference")
    page = text_of(portal.get(answer.headers["Location"]))
    portal.order(answer.headers["Location"])

    assert "14 seats → 15 seats" in page
    assert "17 seats → 18 seats" in page
    assert "Before" in page
    assert "At renewal, tax included" in page
    assert (_seats(portal), _scheduled(portal)) == (18, [9])


def test_the_number_itself_says_what_is_given_up() -> None:
    portal, first = _overtaken()

    answer = portal.post(first, form_key="a" * 32, again="number")
    page = text_of(portal.get(answer.headers["Location"]))

    assert "17 seats → 15 seats from" in page
    assert "So far planned: 9 seats from" in page
    assert _scheduled(portal) == [9]


def test_another_choice_is_none() -> None:
    portal, first = _overtaken()

    assert portal.post(first, form_key="a" * 32, again="all").status_code == 404


def test_the_same_cart_in_two_tabs_names_the_order_and_offers_the_way_on() -> None:
    world = bought_world("gotoassist", {"organizer": 5, "agent": 2})
    portal = Portal.of(world, "billing_contact")
    cart = f"{portal.root}/cart/{world.subscription.id}"
    portal.post(cart, seats_organizer=6, seats_agent=2)
    tabs = [portal.post(cart, action="order").headers["Location"] for _ in range(2)]
    portal.order(tabs[0])

    second = portal.post(tabs[1], form_key=uuid4().hex)

    page = text_of(second)
    assert second.status_code == 409
    assert _references(world.account.id)[-1] in page
    assert "as you asked: there are 6 organisers already" in page
    assert "from today: 7 organisers" in page
    assert "That is how it is already. Nothing more was ordered." in page
    assert "This number" not in page
    assert "Save changes" not in page
    assert f'href="{portal.path()}"' in second.content.decode()
    assert orders_of(world) == 2


def test_credit_numbers_and_the_renewal_are_compared() -> None:
    world = bought_world("gotoassist", {"organizer": 12})
    portal = Portal.of(world, "billing_contact")
    fewer = portal.to_review("reduce", seats_organizer=9)
    portal.order(portal.to_review("reduce", seats_organizer=11))

    answer = portal.post(fewer, form_key="a" * 32)
    page = text_of(portal.get(answer.headers["Location"]))

    assert "12 organisers → 9 organisers 11 organisers → 9 organisers" in page
    assert "€26.13 as credit €16.45 as credit" in page
    assert _references(world.account.id)[-1] in page
    assert id_in(answer.headers["Location"].split("?")[0]) != id_in(fewer)


def test_what_would_change_nothing_has_no_button() -> None:
    world = bought_world("autodesk", {"seat": 14})
    portal = Portal.of(world, "contract_manager")
    portal.post(portal.path("reduce"), seats_seat=9)
    first = portal.to_review("add-seats", seats_seat=15, reduction="keep_target")
    portal.order(portal.to_review("add-seats", seats_seat=15, reduction="drop_target"))

    page = text_of(portal.get(first))

    assert "there are 15 seats already" in page
    assert "Place order" not in page
