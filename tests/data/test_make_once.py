"""Databases that are there whole or not at all."""

from collections.abc import Iterator

import psycopg
import pytest

from curule.data.database_url import DatabaseUnavailable, DatabaseUrl, connect
from curule.data.databases import drop_database, make_once
from curule.data.models import TestClock
from curule.worker.clock import utc_now


@pytest.fixture
def wanted(fresh_database: DatabaseUrl) -> Iterator[DatabaseUrl]:
    url = fresh_database.with_database(f"{fresh_database.database}_demo")
    yield url
    drop_database(url)
    drop_database(url.with_database(f"{url.database}_draft"))


def fill() -> None:
    TestClock.objects.create(name="filled", now=utc_now())


def names(url: DatabaseUrl) -> list[str]:
    with connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM curule_test_clock")]


def test_it_is_made_once_and_kept(wanted: DatabaseUrl) -> None:
    assert make_once(wanted, fill)
    assert not make_once(wanted, lambda: pytest.fail("it is there"))
    assert names(wanted) == ["filled"]


@pytest.mark.long
def test_one_that_was_half_made_is_begun_again(wanted: DatabaseUrl) -> None:
    def break_off() -> None:
        fill()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_once(wanted, break_off)
    with pytest.raises((DatabaseUnavailable, psycopg.OperationalError)):
        names(wanted)
    assert make_once(wanted, fill)
    assert names(wanted) == ["filled"]
