"""The cache that all processes share: who asks at once, what ends, and what is swept."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.cache import cache
from django.db import connection

from curule.data.database_url import DatabaseUrl
from curule.data.shared_cache import SharedCache
from tests.support.together import together


def other() -> SharedCache:
    """The cache as another process has it: nothing is shared but the database."""
    return SharedCache("", {})


def end(key: str) -> None:
    """Let the time of an entry be over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE curule_cache SET ends_at = clock_timestamp() - interval '1 s' WHERE key = %s",
            [cache.make_key(key)],
        )


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM curule_cache ORDER BY key")
        return [key for (key,) in cursor.fetchall()]


@pytest.mark.django_db
def test_what_one_instance_keeps_the_other_reads() -> None:
    cache.set("tries", [2.25, 1.125], 60)

    assert other().get("tries") == [2.25, 1.125]
    assert other().add("tries", [], 60) is False
    assert other().delete("tries") is True
    assert cache.get("tries", "none") == "none"
    assert cache.delete("tries") is False


@pytest.mark.django_db
def test_what_has_ended_is_not_there_and_can_be_taken_again() -> None:
    cache.set("tries", 1, 60)
    cache.set("for good", 2, None)
    cache.set("never", 3, 0)
    end("tries")

    assert cache.get("tries") is None
    assert cache.touch("tries", 60) is False
    assert cache.get("never") is None
    assert other().add("tries", 4, 60) is True
    assert cache.get_many(["tries", "for good"]) == {"tries": 4, "for good": 2}
    assert cache.touch("tries", 60) is True


@pytest.mark.django_db
def test_what_has_ended_is_swept_when_something_else_is_kept() -> None:
    cache.clear()
    for number in range(5):
        cache.set(f"old {number}", 0, 60)
        end(f"old {number}")

    cache.add("new", 0, 60)

    assert kept() == [cache.make_key("new")]
    cache.clear()
    assert kept() == []


@pytest.mark.threat("TH31")
@pytest.mark.parametrize("ended", [False, True])
def test_of_many_who_ask_at_once_one_gets_the_key(
    fresh_database: DatabaseUrl, *, ended: bool
) -> None:
    del fresh_database
    for number in range(20):
        key = f"lock {number}"
        if ended:
            cache.set(key, 0, 60)
            end(key)
        with together(4) as four:
            answers = four.run([partial(other().add, key, each, 60) for each in range(4)])

        assert sorted(map(bool, answers)) == [False, False, False, True]
