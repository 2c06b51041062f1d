"""Run commands at the same moment, each on a connection of its own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Generic, TypeVar

from django.db import connection

from curule.core.refusals import Refused

T = TypeVar("T")


class Together(Generic[T]):
    """So many threads that start at once; each keeps its connection from round to round."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._threads = ThreadPoolExecutor(size)

    def run(self, commands: Sequence[Callable[[], T]]) -> list[T | Refused]:
        """Return what each command gave, or how it was refused; anything else is raised."""
        assert 1 < len(commands) <= self._size
        start = Barrier(len(commands))

        def at_once(command: Callable[[], T]) -> T | Refused:
            connection.ensure_connection()
            start.wait(timeout=30)
            try:
                return command()
            except Refused as refused:
                return refused

        futures = [self._threads.submit(at_once, command) for command in commands]
        return [future.result(timeout=60) for future in futures]

    def close(self) -> None:
        """Close every thread's connection, so that the database can be dropped."""
        start = Barrier(self._size)

        def leave() -> None:
            start.wait(timeout=30)
            connection.close()

        for future in [self._threads.submit(leave) for _ in range(self._size)]:
            future.result(timeout=30)
        self._threads.shutdown()


@contextmanager
def together(size: int) -> Iterator[Together[object]]:
    """Make threads for one test and take them down again."""
    made: Together[object] = Together(size)
    try:
        yield made
    finally:
        made.close()


def refusals(results: Sequence[object]) -> list[str]:
    """Return the codes of those that were refused."""
    return [result.refusal.code.value for result in results if isinstance(result, Refused)]
