"""The page of members, drawn whole: with few people, with very many, and in the middle of them.

Curule's side is everything between a request and its answer but the socket: the session, who it is
and what they may, every number on the page, the HTML. The limit is one SELECT, prepared, that reads
the same fifty people by their key.
"""

from __future__ import annotations

from typing import Final

import django.test
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import scene
from benchmarks.alternating import Bound, Effort, Goal, Measured, Ratio, alternate
from benchmarks.crew import Client, Job, Operation, hired
from benchmarks.scene import Pool, address
from curule.data import models
from curule.data.database_url import DatabaseUrl

_FEW: Final = 50
_STATEMENT: Final = """
SELECT person.id, person.email, person.first_name, person.last_name
FROM curule_person AS person
JOIN curule_member AS belongs ON belongs.person_id = person.id
    AND belongs.account_id = %(account)s AND belongs.left_at IS NULL
ORDER BY person.search_key, person.id
LIMIT 51
"""


def _limit(pool: Pool) -> Job:
    """Read the people of a page."""

    def job(client: Client) -> Operation:
        cursor = client.sql.cursor()

        def read() -> None:
            found = cursor.execute(_STATEMENT, {"account": pool.account.id}, prepare=True)
            assert len(found.fetchall()) > 1

        return read

    return job


def _curule(pool: Pool, path: str) -> Job:
    """Answer the request for a page."""

    def job(client: Client) -> Operation:
        del client
        browser = _signed_in(pool)

        def ask() -> None:
            assert browser.get(path).status_code == 200

        return ask

    return job


def _signed_in(pool: Pool) -> django.test.Client:
    host = settings.CURULE_BASE_URL.partition("://")[2].partition(":")[0]
    browser = django.test.Client(SERVER_NAME=host)
    browser.force_login(models.Person.objects.get(id=pool.actor.person_id or ""))
    return browser


def _statements(pool: Pool, path: str) -> int:
    """Return how many statements one answer takes."""
    browser = _signed_in(pool)
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        browser.get(path)
    return len(asked)


def _made(number: int, people: int) -> Pool:
    """Make an account in which so many people have a seat."""
    pool = scene.make_pool(scene.direct_plan(), number)
    scene.make_members(pool, people)
    scene.make_held_seats(pool, people, told=False)
    return pool


def members(server: DatabaseUrl, effort: Effort, *, most: int = 100_000) -> Measured:
    """One owner turns pages: of few members, of very many, and in the middle of these."""
    with scene.database(server) as url:
        scene.make_people(most)
        few, many = _made(0, _FEW), _made(1, most)
        first, large = (f"/a/{pool.account.id}/members" for pool in (few, many))
        halfway = models.Person.objects.get(email=address(most // 2)).id
        asked = _statements(few, first), _statements(many, large)
        scene.settle(url)
        jobs = {
            "limit": _limit(few),
            "few": _curule(few, first),
            "many": _curule(many, large),
            "halfway": _curule(many, f"{large}?after={halfway}"),
        }
        with hired(url, 1, jobs) as crew:
            figures = alternate(
                {
                    "limit": crew.side("one SELECT of the same people", "limit"),
                    "few": crew.side(f"members, {_FEW} of them", "few"),
                    "many": crew.side(f"members, {most:,} of them", "many"),
                    "halfway": crew.side(f"members, {most:,} of them, halfway", "halfway"),
                },
                effort,
            )
    flat = Goal(bound=Bound.AT_MOST, ratio=1.2)
    return Measured(
        title="A page of members",
        figures=tuple(figures.values()),
        ratios=(
            Ratio(name="share of the limit", over=figures["few"], under=figures["limit"]),
            Ratio(
                name=f"time with {most:,} members over time with {_FEW}",
                over=figures["few"],
                under=figures["many"],
                goal=flat,
            ),
            Ratio(
                name="time halfway over time on the first page",
                over=figures["many"],
                under=figures["halfway"],
                goal=flat,
            ),
        ),
        remarks=(f"Statements: {asked[0]} with {_FEW} members, {asked[1]} with {most:,}.",),
    )
