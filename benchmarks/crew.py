"""Clients that all work at the same time: processes, each with connections of its own.

Threads would wait for one another inside Python. Processes are what a server under load has, and
they pay for themselves: the clients share the machine with the database, on both sides of a ratio.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

import psycopg
from django.db import connection

from benchmarks.alternating import Side
from curule.data.database_url import DatabaseUrl, connect
from curule.data.databases import point_at

_HEAD_START: Final = 0.02
"""Seconds between the word and the start, so that everybody has heard it."""

_FORK: Final = multiprocessing.get_context("fork")


class ClientFailed(Exception):
    """A client could not do its job; the message is what it saw."""


class UsedUp(Exception):
    """A job has nothing left to work on."""


@dataclass(frozen=True, slots=True)
class Client:
    """One of the clients: its number, how many there can be, and a connection for plain SQL."""

    number: int
    of: int
    sql: psycopg.Connection[tuple[Any, ...]]


Operation = Callable[[], None]
Job = Callable[[Client], Operation]
"""What a client does again and again, prepared once for each client."""


def _do_nothing() -> None:
    """Leave everything as it is."""


class Crew:
    """So many clients of one database, all of whom can do every job."""

    def __init__(self, url: DatabaseUrl, size: int, jobs: Mapping[str, Job]) -> None:
        self._clients = [_Hired(url, number, size, jobs) for number in range(size)]

    def side(
        self, name: str, job: str, *, clients: int | None = None, before: Operation = _do_nothing
    ) -> Side:
        """Return a job, done by so many clients, as a side to be measured."""
        size = clients or len(self._clients)
        measure = partial(self._measure, job, size)
        return Side(name=name, clients=size, measure=measure, before=before)

    def _measure(self, job: str, clients: int, seconds: float) -> float:
        working = self._clients[:clients]
        starts_at = time.perf_counter() + _HEAD_START
        for client in working:
            client.line.send((job, starts_at, seconds))
        return sum(client.rate() for client in working)

    def leave(self) -> None:
        """Send everybody home."""
        for client in self._clients:
            client.leave()


@contextlib.contextmanager
def hired(url: DatabaseUrl, size: int, jobs: Mapping[str, Job]) -> Iterator[Crew]:
    """Hire a crew for the block."""
    connection.close()  # a child must not inherit it
    crew = Crew(url, size, jobs)
    try:
        yield crew
    finally:
        crew.leave()


class _Hired:
    """The process of one client, and the line to it."""

    line: Connection
    _process: BaseProcess

    def __init__(self, url: DatabaseUrl, number: int, of: int, jobs: Mapping[str, Job]) -> None:
        self.line, theirs = _FORK.Pipe()
        self._process = _FORK.Process(
            target=_work, args=(theirs, url, number, of, jobs), daemon=True
        )
        self._process.start()
        theirs.close()

    def rate(self) -> float:
        """Return what the client did per second since it was told to; its failure is raised."""
        answer: float | str = self.line.recv()
        if isinstance(answer, str):
            raise ClientFailed(answer)
        return answer

    def leave(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self.line.send(None)
        self._process.join()


def _work(
    line: Connection, url: DatabaseUrl, number: int, of: int, jobs: Mapping[str, Job]
) -> None:
    point_at(url)
    operations: dict[str, Operation] = {}
    with connect(url) as sql:
        client = Client(number=number, of=of, sql=sql)
        while (order := _next(line)) is not None:
            job, starts_at, seconds = order
            try:
                if job not in operations:
                    operations[job] = jobs[job](client)
                line.send(_repeat(operations[job], starts_at, seconds))
            except Exception:  # noqa: BLE001 - the parent raises it
                line.send(traceback.format_exc())
    connection.close()


def _next(line: Connection) -> tuple[str, float, float] | None:
    """Return the next order, or None when it is time to go, also if nobody is left to say so."""
    parent = os.getppid()
    while not line.poll(1.0):
        if os.getppid() != parent:
            return None
    order: tuple[str, float, float] | None = line.recv()
    return order


def _repeat(operation: Operation, starts_at: float, seconds: float) -> float:
    """Do it from the start until the time is up; return how often per second."""
    time.sleep(max(0.0, starts_at - time.perf_counter()))
    began = time.perf_counter()
    done = 0
    with contextlib.suppress(UsedUp):
        while time.perf_counter() - began < seconds:
            operation()
            done += 1
    if not done:
        raise ClientFailed("nothing was left to work on: the scene was made too small")
    return done / (time.perf_counter() - began)
