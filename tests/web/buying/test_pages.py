"""Every page of buying opens, for every preset, in every language."""

import pytest

from curule.data import models
from tests.support.factories import make_plan, make_world
from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world

pytestmark = pytest.mark.django_db

PRESETS = ("tutkit", "autodesk", "zoom", "licence_portal", "gotoassist")
PAGES = ("", "add-seats", "reduce", "plan", "renew", "managed")


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
@pytest.mark.parametrize("preset", PRESETS)
def test_every_page_about_a_subscription_opens(preset: str, language: str) -> None:
    world = make_world(preset)
    portal = Portal.of(world, language=language)

    found = {page: portal.client.get(portal.path(page), follow=True) for page in PAGES}

    assert {page: answer.status_code for page, answer in found.items()} == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_list_tells_what_is_bought_and_what_can_be(preset: str) -> None:
    world = make_world(preset)
    other = make_plan("tutkit")
    portal = Portal.of(world)

    page = portal.get(f"{portal.root}/subscriptions").content.decode()

    assert portal.path() in page
    assert f"/buy/{other.version_id}" in page


def test_the_price_is_shown_while_the_number_is_typed_and_nothing_is_kept() -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world)
    before = models.Quote.objects.filter(account_id=world.account.id).count()

    page = text_of(portal.get(f"{portal.path('add-seats')}?seats_participant=3"))

    assert "Now €30.00, then €80.00 a month" in page
    assert models.Quote.objects.filter(account_id=world.account.id).count() == before


def test_the_lower_price_is_shown_while_the_number_is_typed() -> None:
    world = bought_world("autodesk", {"seat": 5})
    portal = Portal.of(world, "contract_manager")

    page = text_of(portal.get(f"{portal.path('reduce')}?seats_seat=3"))

    assert "€30.00 a month instead of €50.00" in page
    assert not models.ScheduledReduction.objects.filter(account_id=world.account.id).exists()
