"""A receiver of webhooks of the test's own, over real HTTP on the loopback.

It keeps what it was told, and answers as it is told: `next(500, 410)` for the coming messages, one
each, then 204.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Manner(Enum):
    """How a message is treated instead of answering it."""

    HANG = auto()
    DRIP = auto()  # a byte of a header now and then
    HANG_UP = auto()


@dataclass(frozen=True)
class Message:
    """One message as it came."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


@dataclass
class Receiver:
    """The receiver as a test sees it."""

    url: str = ""
    messages: list[Message] = field(default_factory=list)
    manners: list[int | Manner] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def next(self, *manners: int | Manner) -> None:
        """Treat the coming messages so."""
        self.manners.extend(manners)


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        receiver = self.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.messages.append(Message({k.lower(): v for k, v in self.headers.items()}, body))
        manner = receiver.manners.pop(0) if receiver.manners else 204
        if manner is Manner.HANG:
            receiver.over.wait(10)
        elif manner is Manner.DRIP:
            self._drip()
        elif manner is Manner.HANG_UP:
            self.close_connection = True
        elif isinstance(manner, int):
            self.send_response(manner)
            if 300 <= manner < 400:
                self.send_header("Location", f"{receiver.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not self.receiver.over.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            pass

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """Serve a receiver of its own until the block ends."""
    receiver = Receiver()

    class Handler(_Handler):
        pass

    Handler.receiver = receiver
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
