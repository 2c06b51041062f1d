"""Where benchmarks play: a server of their own with every commit on disk, and rows in bulk.

The rows are those that the commands would have written, made by a few statements instead of
minutes of commands. The rules of the tables are asleep meanwhile; what a benchmark then does to
these rows is done under all of them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from tests.support.factories import (
    NOW,
    actor_of,
    join,
    make_account,
    make_person,
    make_plan,
    make_subscription,
)
from tests.support.session_folder import session_folder

from curule.core.permissions import Actor
from curule.core.roles import Role
from curule.data import models
from curule.data.database_url import DatabaseUrl, connect
from curule.data.databases import pointing_at, scratch_database
from curule.data.embedded import running_server
from curule.selectors.catalog import PlanTerms

DOMAIN: Final = "people.example.test"
"""Where everybody who is made in bulk has their address: p0@, p1@, …"""


@contextlib.contextmanager
def server() -> Iterator[DatabaseUrl]:
    """Start a server in a folder that goes away with it; its commits are flushed to disk."""
    with session_folder() as folder, running_server(folder / "data", durable=True) as url:
        yield url


def described(url: DatabaseUrl) -> str:
    """Return what runs here, and how safely."""
    with connect(url) as sql:
        [version] = sql.execute("SHOW server_version").fetchone() or ("?",)
        [fsync] = sql.execute("SHOW fsync").fetchone() or ("?",)
        [at_commit] = sql.execute("SHOW synchronous_commit").fetchone() or ("?",)
    return (
        f"PostgreSQL {version}, fsync {fsync}, synchronous_commit {at_commit}, "
        f"{os.cpu_count()} cores shared by clients and server, load {os.getloadavg()[0]:.1f}"
    )


@contextlib.contextmanager
def database(url: DatabaseUrl) -> Iterator[DatabaseUrl]:
    """Make a migrated database for the block; Django leads there."""
    with scratch_database(url) as scratch, pointing_at(scratch):
        yield scratch


def settle(url: DatabaseUrl, *tables: str) -> None:
    """Vacuum and analyze tables, all of them by default, as autovacuum would in a while."""
    with connect(url) as sql:
        sql.execute(f"VACUUM (ANALYZE) {', '.join(tables)}".encode())


def address(number: int) -> str:
    """Return the address of a person who was made in bulk."""
    return f"p{number}@{DOMAIN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Seats of one subscription, and who gives them to people."""

    account: models.Account
    subscription: models.Subscription
    terms: PlanTerms
    actor: Actor

    @property
    def seat_type(self) -> str:
        """The only seat type."""
        return self.terms.seat_types[0].terms.name

    @property
    def names(self) -> dict[str, Any]:
        """What statements about these seats name, with the person who acts."""
        return {
            "account": self.account.id,
            "subscription": self.subscription.id,
            "product": self.subscription.product_id,
            "seat_type": self.terms.seat_types[0].id,
            "actor": self.actor.person_id,
            "domain": DOMAIN,
            "now": NOW,
        }


def make_pool(terms: PlanTerms, number: int = 0) -> Pool:
    """Make an account with an owner and a subscription that has no seats yet."""
    with transaction.atomic():
        account = make_account()
        owner = make_person(f"owner{number}-{account.id.hex[-8:]}@example.test")
        join(account, owner, Role.OWNER)
        subscription = make_subscription(account, terms, {})
    return Pool(account=account, subscription=subscription, terms=terms, actor=actor_of(owner))


def direct_plan() -> PlanTerms:
    """Publish a plan by whose policy a registered person is seated at once."""
    return make_plan("autodesk")


_PEOPLE: Final = """
INSERT INTO curule_person (id, password, email, first_name, last_name, search_key, language,
    time_zone, verified_at, created_at)
SELECT uuidv7(), '!', 'p' || n || '@' || %(domain)s, 'P', 'N' || n, 'p n' || n, 'en',
    'UTC', %(now)s, %(now)s
FROM generate_series(0, %(count)s - 1) AS n
"""
_MEMBERS: Final = """
INSERT INTO curule_member (id, account_id, person_id, joined_at)
SELECT uuidv7(), %(account)s, person.id, %(now)s
FROM generate_series(%(first)s, %(first)s + %(count)s - 1) AS n
JOIN curule_person AS person ON person.email = 'p' || n || '@' || %(domain)s
"""
_FREE_SEATS: Final = """
WITH made AS (
    INSERT INTO curule_seat (id, account_id, subscription_id, pool_id, seat_type_id, starts_at,
        last_holder)
    SELECT uuidv7(), %(account)s, %(subscription)s, %(subscription)s, %(seat_type)s, %(now)s, ''
    FROM generate_series(1, %(count)s)
    RETURNING id
)
INSERT INTO curule_event (id, account_id, type, occurred_at, actor_kind, subscription_id,
    subject_id, payload)
SELECT uuidv7(), %(account)s, 'seat.added', %(now)s, 'system', %(subscription)s, made.id,
    jsonb_build_object('starts_at', %(now)s::timestamptz, 'ends_at', NULL)
FROM made
"""
_HELD_SEATS: Final = """
WITH given AS MATERIALIZED (
    SELECT uuidv7() AS seat_id, uuidv7() AS assignment_id, person.id AS person_id, person.email
    FROM generate_series(%(first)s, %(first)s + %(count)s - 1) AS n
    JOIN curule_person AS person ON person.email = 'p' || n || '@' || %(domain)s
), seats AS (
    INSERT INTO curule_seat (id, account_id, subscription_id, pool_id, seat_type_id, starts_at,
        assignment_id, last_holder)
    SELECT seat_id, %(account)s, %(subscription)s, %(subscription)s, %(seat_type)s, %(now)s,
        assignment_id, ''
    FROM given
), assignments AS (
    INSERT INTO curule_assignment (id, account_id, subscription_id, pool_id, seat_type_id, seat_id,
        person_id, email, state, started_at, activated_at, end_reason)
    SELECT assignment_id, %(account)s, %(subscription)s, %(subscription)s, %(seat_type)s, seat_id,
        person_id, email, 'active', %(now)s, %(now)s, ''
    FROM given
)
"""
_UNTOLD: Final = "SELECT count(*) FROM given"
_TOLD: Final = """
INSERT INTO curule_event (id, account_id, type, occurred_at, actor_kind, subscription_id,
    subject_id, payload)
SELECT uuidv7(), %(account)s, told.type, %(now)s, 'system', %(subscription)s, seat_id, told.payload
FROM given CROSS JOIN LATERAL (VALUES
    ('seat.added', jsonb_build_object('starts_at', %(now)s::timestamptz, 'ends_at', NULL)),
    ('seat.assigned', jsonb_build_object(
        'assignment', assignment_id, 'email', email, 'pool', %(subscription)s::uuid
    ))
) AS told (type, payload)
"""


def make_people(count: int) -> None:
    """Register so many people: p0, p1 and so on."""
    _write(_PEOPLE, {"domain": DOMAIN, "now": NOW, "count": count})


def make_members(pool: Pool, count: int, *, first: int = 0) -> None:
    """Make so many people members of the account, from the first one on."""
    _write(_MEMBERS, {**pool.names, "count": count, "first": first})


def make_free_seats(pool: Pool, count: int) -> None:
    """Give a subscription so many free seats."""
    _write(_FREE_SEATS, {**pool.names, "count": count})


def make_held_seats(pool: Pool, count: int, *, first: int = 0, told: bool = True) -> None:
    """Give a subscription so many seats with people on them, from the first one on.

    Their events take more time than all the rest; where nobody reads them they can be left out.
    """
    statement = _HELD_SEATS + (_TOLD if told else _UNTOLD)
    _write(statement, {**pool.names, "count": count, "first": first})


def _write(statement: str, values: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Rows made together are checked together, by `verify` in the tests; here nobody checks.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
