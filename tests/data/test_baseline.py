"""What a new database begins with is what its migrations make, step by step."""

import re

import pytest
from pytest_django import DjangoDbBlocker

from curule.data import baseline
from curule.data.database_url import DatabaseUrl, connect
from tests.data.baseline import by_hand, by_migrations_alone, digest_of_held, dumped, written

_OF_ONE_RUN = re.compile(r"^\\(?:un)?restrict .*$|'\d{4}-\d\d-\d\d \d\d:\d\d:[^']*'", re.MULTILINE)


def test_no_migration_that_it_holds_was_changed_since() -> None:
    statements = baseline.BASELINE.read_text(encoding="utf-8")

    assert f"-- digest of ours: {digest_of_held(statements)}\n" in statements, "run: make baseline"


@pytest.mark.long
def test_it_is_what_the_migrations_make(
    server: DatabaseUrl, template: str, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), by_migrations_alone(server) as url:
        step_by_step = _read_back(url)

    assert _read_back(server.with_database(template)) == step_by_step


def _read_back(url: DatabaseUrl) -> list[str]:
    """All that is in a database, but the times at which its migrations were applied.

    PostgreSQL says some checks in other words when it has read its own once; so all are read once.
    """
    with by_hand(url, written(url)) as copy:
        return sorted(_OF_ONE_RUN.sub("…", dumped(copy)).splitlines())


@pytest.mark.django_db
def test_a_database_that_holds_something_is_left_alone(fresh_database: DatabaseUrl) -> None:
    with connect(fresh_database) as sql:
        sql.execute("DROP TABLE curule_cache")

    baseline.lay(fresh_database)

    with connect(fresh_database) as sql:
        assert sql.execute("SELECT to_regclass('curule_cache')").fetchone() == (None,)
