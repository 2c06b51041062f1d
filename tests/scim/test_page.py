"""The page of the directory: connected, mapped, tried again; who may not only reads."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.data.models import DirectoryGroup, DirectoryToken, Person
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.scim.conftest import Directory
from tests.scim.test_people import person, seated
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db


def _post(client: Client, world: World, **sent: str) -> Any:  # noqa: ANN401 - Django's test response
    return client.post(f"/a/{world.account.id}/settings/directory", sent)


def test_an_admin_connects_a_directory_and_maps_its_groups(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    made = _post(client, world, do="connect", name="Okta")
    (text,) = re.findall(r"<code>(scim_\w{40,})</code>", made.content.decode())
    directory = Directory(client, public_id("acc", world.account.id), text)
    ann, robot = directory.add(person(world, "ann").email), directory.add("robot")
    directory.group("Designers", ann, robot)
    group = DirectoryGroup.objects.get()

    gives = f"{world.subscription.id}:{world.seat_type}"
    assert _post(client, world, do="map", row=str(group.id), gives=gives).status_code == 303

    assert seated(world) == {"ann@x.test"}
    shown = client.get(f"/a/{world.account.id}/settings/directory").content.decode()
    assert "<li>robot</li>" in shown
    assert text not in shown
    assert _post(client, world, do="again", row=str(group.id)).status_code == 303
    token = DirectoryToken.objects.get()
    rolled = _post(client, world, do="roll", row=str(token.id))
    assert rolled.status_code == 200
    assert _post(client, world, do="end", row=str(token.id)).status_code == 303
    assert directory.send("GET", "/Users").status_code == 401
    history = client.get(f"/a/{world.account.id}/activity").content.decode()
    assert "Directory connected" in history
    assert "the directory" in history


@pytest.mark.threat("TH22")
def test_what_is_none_or_another_s_is_refused_alike(client: Client, world: World) -> None:
    other = make_world("gotoassist", now=utc_now())
    client.force_login(world.people["admin"])
    rows = [(do, str(uuid4())) for do in ("roll", "end", "map", "again")]
    for do, row in [*rows, ("map", "x"), ("nonsense", "")]:
        gives = f"{other.subscription.id}:seat"
        assert 400 <= _post(client, world, do=do, row=row, gives=gives).status_code < 500
    assert _post(client, world, do="connect", name="").status_code == 409


@pytest.mark.usefixtures("directory")
def test_who_may_not_change_settings_reads_who_may(client: Client, world: World) -> None:
    client.force_login(world.people["billing_contact"])
    shown = client.get(f"/a/{world.account.id}/settings/directory").content.decode()
    assert "owner@" in shown
    assert 'value="connect"' not in shown
    assert _post(client, world, do="connect", name="x").status_code == 403
    assert DirectoryToken.objects.count() == 1


def test_the_page_is_drawn_in_every_language(
    client: Client, directory: Directory, world: World
) -> None:
    directory.group("Designers", directory.add("robot"))
    owner = world.people["owner"]
    client.force_login(owner)
    for language in Language:
        Person.objects.filter(id=owner.id).update(language=language.value)
        shown = client.get(f"/a/{world.account.id}/settings/directory")
        assert shown.status_code == 200
        assert "Designers" in shown.content.decode()
