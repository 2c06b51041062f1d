"""A company whose own identity provider signs its people in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from curule.core.single_sign_on import SignInRule
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.seats import domains
from curule.services.single_sign_on import connections, demands
from tests.support.factories import VENDOR, World, make_world
from tests.support.fake_identity import FakeIdentity, running_fake_identity


@dataclass
class Company:
    """An account with its provider, and a browser."""

    world: World
    idp: FakeIdentity
    client: Client

    @property
    def start(self) -> str:
        return f"/sso/start/{self.world.account.id}"

    def go(self, **query: str) -> str:
        """Begin to sign in, and return where the page leads."""
        answer = self.client.get(self.start, query)
        assert answer.status_code == 200, answer.content
        (url,) = re.findall(r'content="0; url=([^"]+)"', answer.content.decode())
        return str(html.unescape(url))

    def come_back(self, **changed: str) -> Any:  # noqa: ANN401 - Django's test response
        """Sign in at the provider and come back, with some of it changed."""
        return self.back_from(self.go(), **changed)

    def back_from(self, url: str, **changed: str) -> Any:  # noqa: ANN401 - the same
        """Come back from the provider's page."""
        given = {**self.idp.authorize(url), **changed}
        return self.client.get("/sso/callback", given)

    def signed_in(self) -> str:
        """Return who is signed in, or nothing."""
        found = self.client.session.get("_auth_user_id")
        return "" if found is None else models.Person.objects.get(id=found).email

    def demand(self, rule: SignInRule) -> None:
        demands.demand(
            actor=self.world.actor("owner"), account_id=self.world.account.id, rule=rule,
            now=utc_now(),
        )  # fmt: skip

    def events(self) -> list[str]:
        """Return what of signing in was recorded, in order."""
        found = models.Event.objects.filter(account=self.world.account, type__startswith="sign_in.")
        return list(found.order_by("id").values_list("type", flat=True))


@pytest.fixture
def idp(settings: Settings) -> Iterator[FakeIdentity]:
    """A provider on this computer, which only development allows."""
    settings.CURULE_SSO_LOOPBACK = True
    with running_fake_identity() as running:
        yield running


@pytest.fixture
def world() -> World:
    """An account of x.test with five seats."""
    made = make_world("gotoassist", domain="x.test", now=utc_now())
    own(made.account, "x.test")
    return made


def own(account: models.Account, *names: str) -> None:
    """Verify domains of an account."""
    for name in names:
        domains.verify(actor=VENDOR, account_id=account.id, name=name, now=utc_now())


def connect(world: World, idp: FakeIdentity) -> None:
    """Connect the provider, by the owner."""
    connections.connect(
        actor=world.actor("owner"),
        account_id=world.account.id,
        issuer=idp.url,
        client_id=idp.client_id,
        secret=idp.secret,
        now=utc_now(),
    )


@pytest.fixture
def company(db: None, world: World, idp: FakeIdentity, client: Client) -> Company:  # noqa: ARG001
    """The company, connected; its provider knows Ann, who has never been here."""
    connect(world, idp)
    idp.knows(
        "subject-of-ann",
        email="Ann@x.test",
        email_verified=True,
        given_name="Ann",
        family_name="Li",
    )
    return Company(world, idp, client)


@pytest.fixture
def other_idp() -> Iterator[FakeIdentity]:
    """A second provider."""
    with running_fake_identity() as running:
        yield running
