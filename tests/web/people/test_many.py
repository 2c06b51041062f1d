"""A page takes the same number of statements with fifty seats as with two thousand."""

from __future__ import annotations

import pytest
from benchmarks import scene
from django.test import Client

from curule.data import models
from tests.support.counting import Counted
from tests.web.people.conftest import text_of

pytestmark = pytest.mark.django_db
PAGES = (
    "members",
    "members?q=p",
    "members?type=none",
    "members/invited",
    "members/removed",
    "members/requests",
    "licenses",
)


@pytest.fixture
def pools() -> tuple[scene.Pool, scene.Pool]:
    """An account with fifty seats, and one with two thousand."""
    terms = scene.direct_plan()
    small, large = scene.make_pool(terms, 1), scene.make_pool(terms, 2)
    scene.make_people(2050)
    for pool, count, first in ((small, 50, 0), (large, 2000, 50)):
        scene.make_members(pool, count, first=first)
        scene.make_held_seats(pool, count, first=first, told=False)
        scene.make_free_seats(pool, 5)
    return small, large


def owner_of(pool: scene.Pool) -> models.Person:
    return models.Person.objects.get(email=pool.actor.name)


@pytest.mark.parametrize("page", PAGES)
def test_as_many_statements_for_many_as_for_few(
    client: Client,
    pools: tuple[scene.Pool, scene.Pool],
    monkeypatch: pytest.MonkeyPatch,
    page: str,
) -> None:
    counted = Counted(monkeypatch)
    found = []
    for pool in pools:
        client.force_login(owner_of(pool))
        path = f"/a/{pool.account.id}/{page}"
        client.get(path)  # what is read once per process is read
        found.append(counted.page(client, path))

    assert found[0] == found[1]


def test_everybody_is_on_exactly_one_page(
    client: Client, pools: tuple[scene.Pool, scene.Pool]
) -> None:
    _small, large = pools
    client.force_login(owner_of(large))
    path = f"/a/{large.account.id}/members"
    seen: list[str] = []
    query = ""
    for _ in range(100):
        shown = text_of(client.get(f"{path}{query}"))
        seen += [piece.partition('"')[0] for piece in shown.split(f'href="{path}/')[1:]]
        following = shown.partition('rel="next" href="')[2].partition('"')[0]
        if not following:
            break
        query = following.replace("&amp;", "&")

    people = {piece for piece in seen if len(piece) == 36}
    assert len(people) == 2001
