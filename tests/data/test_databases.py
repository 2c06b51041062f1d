"""Databases of their own for tests and scenarios."""

import threading

import pytest
from django.db import connection

from curule.data.database_url import DatabaseUrl, connect
from curule.data.databases import scratch_database


def test_commits_are_real_in_a_fresh_database(fresh_database: DatabaseUrl) -> None:
    seen: list[int] = []

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kept")
            seen.append(cursor.fetchone()[0])
        connection.close()

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == (fresh_database.database,)
        cursor.execute("CREATE TABLE kept AS SELECT 1 AS one")
    thread = threading.Thread(target=count)
    thread.start()
    thread.join()

    assert seen == [1]


@pytest.mark.parametrize(("durable", "settings"), [(True, None), (False, "off")])
def test_only_a_database_that_may_lose_commits_waits_for_no_disk(
    server: DatabaseUrl, template: str, *, durable: bool, settings: str | None
) -> None:
    """The settings of the database itself: the tests' server waits for no disk at all."""
    with (
        scratch_database(server, template=template, durable=durable) as scratch,
        connect(scratch) as sql,
    ):
        found = sql.execute(
            "SELECT option_value FROM pg_db_role_setting, pg_options_to_table(setconfig)"
            " WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND option_name = 'synchronous_commit'"
        ).fetchone()

    assert found == (None if settings is None else (settings,))


@pytest.mark.django_db
def test_the_shared_database_is_another_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kept'), current_database()")
        table, name = cursor.fetchone()

    assert table is None
    assert name.startswith("curule_scratch_")
