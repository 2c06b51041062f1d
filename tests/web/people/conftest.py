"""What the tests of people share: a world, somebody signed in, forms as a browser sends them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from curule.core.names import search_key
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.seats import seats
from tests.support import factories
from tests.support.factories import World, join, make_person, make_world

NOW = utc_now().replace(microsecond=0) - timedelta(minutes=2)
"""The pages read the real clock, so their world began a moment ago."""


@pytest.fixture
def make() -> Callable[..., World]:
    """Makes a world that begins now."""

    def made(preset: str = "tutkit", **given: Any) -> World:  # noqa: ANN401 - as make_world takes it
        return make_world(preset, now=NOW, **given)

    return made


def sign_in(client: Client, world: World, who: str = "owner", language: str = "en") -> None:
    """Sign somebody of a world in, who reads this language."""
    person = world.people[who]
    models.Person.objects.filter(id=person.id).update(language=language)
    client.force_login(models.Person.objects.get(id=person.id))


def known(world: World, name: str, *, member: bool = True) -> models.Person:
    """A person with a proved address and a name, by default a member of the account."""
    first, _, last = name.partition(" ")
    email = f"{first.lower()}@{world.people['owner'].email.partition('@')[2]}"
    person = make_person(email, first_name=first, last_name=last, now=NOW)
    models.Person.objects.filter(id=person.id).update(search_key=search_key(first, last, email))
    if member:
        join(world.account, person, now=NOW)
    return person


give = partial(factories.give, now=NOW)
"""Put somebody on a seat a moment ago."""


def invite(world: World, email: str, *, first: str = "Bo", last: str = "Li") -> models.Invitation:
    """Invite somebody and return the invitation."""
    seats.assign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[seats.Invitee(email=email, first_name=first, last_name=last)],
        now=NOW,
    )
    return models.Invitation.objects.get(account_id=world.account.id, email=email, status="open")


def at(world: World, page: str = "") -> str:
    """The address of a page of the account."""
    return f"/a/{world.account.id}/{page}"


def send(client: Client, path: str, key: str | None = None, **fields: object) -> Any:  # noqa: ANN401
    """Send a form of a page, with a one-time key as its hidden field has it."""
    return client.post(path, {"form_key": key or uuid4().hex, **fields})


def text_of(answer: Any) -> str:  # noqa: ANN401 - Django's test response
    """The page as text, its addresses whole."""
    return str(answer.content.decode().replace("<wbr>", ""))


def words_in(page: str) -> str:
    """The text of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def taken(world: World) -> int:
    """How many seats somebody uses."""
    return models.Assignment.objects.filter(
        account_id=world.account.id, ended_at=None, state="active"
    ).count()
