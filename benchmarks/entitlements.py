"""The answer to "may this person use it, until when, and if not, why not".

Curule's side is the whole answer: every end judged by time, unpaid invoices and their grace looked
for. The limit is one SELECT, prepared, that finds a person's seat through its index.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Final
from uuid import UUID

from django.db import connection
from tests.support.factories import NOW

from benchmarks import scene
from benchmarks.alternating import Bound, Effort, Goal, Measured, Ratio, Side, alternate
from benchmarks.crew import Client, Job, Operation, hired
from curule.data.database_url import DatabaseUrl
from curule.selectors.entitlements import entitlement

_CLIENTS: Final = 16
_ASKED: Final = 500
"""So many people are asked for, spread evenly over all who have a seat."""

_STATEMENT: Final = """
SELECT subscription_id, seat_id, state FROM curule_assignment
WHERE person_id = %(person)s AND ended_at IS NULL
"""


def _limit(people: list[UUID]) -> Job:
    """Find the seat of one person after another."""

    def job(client: Client) -> Operation:
        turns = _shuffled(people, client)
        cursor = client.sql.cursor()

        def ask() -> None:
            found = cursor.execute(_STATEMENT, {"person": next(turns)}, prepare=True).fetchall()
            assert len(found) == 1

        return ask

    return job


def _curule(people: list[UUID], product_id: UUID) -> Job:
    """Answer for one person after another."""

    def job(client: Client) -> Operation:
        turns = _shuffled(people, client)

        def ask() -> None:
            assert entitlement(product_id=product_id, person_id=next(turns), now=NOW).allowed

        return ask

    return job


def _shuffled(people: list[UUID], client: Client) -> Iterator[UUID]:
    order = Random(client.number).sample(people, len(people))  # noqa: S311 - no secret
    return (order[turn % len(order)] for turn in count())


@contextlib.contextmanager
def _with_seats(server: DatabaseUrl, number: int) -> Iterator[dict[str, Side]]:
    """Make a database with so many people, each with a seat, a thousand to a subscription."""
    with scene.database(server) as url:
        terms = scene.direct_plan()
        scene.make_people(number)
        for first in range(0, number, 1_000):
            scene.make_held_seats(
                scene.make_pool(terms, first), min(1_000, number - first), first=first, told=False
            )
        scene.settle(url)
        people = _everyone_in(number)
        jobs = {"limit": _limit(people), "curule": _curule(people, terms.product_id)}
        with hired(url, _CLIENTS, jobs) as crew:
            yield {
                f"limit {number}": crew.side(f"one indexed SELECT, {number:,} seats", "limit"),
                f"curule {number}": crew.side(f"entitlement, {number:,} seats", "curule"),
            }


def _everyone_in(number: int) -> list[UUID]:
    step = max(1, number // _ASKED)
    addresses = [scene.address(each) for each in range(0, number, step)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM curule_person WHERE email = ANY (%s)", [addresses])
        return [row[0] for row in cursor.fetchall()]


def answer(server: DatabaseUrl, effort: Effort, *, most: int = 1_000_000) -> Measured:
    """Sixteen clients ask among a thousand seats and among very many."""
    fewest = 1_000
    with _with_seats(server, fewest) as few, _with_seats(server, most) as many:
        figures = alternate({**few, **many}, effort)
    share = Goal(bound=Bound.AT_LEAST, ratio=0.6)
    return Measured(
        title="May this person use it",
        figures=tuple(figures.values()),
        ratios=(
            *(
                Ratio(
                    name=f"share of the limit, {number:,} seats",
                    over=figures[f"curule {number}"],
                    under=figures[f"limit {number}"],
                    goal=share,
                )
                for number in (fewest, most)
            ),
            Ratio(
                name=f"time with {most:,} seats over time with {fewest:,}",
                over=figures[f"curule {fewest}"],
                under=figures[f"curule {most}"],
                goal=Goal(bound=Bound.AT_MOST, ratio=1.2),
            ),
        ),
    )
