"""TH31: limits on guessing hold wherever the guesses are answered, and wherever they come from."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

from curule.data.database_url import DatabaseUrl
from tests.web.invitations.scene import PASSWORD
from tests.web.threats.test_accounts import known, opens

pytestmark = pytest.mark.threat("TH31")


def test_guesses_that_another_process_answered_count_here(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    known()
    known("bo@x.test")

    subprocess.run(
        [sys.executable, "-m", "tests.web.threats.guessing_process", "ana@x.test", "5"],
        check=True,
        timeout=120,
    )

    assert not opens_at_localhost("ana@x.test")
    assert opens_at_localhost("bo@x.test")


def opens_at_localhost(email: str) -> bool:
    """Tell whether the right password lets somebody in, where the other process was asked too."""
    client = Client(SERVER_NAME="localhost")
    client.post("/auth/login/", {"login": email, "password": PASSWORD})
    return "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_made_up_header_is_no_other_place() -> None:
    known()
    for number in range(10):
        Client(headers={"X-Forwarded-For": f"192.0.2.{number}"}).post(
            "/auth/login/", {"login": f"guess{number}@x.test", "password": "wrong"}
        )

    assert not opens("ana@x.test", PASSWORD)


@pytest.mark.django_db
def test_behind_a_proxy_each_place_has_a_limit_of_its_own(settings: Settings) -> None:
    """The proxy adds the last entry; whatever the guesser wrote before it counts for nothing."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    known()
    for number in range(10):
        Client(headers={"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.7"}).post(
            "/auth/login/", {"login": f"guess{number}@x.test", "password": "wrong"}
        )

    assert not opens_from("192.0.2.77, 198.51.100.7")
    assert opens_from("198.51.100.8")


def opens_from(forwarded: str) -> bool:
    """Tell whether the right password lets somebody in from there."""
    client = Client(headers={"X-Forwarded-For": forwarded})
    client.post("/auth/login/", {"login": "ana@x.test", "password": PASSWORD})
    return "_auth_user_id" in client.session
