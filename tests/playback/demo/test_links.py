"""The links of the demo: a page with a button, there only in the demo."""

import importlib
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

from curule.config import urls
from curule.core.roles import Role
from curule.data import models
from curule.playback.demo.world import LINKS, STORIES


@pytest.fixture
def as_demo(settings: Settings) -> Iterator[None]:
    settings.CURULE_DEMO = True
    _read_again()
    yield
    settings.CURULE_DEMO = False
    _read_again()


def _read_again() -> None:
    importlib.reload(urls)
    clear_url_caches()


def test_there_is_one_for_each_role_of_each_company_and_for_the_staff() -> None:
    for story in STORIES:
        preset = story.cast.preset.replace("_", "-")
        for part in (*(role.value.replace("_", "-") for role in Role), "member"):
            assert f"{preset}-{part}" in LINKS
    assert len([name for name in LINKS if name.startswith("staff-")]) == 5
    assert "zoom-invited" in LINKS


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_demo_no_link_exists(method: str) -> None:
    assert getattr(Client(), method)("/demo/tutkit-owner").status_code == 404


@pytest.mark.usefixtures("demo_world", "as_demo")
class TestInTheDemo:
    """With CURULE_DEMO."""

    def test_opening_a_link_signs_nobody_in(self) -> None:
        client = Client()
        page = client.get("/demo/tutkit-owner")
        assert page.status_code == 200
        assert "Claire Fontaine" in page.content.decode()
        assert "_auth_user_id" not in client.session

    def test_its_button_signs_in_as_often_as_one_likes(self) -> None:
        for _ in range(2):
            client = Client()
            answer = client.post("/demo/tutkit-owner")
            person = models.Person.objects.get(email="claire.fontaine@lumiere.example")
            assert (answer.status_code, answer.headers["Location"]) == (303, "/")
            assert client.session["_auth_user_id"] == str(person.pk)

    def test_another_link_signs_in_as_somebody_else(self) -> None:
        client = Client()
        client.post("/demo/tutkit-owner")
        client.post("/demo/staff-admin")
        person = models.Person.objects.get(email="ada.morgan@vendor.example")
        assert client.session["_auth_user_id"] == str(person.pk)

    def test_no_page_of_another_site_can_sign_anybody_in(self) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post("/demo/tutkit-owner").status_code == 403
        assert "_auth_user_id" not in client.session

    def test_every_link_opens_in_every_language(self) -> None:
        for language in ("en", "fr", "de", "ru"):
            client = Client(headers={"accept-language": language})
            for name, link in LINKS.items():
                page = client.get(f"/demo/{name}")
                assert page.status_code == 200
                assert page.headers["Content-Language"] == language
                assert f"demo.part.{link.part}" not in page.content.decode()

    def test_a_name_nobody_has_is_not_found(self) -> None:
        assert Client().get("/demo/somebody").status_code == 404
