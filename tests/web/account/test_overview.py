"""The first page speaks of what was bought in the plan's own words and leads to what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from curule.data import models
from curule.httpkit.clock import utc_now
from curule.selectors import overview as rows
from tests.support.factories import make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("preset", "said", "title"),
    [
        ("tutkit", "2 places end on", "Places over the last twelve months"),
        ("autodesk", "2 seats end on", "Seats over the last twelve months"),
        ("licence_portal", "2 licences end on", "Licences over the last twelve months"),
    ],
)
def test_what_ends_and_the_picture_are_called_by_the_plan_s_noun(
    client: Client, preset: str, said: str, title: str
) -> None:
    now = utc_now()
    world = make_world(preset, seats=2, now=now - timedelta(minutes=2))
    models.Subscription.objects.filter(id=world.subscription.id).update(
        term_ends_at=now + timedelta(days=3), auto_renew=False
    )
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/").content.decode().replace("\xa0", " ")

    assert said in shown
    assert title in shown


def test_the_picture_of_several_kinds_has_a_neutral_name(client: Client) -> None:
    world = make_world("gotoassist", seats={"organizer": 2, "agent": 1})
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/").content.decode()

    assert "Bought and used over the last twelve months" in shown


def test_requests_lead_to_their_list(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world("tutkit", seats=2)
    client.force_login(world.people["owner"])
    waits = replace(rows.waiting(world.account.id, utc_now()), requests=2)
    monkeypatch.setattr("curule.web.portal.overview.waiting", lambda *_args: waits)

    shown = client.get(f"/a/{world.account.id}/").content.decode()

    assert f'href="/a/{world.account.id}/members/requests"' in shown


def test_seats_without_a_limit_have_no_bar_and_are_not_counted(client: Client) -> None:
    world = make_world("zoom", seats={"licensed": 3})
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/").content.decode().replace("\xa0", " ")

    assert "0 used + 0 invited, without limit" in shown
    assert shown.count(" in total") == 1
