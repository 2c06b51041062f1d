"""Every page of buying opens, for every preset, in every language."""

import pytest

from tests.support.factories import make_plan, make_world
from tests.web.buying.pages import Portal

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
