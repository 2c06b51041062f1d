"""Overview, history, settings, help and one's own access, in every language."""

import pytest
from django.test import Client

from curule.core.events import EventType
from curule.core.languages import Language
from curule.services.seating import people
from curule.web.event_words import event_sentence
from curule.web.portal.helping import PAGES
from curule.wording.values import Reader
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db

ACCOUNT = (
    "",
    "activity",
    "settings",
    "settings/owner",
    "help",
    *(f"help/{name}" for name in PAGES),
)
OWN = ("/my", "/my/profile", "/my/security")
LANGUAGES = [language.value for language in Language]


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ACCOUNT)
def test_a_page_of_the_account_is_there(
    client: Client, world: World, name: str, language: str
) -> None:
    people.set_language(person_id=world.people["owner"].id, language=language)
    client.force_login(world.people["owner"])

    answer = client.get(f"/a/{world.account.id}/{name}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", OWN)
def test_an_own_page_is_there(client: Client, world: World, address: str, language: str) -> None:
    people.set_language(person_id=world.people["member"].id, language=language)
    client.force_login(world.people["member"])

    answer = client.get(address)

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("event", EventType)
def test_every_event_has_a_text(event: EventType, language: Language) -> None:
    assert event_sentence(Reader(language=language), event.value, count=2) != event.value
