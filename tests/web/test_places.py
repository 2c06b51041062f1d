"""Addresses that only take forms: opened in a browser, or sent to by somebody signed out."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from curule.web.places import page_above
from tests.support.factories import make_world

pytestmark = pytest.mark.django_db
HTML: Final = {"Accept": "text/html,application/xhtml+xml"}


def test_an_address_that_takes_forms_only_is_a_page_with_a_way_out(client: Client) -> None:
    world = make_world("tutkit", seats=2)
    client.force_login(world.people["owner"])
    bought = f"/a/{world.account.id}/subscriptions/{world.subscription.id}"
    only_sent = f"{bought}/auto-renew"

    answer = client.get(only_sent, headers=HTML)
    page = answer.content.decode()

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "This address cannot be opened" in page
    assert f'href="{bought}"' in page
    assert client.get(only_sent, headers={"Accept": "application/json"}).content == b""


def test_whoever_was_signed_out_comes_back_to_a_page_that_opens(client: Client) -> None:
    world = make_world("tutkit", seats=2)
    bought = f"/a/{world.account.id}/subscriptions/{world.subscription.id}"

    def comes_back_to(path: str) -> str:
        answer = client.post(path)
        assert answer.status_code == 302
        return parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]

    assert comes_back_to(f"{bought}/auto-renew") == bought
    assert comes_back_to(f"{bought}/add-seats?more=2") == f"{bought}/add-seats?more=2"


def test_above_what_is_nowhere_stands_the_first_page() -> None:
    assert page_above("/nothing/here") == "/"
