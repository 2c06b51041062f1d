"""The fake company as a server: a WSGI application on the loopback, a thread for each request."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any, Final
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tests.support.fake_stripe.api import Answer, Api, read_params
from tests.support.fake_stripe.books import Books, Json
from tests.support.fake_stripe.manners import BEFORE_THE_KEY, Manner, Manners
from tests.support.fake_stripe.payments import Desk
from tests.support.fake_stripe.webhooks import Webhooks

SECRET_KEY: Final = "sk_test_of_the_fake_company"
_PROXY_PAGE: Final = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
_RETURNS: Final = {True: "Confirm", False: "Refuse"}

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]


class _LineDead(Exception):
    """The connection is closed without an answer."""


class FakeStripe:
    """The company as a test sees it: its address, its books, its manners, what it was asked."""

    def __init__(self) -> None:
        self.books = Books()
        self.manners = Manners()
        self.webhooks = Webhooks()
        self.books.on_event = self.webhooks.add
        self.url = ""
        self.desk: Desk
        self.api: Api

    def open_at(self, url: str) -> None:
        """Take up the address under which it is reached."""
        self.url = url
        self.desk = Desk(self.books, url)
        self.api = Api(self.books, self.desk)

    def next(self, *manners: Manner, on: str = "/v1/") -> None:
        """Treat the next requests to addresses that begin with `on` so, one manner for each."""
        self.manners.queued.extend((on, manner) for manner in manners)

    def payments(self) -> list[Json]:
        """Return the payments that moved money, the oldest first."""
        found = self.books.all("payment_intent")
        return [intent for intent in reversed(found) if intent["status"] == "succeeded"]

    def customer_with(self, number: str) -> str:
        """Return the token of a new customer's card, without the hosted page."""
        with self.books.lock:
            customer = self.desk.make_customer({})
            card = self.desk.make_card(customer["id"], number)
        return f"{customer['id']}:{card['id']}"

    # --- WSGI -------------------------------------------------------------------------------------

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length).decode()
        if not path.startswith("/v1/"):
            return self._hosted(path, method, body, start)
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {SECRET_KEY}":
            error = {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}
            return _json(start, Answer(401, error))
        manner = self.manners.take(path)
        if manner in BEFORE_THE_KEY:
            return self._misbehave(manner, environ, start, b"")
        params = read_params(body if method == "POST" else environ["QUERY_STRING"])
        answer = self.api.answer(
            method,
            path,
            params,
            environ.get("HTTP_IDEMPOTENCY_KEY", ""),
            breaks=manner is Manner.BROKEN,
        )
        if manner is None or manner is Manner.BROKEN:
            return _json(start, answer)
        return self._misbehave(manner, environ, start, json.dumps(answer.body).encode())

    def _misbehave(
        self, manner: Manner, environ: Environ, start: Start, text: bytes
    ) -> Iterable[bytes]:
        connection: socket.socket = environ["fake.connection"]
        match manner:
            case Manner.TOO_MANY | Manner.BUSY:
                status = 429 if manner is Manner.TOO_MANY else 503
                error = {"error": {"type": "invalid_request_error", "code": "rate_limit"}}
                return _json(start, Answer(status, error))
            case Manner.HTML:
                return _send(start, 502, "text/html", _PROXY_PAGE)
            case Manner.UNREADABLE:
                return _send(start, 200, "application/json", text[: len(text) // 2])
            case Manner.CUT:
                head = f"HTTP/1.0 200 OK\r\nContent-Length: {len(text)}\r\n\r\n".encode()
                connection.sendall(head + text[: len(text) // 2])
            case Manner.DRIP:
                head = f"HTTP/1.0 200 OK\r\nContent-Length: {len(text)}\r\n\r\n".encode()
                connection.sendall(head)
                self._drip(connection, text)
            case Manner.HANG | Manner.HANG_AFTER:
                self.manners.hang()
            case _:
                pass
        raise _LineDead

    def _drip(self, connection: socket.socket, text: bytes) -> None:
        self.manners.hanging.set()
        with contextlib.suppress(OSError):
            for byte in text:
                connection.sendall(bytes([byte]))
                if self.manners.released.wait(0.2):
                    return

    # --- pages that people see --------------------------------------------------------------------

    def _hosted(self, path: str, method: str, body: str, start: Start) -> Iterable[bytes]:
        """Show a hosted page, or act on what was typed in and send the browser back."""
        _, kind, object_id = [*path.split("/"), "", ""][:3]
        if kind not in {"pay", "bank"} or object_id not in self.books.objects:
            return _send(start, 404, "text/plain", b"no such page")
        if method != "POST":
            field = (
                '<label>Card number <input name="number"></label><button>Save</button>'
                if kind == "pay"
                else "".join(
                    f'<button name="agrees" value="{int(yes)}">{word}</button>'
                    for yes, word in _RETURNS.items()
                )
            )
            page = (
                '<!doctype html><html lang="en"><title>Fake company</title>'
                f'<h1>Fake company</h1><form method="post">{field}</form></html>'
            )
            return _send(start, 200, "text/html", page.encode())
        typed = {name: values[0] for name, values in parse_qs(body).items()}
        with self.books.lock:
            target = (
                self.desk.fill_in(object_id, typed.get("number", "").replace(" ", ""))
                if kind == "pay"
                else self.desk.at_the_bank(object_id, agrees=typed.get("agrees") == "1")
            )
        start("303 See Other", [("Location", target), ("Content-Length", "0")])
        return [b""]


def _json(start: Start, answer: Answer) -> Iterable[bytes]:
    text = json.dumps(answer.body).encode()
    return _send(start, answer.status, "application/json", text, answer.headers)


def _send(
    start: Start, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None
) -> Iterable[bytes]:
    names = {"Content-Type": kind, "Content-Length": str(len(body)), "Request-Id": "req_fake"}
    start(f"{status} {HTTPStatus(status).phrase}", list((names | (headers or {})).items()))
    return [body]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        """Bind without asking name servers who we are."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about callers that hung up."""


class _Handler(WSGIRequestHandler):
    """Hands the connection on, and closes it where the application lets the line go dead."""

    def handle(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            return
        environ = self.get_environ() | {
            "wsgi.input": self.rfile,
            "fake.connection": self.connection,
        }
        said: list[bytes] = []

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            lines = [f"HTTP/1.0 {status}", *(f"{name}: {value}" for name, value in headers)]
            said.append("\r\n".join([*lines, "", ""]).encode())

        app: Any = self.server.get_app()  # type: ignore[attr-defined]
        try:
            said.extend(app(environ, start))
        except _LineDead:
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        with contextlib.suppress(OSError):
            self.connection.sendall(b"".join(said))


@contextmanager
def running_fake_stripe() -> Iterator[FakeStripe]:
    """Start the company on a free port of the loopback, in threads of its own."""
    company = FakeStripe()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.set_app(company)
    company.open_at(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield company
    finally:
        company.manners.released.set()
        time.sleep(0)
        server.shutdown()
        server.server_close()
        thread.join(10)
