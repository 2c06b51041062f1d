"""Callers over HTTP: many connections of one process, each with its next question at once.

One process keeps them all busy, so that the cores are left to the server and the database.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

from benchmarks.alternating import Figure, Side
from curule.data.database_url import DatabaseUrl

_PATIENCE: Final = 60.0
_OFTEN: Final = 0.99


class BadAnswer(Exception):
    """A server answered otherwise than asked for; the message is what it said."""


@dataclass(slots=True)
class Calls:
    """Questions that are asked again and again on so many connections, and what must come back.

    Those that are to be warmed are each asked once before a turn. `slow` is, turn by turn, in how
    many seconds 99 of 100 were answered.
    """

    name: str
    port: int
    connections: int
    questions: Sequence[bytes]
    expected: bytes
    is_warmed: bool = False
    slow: list[float] = field(default_factory=list)

    def side(self) -> Side:
        """Return them as a side to be measured."""
        return Side(
            name=self.name,
            clients=self.connections,
            measure=self.measure,
            before=self._before,
        )

    def measure(self, seconds: float) -> float:
        """Ask for so many seconds; return how many answers came per second."""
        turns = cycle(self.questions)
        with _lines(self.port, self.connections) as lines, selectors.DefaultSelector() as ready:
            took: list[float] = []
            asked: dict[socket.socket, float] = {}
            for each in lines:
                ready.register(each, selectors.EVENT_READ)
            began = time.perf_counter()
            for each in lines:
                asked[each] = _ask(each, next(turns))
            while (now := time.perf_counter()) - began < seconds:
                for key, _events in ready.select(_PATIENCE):
                    caller = key.fileobj
                    assert isinstance(caller, socket.socket)
                    self._judge(caller.recv(65_536))
                    took.append(time.perf_counter() - asked[caller])
                    asked[caller] = _ask(caller, next(turns))
        self.slow.append(sorted(took)[int(len(took) * _OFTEN)])
        return len(took) / (now - began)

    def _before(self) -> None:
        with line(self.port) as asking:
            for asked in self.questions if self.is_warmed else ():
                asking.sendall(asked)
                self._judge(asking.recv(65_536))

    def _judge(self, answer: bytes) -> None:
        # An answer is smaller than a packet on this machine's own network: it comes whole.
        if self.expected not in answer:
            raise BadAnswer(answer[:500].decode(errors="replace"))

    def tail(self) -> Figure:
        """Return in what time 99 of 100 were answered, as one caller's figure; without warming."""
        return Figure(
            name=f"{self.name}: 99 of 100 within",
            clients=1,
            rates=tuple(1 / seconds for seconds in self.slow[1:]),
        )


def _ask(caller: socket.socket, asked: bytes) -> float:
    at = time.perf_counter()
    caller.sendall(asked)
    return at


@contextlib.contextmanager
def _lines(port: int, number: int) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(line(port)) for _ in range(number)]


def line(port: int) -> socket.socket:
    """Open a connection on which questions are not held back."""
    made = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def question(path: str, key: str) -> bytes:
    """Write a question as it goes over the line."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n"
    ).encode()


@contextlib.contextmanager
def serving(url: DatabaseUrl) -> Iterator[int]:
    """Serve a database in a process of its own; the port where it does."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.answering", str(port)],
        env={**os.environ, "DATABASE_URL": url.text()},
        start_new_session=True,
    )
    try:
        wait_until(lambda: _answers(port))
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait until something happened. Raises `BadAnswer` when it does not."""
    deadline = time.monotonic() + _PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise BadAnswer("it took too long")
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        line(port).close()
        return True
    return False
