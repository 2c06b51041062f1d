"""Every page of people and licenses, in the four languages and with each vendor's plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.factories import World
from tests.web.people.conftest import at, give, invite, known, sign_in, text_of, words_in

pytestmark = pytest.mark.django_db

LISTS = (
    "members",
    "members/add",
    "members/invited",
    "members/removed",
    "members/requests",
    "members/ask",
    "licenses",
)


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
@pytest.mark.parametrize("preset", ["tutkit", "autodesk", "zoom", "licence_portal", "gotoassist"])
def test_every_list_is_in_the_readers_language(
    client: Client, make: Callable[..., World], preset: str, language: str
) -> None:
    world = make(preset, seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world, language=language)

    for page in (
        *LISTS,
        f"members/{bo.id}",
        f"members/{bo.id}/unassign",
        f"members/{bo.id}/remove",
    ):
        answer = client.get(at(world, page))

        assert answer.status_code == 200, page
        assert f'<html lang="{language}"' in text_of(answer)
        assert text_of(answer).count("<h1") == 1, page


def test_the_list_says_who_is_where(client: Client, make: Callable[..., World]) -> None:
    world = make("tutkit", seats=3)
    give(world, known(world, "Bo Li"))
    invite(world, "di@x.test")
    sign_in(client, world)

    shown = text_of(client.get(at(world, "members")))

    assert "Bo Li" in shown
    assert "1 used + 1 invited + 1 free = 3 in total" in words_in(shown)
