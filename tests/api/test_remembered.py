"""What is remembered: not for too long, not too much, and nothing that was taken away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from curule.httpkit.remembered import Remembered

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROW, OTHER = uuid4(), uuid4()


class Scene:
    """Three answers at most, for ten seconds, in a time that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.is_relied_on = True
        self.memory: Remembered[str, str] = Remembered(
            most=3,
            longest=10,
            ticks=lambda: self.seconds,
            is_relied_on=lambda: self.is_relied_on,
        )

    def keep(self, asked: str, *rows: UUID, until: datetime | None = None) -> None:
        self.memory.keep(asked, asked, rows=rows, until=until, mark=self.memory.mark)

    def known(self, *asked: str, now: datetime = NOW) -> str:
        return "".join(each for each in asked if self.memory.find(each, now) == each)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_it_holds_until_its_end_and_no_longer_than_agreed(scene: Scene) -> None:
    scene.keep("a", until=NOW + timedelta(seconds=5))
    scene.keep("b")

    assert scene.known("a", "b") == "ab"
    assert scene.known("a", "b", now=NOW + timedelta(seconds=5)) == "b"
    scene.seconds = 9.9
    assert scene.known("b", now=NOW - timedelta(hours=2)) == "b"
    scene.seconds = 10
    assert scene.known("b", now=NOW - timedelta(hours=2)) == ""


def test_the_oldest_makes_room(scene: Scene) -> None:
    for asked in "abcad":
        scene.keep(asked, ROW)

    assert len(scene.memory) == 3
    assert scene.known(*"abcd") == "acd"
    scene.memory.forget(ROW)
    assert len(scene.memory) == 0


def test_what_was_read_from_a_row_goes_with_it(scene: Scene) -> None:
    scene.keep("a", ROW)
    scene.keep("b", ROW, OTHER)
    scene.keep("c", OTHER)

    scene.memory.forget(ROW)

    assert scene.known(*"abc") == "c"
    scene.memory.forget(None)
    assert scene.known(*"abc") == ""


def test_what_was_being_read_while_something_was_taken_away_is_not_kept(scene: Scene) -> None:
    mark = scene.memory.mark
    scene.memory.forget(OTHER)
    scene.memory.keep("a", "a", rows=(ROW,), mark=mark)
    assert scene.known("a") == ""


def test_nothing_is_remembered_while_nobody_listens(scene: Scene) -> None:
    scene.keep("a")
    scene.is_relied_on = False
    assert scene.known("a") == ""
