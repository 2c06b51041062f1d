"""A service of our own that answers about tax numbers as VIES does, over real HTTP on the loopback.

It knows the numbers that a test tells it, and misbehaves as it is told: next(manner, …) for the
coming questions, one each.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PROXY_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


class Manner(Enum):
    """How a question is treated instead of answering it."""

    STATE_AWAY = auto()
    TOO_MANY = auto()
    OLD_FAULT = auto()
    NO_REQUESTER = auto()
    HANG = auto()
    DRIP = auto()
    HTML = auto()
    HALF = auto()
    REDIRECT = auto()
    ANOTHER_NUMBER = auto()
    NO_VERDICT = auto()
    ENDLESS = auto()


_FAULTS = {
    Manner.STATE_AWAY: "MS_UNAVAILABLE",
    Manner.TOO_MANY: "GLOBAL_MAX_CONCURRENT_REQ",
    Manner.NO_REQUESTER: "INVALID_REQUESTER_INFO",
}


@dataclass
class FakeVies:
    """The service as a test sees it."""

    url: str = ""
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    manners: list[Manner] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def next(self, *manners: Manner) -> None:
        """Treat the coming questions so."""
        self.manners.extend(manners)

    def numbers(self) -> list[str]:
        """Return the numbers that were asked about, in order."""
        return [each["countryCode"] + each["vatNumber"] for each in self.asked]


@contextmanager
def running_fake_vies() -> Iterator[FakeVies]:
    """Serve a fake of its own until the block ends."""
    fake = FakeVies()

    class Handler(_Handler):
        vies = fake

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/rest-api"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    vies: FakeVies

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/rest-api/check-vat-number"
        self.vies.asked.append(question)
        manner = self.vies.manners.pop(0) if self.vies.manners else None
        if manner in _FAULTS:
            fault = {"actionSucceed": False, "errorWrappers": [{"error": _FAULTS[manner]}]}
            self._send(json.dumps(fault).encode())
        elif manner is Manner.HANG:
            self.vies.over.wait(20)
        elif manner in {Manner.DRIP, Manner.ENDLESS}:
            self._drip(0.05 if manner is Manner.DRIP else 0.0)
        elif manner is Manner.HTML:
            self._send(PROXY_PAGE, status=502, kind="text/html")
        elif manner is Manner.REDIRECT:
            self._send(b"", status=302, location=self.vies.url.replace("rest-api", "elsewhere"))
        else:
            self._answer(question, manner)

    def do_GET(self) -> None:
        raise AssertionError(f"a redirect was followed to {self.path}")

    def _answer(self, question: dict[str, Any], manner: Manner | None) -> None:
        number = question["countryCode"] + question["vatNumber"]
        name, address = self.vies.known.get(number, ("---", "---"))
        told: dict[str, Any] = {
            "countryCode": question["countryCode"],
            "vatNumber": question["vatNumber"],
            "requestDate": "2026-11-22T13:40:11.402Z",
            "valid": number in self.vies.known,
            "requestIdentifier": "WAPIAAAAZoFdYtB4" if question.get("requesterNumber") else "",
            "name": name,
            "address": address,
        }
        if manner is Manner.ANOTHER_NUMBER:
            told |= {"vatNumber": "000000000", "valid": False}
        if manner is Manner.NO_VERDICT:
            told["valid"] = None
        if manner is Manner.OLD_FAULT:
            told |= {"valid": False, "userError": "MS_MAX_CONCURRENT_REQ"}
        body = json.dumps(told).encode()
        self._send(body[: len(body) // 2] if manner is Manner.HALF else body)

    def _drip(self, pause: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        part = b" " if pause else b" " * 65536
        try:
            while not self.vies.over.is_set():
                self.wfile.write(part)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            self.close_connection = True

    def _send(
        self, body: bytes, *, status: int = 200, kind: str = "application/json", location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
