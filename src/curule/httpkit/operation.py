"""What those who watch Curule ask: does it live, is it ready, what are its numbers.

It is answered before Django looks at the request, so that a probe may name any host (the address of
a container, say), starts no session and is written into no log.

    /livez    200 while the process answers
    /readyz   200 while requests can be answered, else 503; JSON says why, and how late the work is
    /metrics  for whoever shows CURULE_METRICS_TOKEN; without one it is not there
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from hmac import compare_digest
from threading import Lock
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from curule.httpkit.clock import utc_now
from curule.httpkit.metrics import MEDIA_TYPE, exposition
from curule.selectors.operation import Readiness, readiness

KEPT_SECONDS: Final = 1.0
"""So long one look at the database answers, however often it is asked for."""

PATIENCE_SECONDS: Final = 1.0
"""So long one waits for another's look: a database that hangs must not keep all threads."""

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[Any]]
_Answer = tuple[str, str, bytes]

_TEXT: Final = "text/plain; charset=utf-8"
_JSON: Final = "application/json"
_OK: Final = "200 OK"


def watched(application: Application) -> Application:
    """Return the application with the addresses of those who watch it in front."""
    pages = _pages()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[Any]:
        page = pages.get(environ.get("PATH_INFO", ""))
        if page is None:
            return application(environ, start_response)
        return _answered(page, environ, start_response)

    return answer


def _pages() -> Mapping[str, Callable[[WSGIEnvironment], _Answer]]:
    looking = _Looking()
    return {"/livez": _livez, "/readyz": looking.readyz, "/metrics": _metrics}


def _answered(
    page: Callable[[WSGIEnvironment], _Answer],
    environ: WSGIEnvironment,
    start_response: StartResponse,
) -> Iterable[bytes]:
    method = environ.get("REQUEST_METHOD")
    if method not in {"GET", "HEAD"}:
        start_response("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0")])
        return []
    status, kind, body = page(environ)
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(status, headers)
    return [] if method == "HEAD" else [body]


def _livez(environ: WSGIEnvironment) -> _Answer:
    del environ
    return _OK, _TEXT, b"ok\n"


def _metrics(environ: WSGIEnvironment) -> _Answer:
    """Answer whoever shows the token; where there is none the address does not exist."""
    token: str = settings.CURULE_METRICS_TOKEN
    if not token:
        return "404 Not Found", _TEXT, b"Set CURULE_METRICS_TOKEN to have metrics here.\n"
    shown = environ.get("HTTP_AUTHORIZATION", "")
    if not compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return "401 Unauthorized", _TEXT, b"Show the token of CURULE_METRICS_TOKEN.\n"
    with _fresh_connections():
        return _OK, MEDIA_TYPE, exposition()


class _Looking:
    """Looks at the database, and remembers for a moment what it saw: anybody may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[float, _Answer] | None = None

    def readyz(self, environ: WSGIEnvironment) -> _Answer:
        """Tell whether requests can be answered."""
        del environ
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            return _told(is_ready=False, database="slow")
        try:
            at = time.monotonic()
            if self._kept is None or at - self._kept[0] > KEPT_SECONDS:
                self._kept = at, _ready_now()
            return self._kept[1]
        finally:
            self._lock.release()


def _ready_now() -> _Answer:
    try:
        with _fresh_connections():
            seen = readiness(now=utc_now())
    except (DatabaseError, InterfaceError):
        return _told(is_ready=False, database="away")
    return _told(is_ready=seen.is_ready, database="ok", **_as_mapping(seen))


@contextlib.contextmanager
def _fresh_connections() -> Iterator[None]:
    """Do for the database what Django does around each request: leave no dead connection behind."""
    _close_dead_connections()
    try:
        yield
    finally:
        _close_dead_connections()


def _close_dead_connections() -> None:
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:  # whoever opened a transaction is still at work
            each.close_if_unusable_or_obsolete()


def _as_mapping(seen: Readiness) -> dict[str, object]:
    """Return what was seen. Late mails are told, but do not count: no request waits for them."""
    return {
        "migrations": "pending" if seen.pending_migrations else "ok",
        "pending_migrations": len(seen.pending_migrations),
        "mail_queue_age_seconds": round(seen.mail_queue_age_seconds),
        "sweep_age_seconds": (
            None if seen.sweep_age_seconds is None else round(seen.sweep_age_seconds)
        ),
    }


def _told(*, is_ready: bool, **seen: object) -> _Answer:
    body = json.dumps({"ready": is_ready, **seen}).encode() + b"\n"
    return _OK if is_ready else "503 Service Unavailable", _JSON, body
