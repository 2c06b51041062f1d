"""What all invariants share: whom they look at, how they ask, and what they answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

Number = int | str | None
"""What stands behind a violation: an amount, a count, an instant or an identifier as text."""

CYCLE: Final = "1 hour"
"""How long the worker may take to write down what time has brought."""

_CLOCKS: Final = """
    clocks AS MATERIALIZED (
        SELECT t.account_id, COALESCE(CASE
            WHEN c.follows_from IS NULL THEN c.now
            ELSE GREATEST(c.now, %(now)s::timestamptz)
        END, %(now)s::timestamptz, (
            SELECT MAX(e.occurred_at) FROM curule_event e WHERE e.account_id = t.account_id
        )) AS now
        FROM (SELECT id AS account_id, clock_id FROM curule_account) t
        LEFT JOIN curule_test_clock c ON c.id = t.clock_id
        WHERE {account}
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One place where an invariant does not hold; without `account_id` it is nobody's alone."""

    invariant: str
    account_id: UUID | None
    what: str
    numbers: Mapping[str, Number] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom to look at, all accounts by default, and what time it is for those that live in it.

    An account on a test clock is judged by its clock, also where that follows real time and was
    brought forward by the last sweep only. Without `now` the others are judged by their
    latest event: what is due since then is nobody's fault yet.
    """

    account_id: UUID | None = None
    now: datetime | None = None

    def find(self, invariant: str, what: str, query: str, **values: str | int) -> list[Violation]:
        """Return a violation for each row of a query.

        Its first column is the account, the others are the numbers, by their names. `{account}` in
        the query stands for "of the account", a condition on the table that is called `t`, and
        `{clocks}` for a common table `clocks (account_id, now)`. `%(cycle)s` is `CYCLE`.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                self.narrowed(query.replace("{clocks}", _CLOCKS)),
                {"account": self.account_id, "now": self.now, "cycle": CYCLE, **values},
            )
            names = [column.name for column in cursor.description or ()][1:]
            return [
                Violation(
                    invariant=invariant,
                    account_id=account_id,
                    what=what,
                    numbers=dict(zip(names, map(_number, numbers), strict=True)),
                )
                for account_id, *numbers in cursor.fetchall()
            ]

    def narrowed(self, query: str) -> str:
        """Return the query with the condition of the account filled in."""
        one = "t.account_id = %(account)s" if self.account_id else "true"
        return query.replace("{account}", one)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let all queries of the block see one state of the database, and write nothing.

    Inside a transaction it is the caller's.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _number(value: object) -> Number:
    match value:
        case bool():
            return str(value).lower()
        case int() | str() | None:
            return value
        case datetime():
            return value.isoformat()
        case _:
            return str(value)
