"""Databases of their own for tests and scenarios."""

import threading

import pytest
from django.db import connection

from curule.data.database_url import DatabaseUrl


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


@pytest.mark.django_db
def test_the_shared_database_is_another_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kept'), current_database()")
        table, name = cursor.fetchone()

    assert table is None
    assert name.startswith("curule_scratch_")
