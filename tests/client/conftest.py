"""The real service as a process of its own: commits are real, nothing is made up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from pytest_django import DjangoDbBlocker

from curule.core.api_keys import Scope
from curule.core.permissions import Actor
from curule.data.database_url import DatabaseUrl
from curule.data.models import Product
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.api_keys import make_key
from curule_client import Curule
from tests.support.factories import World, join, make_method, make_person, make_world
from tests.support.web_server import web_server
from tests.web.people.conftest import give

ISSUER = "http://localhost:8000"
"""What the settings of the tests say that the service is called; its port is another one."""

DEVICES = "20"
"""On so many devices a seat may be used: all tests of a module share the member's one."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where it is served, and a customer of Zoom with two seats, of which a member has one."""

    url: str
    database: str
    world: World
    product: str
    member: str
    opened: ExitStack

    def curule(self, key: str | None = None) -> Curule:
        """A client of it that is closed when the service ends."""
        return self.opened.enter_context(Curule(key or self.key(), base_url=self.url))

    def line(self) -> httpx.Client:
        """A line to it that is closed when the service ends."""
        return self.opened.enter_context(httpx.Client(timeout=5))

    def key(self, *, is_live: bool = True, scopes: Collection[Scope] | None = None) -> str:
        """Make a key that may everything, or only some things."""
        made = make_key(
            actor=Actor.system("tests"), name="ours", is_live=is_live, scopes=scopes, now=utc_now()
        )
        return made.text

    @property
    def subscription(self) -> str:
        """The customer's subscription as the API writes it."""
        return public_id("sub", self.world.subscription.id)

    @property
    def account(self) -> str:
        """The customer as the API writes it."""
        return public_id("acc", self.world.account.id)


@pytest.fixture(scope="module")
def service(
    django_test_environment: None,  # noqa: ARG001
    server: DatabaseUrl,
    template: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """One service for all tests of a module; each makes its own key and device."""
    from curule.data.databases import pointing_at, scratch_database

    with (
        scratch_database(server, template=template) as url,
        django_db_blocker.unblock(),
        pointing_at(url),
        web_server(url, tmp_path_factory.mktemp("served"), CURULE_TOKEN_DEVICES=DEVICES) as port,
        ExitStack() as opened,
    ):
        yield _sold(f"http://127.0.0.1:{port}", url.text(), opened)


def _sold(url: str, database: str, opened: ExitStack) -> Service:
    now = utc_now() - timedelta(hours=1)
    world = make_world("zoom", seats=2, now=now)
    make_method(world.account, now=now)
    Product.objects.filter(id=world.terms.product_id).update(key="zoom")
    ann = join(world.account, make_person("ann@example.com", now=now), now=now)
    give(world, ann)
    return Service(
        url=url,
        database=database,
        world=world,
        product="zoom",
        member=ann.email,
        opened=opened,
    )
