"""Callers over HTTP: many connections of one process, each with its next question at once.

One process keeps them all busy, so that the cores are left to the server and the database.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

from benchmarks.alternating import Figure, Side
from curule.data.database_url import DatabaseUrl

_PATIENCE: Final = 60.0
_OFTEN: Final = 0.99
_USUAL: Final = b'"level": "info"'
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class BadAnswer(Exception):
    """A server answered otherwise than asked for; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it goes over the line; those of one kind are timed together."""

    kind: str
    text: bytes


Script = Generator[Request, bytes, None]
"""What is asked on one connection, without end: each question may depend on the last answer."""


class Talk:
    """A script that is carried out bit by bit, and goes on where it stopped."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.asks = next(script)

    def hears(self, answer: bytes) -> None:
        """Take an answer to what it asks, and ask the next. Raises `BadAnswer`."""
        self.asks = self._script.send(answer)


@dataclass(frozen=True, slots=True)
class Heard:
    """How many answers came per second, and by kind in how many seconds each."""

    rate: float
    took: Mapping[str, list[float]]

    def within(self, kind: str, share: float) -> float:
        """Return in how many seconds such a share of a kind was answered."""
        took = sorted(self.took[kind])
        return took[int(len(took) * share)]


def converse(port: int, talks: Sequence[Talk], kinds: frozenset[str], seconds: float) -> Heard:
    """Let each talk for so many seconds on a connection of its own, until all kinds were heard.

    No question is left open: the last answers are waited for, and not counted.
    """
    took: dict[str, list[float]] = defaultdict(list)
    with _lines(port, len(talks)) as lines, selectors.DefaultSelector() as ready:
        for each, talk in zip(lines, talks, strict=True):
            ready.register(each, selectors.EVENT_READ, talk)
        began = time.perf_counter()
        asked = {each: _ask(each, talk.asks) for each, talk in zip(lines, talks, strict=True)}
        while (now := time.perf_counter()) - began < seconds or not kinds <= took.keys():
            answered = ready.select(_PATIENCE)
            if not answered:
                raise BadAnswer("it took too long")
            for key, _events in answered:
                caller, talk = key.fileobj, key.data
                assert isinstance(caller, socket.socket)
                answer = _hear(caller)
                took[talk.asks.kind].append(time.perf_counter() - asked[caller])
                talk.hears(answer)
                asked[caller] = _ask(caller, talk.asks)
        for each, talk in zip(lines, talks, strict=True):
            talk.hears(_hear(each))
    return Heard(rate=sum(map(len, took.values())) / (now - began), took=took)


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
        talks = [Talk(self._script(turns)) for _ in range(self.connections)]
        heard = converse(self.port, talks, frozenset((self.name,)), seconds)
        self.slow.append(heard.within(self.name, _OFTEN))
        return heard.rate

    def _script(self, turns: Iterator[bytes]) -> Script:
        for asked in turns:
            self._judge((yield Request(self.name, asked)))

    def _before(self) -> None:
        with line(self.port) as asking:
            for asked in self.questions if self.is_warmed else ():
                asking.sendall(asked)
                self._judge(_hear(asking))

    def _judge(self, answer: bytes) -> None:
        if self.expected not in answer:
            raise BadAnswer(answer[:500].decode(errors="replace"))

    def tail(self) -> Figure:
        """Return in what time 99 of 100 were answered, as one caller's figure; without warming."""
        return Figure(
            name=f"{self.name}: 99 of 100 within",
            clients=1,
            rates=tuple(1 / seconds for seconds in self.slow[1:]),
        )


def _ask(caller: socket.socket, asked: Request) -> float:
    at = time.perf_counter()
    caller.sendall(asked.text)
    return at


def _hear(caller: socket.socket) -> bytes:
    """Read one answer. Raises `BadAnswer` where the line ends before it does."""
    answer = b""
    while not _is_whole(answer):
        more = caller.recv(65_536)
        if not more:
            raise BadAnswer(f"the connection ended after {answer!r}")
        answer += more
    return answer


def _is_whole(answer: bytes) -> bool:
    head, between, body = answer.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None:
        return bool(between) and body.endswith(b"0\r\n\r\n")  # it comes in chunks
    return bool(between) and len(body) >= int(length[1])


def body_of(answer: bytes) -> bytes:
    """Return the body of a whole answer, joined where it came in chunks."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if _LENGTH.search(head):
        return body
    joined = b""
    while True:
        written, _, rest = body.partition(b"\r\n")
        size = int(written, 16)
        if not size:
            return joined
        joined, body = joined + rest[:size], rest[size + 2 :]


@contextlib.contextmanager
def _lines(port: int, number: int) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(line(port)) for _ in range(number)]


def line(port: int) -> socket.socket:
    """Open a connection on which questions are not held back."""
    made = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def question(
    path: str,
    key: str,
    *,
    method: str = "GET",
    body: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Write a question as it goes over the line."""
    sent = b"" if body is None else json.dumps(body).encode()
    named = {"Host": "localhost", "Authorization": f"Bearer {key}", **(headers or {})}
    if body is not None:
        named |= {"Content-Type": "application/json", "Content-Length": str(len(sent))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + sent


@contextlib.contextmanager
def serving(url: DatabaseUrl, **settings: str) -> Iterator[int]:
    """Serve a database in a process of its own, with these settings; the port where it does.

    Its log goes to a file, as everywhere; what is no usual line of it is printed in the end.
    """
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.answering", str(port)],
            env={**os.environ, **settings, "DATABASE_URL": url.text()},
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until(lambda: _answers(port))
            yield port
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            log.seek(0)
            sys.stderr.writelines(line.decode() for line in log if _USUAL not in line)


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
