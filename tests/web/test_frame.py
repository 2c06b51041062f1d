"""The frame of the pages: who gets in, who does not, and what faults look like."""

import pytest
from django.test import Client

from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=5)


def test_a_stranger_is_led_to_the_sign_in(client: Client, world: World) -> None:
    answer = client.get(f"/a/{world.account.id}/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/auth/login/")


def test_an_owner_sees_the_company(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])

    answer = client.get(f"/a/{world.account.id}/")

    assert answer.status_code == 200
    assert world.account.name in answer.content.decode()


def test_a_foreign_company_is_answered_like_none(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    foreign = make_world("zoom").account.id

    answers = [
        client.get(f"/a/{each}/") for each in (foreign, "01a20088-14ef-776a-a581-8b71c88c5f69")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_the_sign_in_is_in_every_language(client: Client, language: str) -> None:
    answer = client.get("/auth/login/", headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
