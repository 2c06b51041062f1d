"""Taking a seat: spread over many subscriptions, all from one, and with many seats held.

Curule's side is the whole command: it finds out who acts and whether they may, reads the person,
takes the seat, writes the event and the mail, and commits. The limit is one statement, known
beforehand and prepared, that locks a free seat and writes the same four rows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from typing import Any, Final

from tests.support.factories import NOW

from benchmarks import scene
from benchmarks.alternating import Bound, Effort, Goal, Measured, Ratio, Side, alternate
from benchmarks.crew import Client, Job, Operation, UsedUp, hired
from benchmarks.scene import Pool, address
from curule.core.refusals import RefusalCode, Refused
from curule.data.database_url import DatabaseUrl
from curule.data.ids import new_id
from curule.services.seats import seats
from curule.services.seats.seats import Invitee, Outcome

_LIMIT_NAME: Final = "one SQL statement"
_NAME: Final = "seats.assign"
_LIMIT_RATE: Final = 20_000
_RATE: Final = 6_000
"""More per second than anybody has seen: so many seats and people are made."""

_STATEMENT: Final = """
WITH pick AS MATERIALIZED (
    SELECT id FROM curule_seat
    WHERE account_id = %(account)s AND pool_id = %(subscription)s AND seat_type_id = %(seat_type)s
    AND assignment_id IS NULL AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
    ORDER BY ends_at DESC NULLS FIRST
    LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED
), person AS (
    SELECT id, email, language FROM curule_person WHERE email = %(email)s
), taken AS (
    INSERT INTO curule_assignment (id, account_id, subscription_id, pool_id, seat_type_id, seat_id,
        person_id, email, state, started_at, activated_at, end_reason, assigned_by)
    SELECT %(assignment)s, %(account)s, %(subscription)s, %(subscription)s, %(seat_type)s, pick.id,
        person.id, person.email, 'active', %(now)s, %(now)s, '', %(actor)s
    FROM pick, person
    RETURNING id, seat_id
), bound AS (
    UPDATE curule_seat SET assignment_id = taken.id
    FROM taken WHERE curule_seat.id = taken.seat_id
), told AS (
    INSERT INTO curule_event (id, account_id, type, occurred_at, actor_kind, actor_id,
        subscription_id, subject_id, payload)
    SELECT %(event)s, %(account)s, 'seat.assigned', %(now)s, 'person', %(actor)s,
        %(subscription)s, taken.seat_id, jsonb_build_object('assignment', taken.id)
    FROM taken
), mailed AS (
    INSERT INTO curule_outbox_message (id, account_id, template, recipient, language, context,
        subscription_id, status, created_at, attempts, fence, failure)
    SELECT %(mail)s, %(account)s, 'seat_assigned', person.email, person.language, '{}',
        %(subscription)s, 'queued', %(now)s, 0, 0, ''
    FROM taken, person
)
SELECT id FROM taken
"""


def _limit(pools: Sequence[Pool], first: int = 0) -> Job:
    """Take seats by the one statement."""
    names = [pool.names for pool in pools]

    def job(client: Client) -> Operation:
        turns = count()
        cursor = client.sql.cursor()

        def take() -> None:
            turn = next(turns)
            person = first + turn // len(names) * client.of + client.number
            values: dict[str, Any] = {
                **names[turn % len(names)],
                "email": address(person),
                "assignment": new_id(),
                "event": new_id(),
                "mail": new_id(),
            }
            if cursor.execute(_STATEMENT, values, prepare=True).fetchone() is None:
                raise UsedUp

        return take

    return job


def _curule(pools: Sequence[Pool], first: int = 0) -> Job:
    """Take seats by the command."""

    def job(client: Client) -> Operation:
        turns = count()

        def take() -> None:
            turn = next(turns)
            person = first + turn // len(pools) * client.of + client.number
            pool = pools[turn % len(pools)]
            invitee = Invitee(email=address(person), first_name="P", last_name=f"N{person}")
            try:
                done = seats.assign(
                    actor=pool.actor,
                    account_id=pool.account.id,
                    subscription_id=pool.subscription.id,
                    people=[invitee],
                    now=NOW,
                )
            except Refused as refused:
                if refused.refusal.code is RefusalCode.NO_FREE_SEAT:
                    raise UsedUp from None
                raise
            assert done.value[0].outcome is Outcome.SEATED

        return take

    return job


def _enough(rate: int, effort: Effort, sides: int = 1) -> int:
    """Return how many operations can at most be asked for, with the round to warm up."""
    return int(rate * effort.seconds * (effort.rounds + 1) * sides) + 2_000


def _vacuumed(url: DatabaseUrl) -> Operation:
    """Return what brings the tables to where autovacuum, a minute later, would have them."""
    return partial(scene.settle, url, "curule_seat", "curule_outbox_message")


def spread(server: DatabaseUrl, effort: Effort) -> Measured:
    """Eight clients take seats from 64 subscriptions of 64 accounts in turn."""
    subscriptions = 64
    limited, wanted = (_enough(rate, effort) // subscriptions + 8 for rate in (_LIMIT_RATE, _RATE))
    with scene.database(server) as url:
        terms = scene.direct_plan()
        scene.make_people(max(limited, wanted))
        of_limit = [scene.make_pool(terms, number) for number in range(subscriptions)]
        of_curule = [scene.make_pool(terms, number) for number in range(subscriptions)]
        for pool in of_limit:
            scene.make_free_seats(pool, limited)
        for pool in of_curule:
            scene.make_free_seats(pool, wanted)
            scene.make_members(pool, wanted)
        scene.settle(url)
        settle = _vacuumed(url)
        with hired(url, 8, {"limit": _limit(of_limit), "curule": _curule(of_curule)}) as crew:
            figures = alternate(
                {
                    "limit": crew.side(_LIMIT_NAME, "limit", before=settle),
                    "curule": crew.side(_NAME, "curule", before=settle),
                },
                effort,
            )
    share = Ratio(
        name="share of the limit",
        over=figures["curule"],
        under=figures["limit"],
        goal=Goal(bound=Bound.AT_LEAST, ratio=0.2, stretch=0.3),
    )
    return Measured(
        title=f"Take a seat, spread over {subscriptions} subscriptions",
        figures=tuple(figures.values()),
        ratios=(share,),
    )


def hot(server: DatabaseUrl, effort: Effort) -> Measured:
    """Eight clients, then 32, take seats from one subscription.

    Each of the 32 has people of its own; while eight work, they have a quarter of them, so that
    these eight count as four sides.
    """
    limited, wanted = (_enough(rate, effort, sides=5) for rate in (_LIMIT_RATE, _RATE))
    with scene.database(server) as url:
        terms = scene.direct_plan()
        scene.make_people(limited)
        of_limit, of_curule = scene.make_pool(terms, 0), scene.make_pool(terms, 1)
        scene.make_free_seats(of_limit, limited)
        scene.make_free_seats(of_curule, wanted)
        scene.make_members(of_curule, wanted)
        scene.settle(url)
        settle = _vacuumed(url)
        jobs = {"limit": _limit([of_limit]), "curule": _curule([of_curule])}
        with hired(url, 32, jobs) as crew:
            figures = alternate(
                {
                    f"{job} {clients}": crew.side(name, job, clients=clients, before=settle)
                    for clients in (8, 32)
                    for job, name in (("limit", _LIMIT_NAME), ("curule", _NAME))
                },
                effort,
            )
    at_least_a_quarter = Goal(bound=Bound.AT_LEAST, ratio=0.25)
    return Measured(
        title="Take a seat, all from one subscription",
        figures=tuple(figures.values()),
        ratios=(
            Ratio(
                name="share of the limit, 8 clients",
                over=figures["curule 8"],
                under=figures["limit 8"],
                goal=at_least_a_quarter,
            ),
            Ratio(
                name="share of the limit, 32 clients",
                over=figures["curule 32"],
                under=figures["limit 32"],
                goal=at_least_a_quarter,
            ),
            Ratio(
                name="32 clients beside 8",
                over=figures["curule 32"],
                under=figures["curule 8"],
                goal=Goal(bound=Bound.AT_LEAST, ratio=0.8),
            ),
            Ratio(
                name="the limit's own 32 beside 8",
                over=figures["limit 32"],
                under=figures["limit 8"],
            ),
        ),
    )


def held(server: DatabaseUrl, effort: Effort, *, most: int = 100_000) -> Measured:
    """Eight clients take seats where 50 are held already, and where very many are."""
    fewest = 50
    with _with_held(server, effort, fewest) as few, _with_held(server, effort, most) as many:
        figures = alternate({**few, **many}, effort)
    at_most = Goal(bound=Bound.AT_MOST, ratio=1.2)
    return Measured(
        title=f"Take a seat where {fewest} and {most:,} are held",
        figures=tuple(figures.values()),
        ratios=(
            Ratio(
                name=f"time with {most:,} held over time with {fewest}",
                over=figures[f"curule {fewest}"],
                under=figures[f"curule {most}"],
                goal=at_most,
            ),
            Ratio(
                name="the same of the limit",
                over=figures[f"limit {fewest}"],
                under=figures[f"limit {most}"],
            ),
        ),
    )


@contextlib.contextmanager
def _with_held(server: DatabaseUrl, effort: Effort, number: int) -> Iterator[dict[str, Side]]:
    """Make a database in which so many seats are held already, and sides that take more."""
    limited, wanted = (_enough(rate, effort) for rate in (_LIMIT_RATE, _RATE))
    with scene.database(server) as url:
        terms = scene.direct_plan()
        scene.make_people(number + limited)
        of_limit, of_curule = scene.make_pool(terms, 0), scene.make_pool(terms, 1)
        for pool, free in ((of_limit, limited), (of_curule, wanted)):
            scene.make_held_seats(pool, number)
            scene.make_free_seats(pool, free)
        scene.make_members(of_curule, wanted, first=number)
        scene.settle(url)
        settle = _vacuumed(url)
        jobs = {"limit": _limit([of_limit], number), "curule": _curule([of_curule], number)}
        with hired(url, 8, jobs) as crew:
            yield {
                f"limit {number}": crew.side(
                    f"{_LIMIT_NAME}, {number:,} held", "limit", before=settle
                ),
                f"curule {number}": crew.side(f"{_NAME}, {number:,} held", "curule", before=settle),
            }
