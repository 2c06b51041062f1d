"""`python -m benchmarks.answering PORT`: the server that programs are measured on, and limits.

All of it is one WSGI application on the server that `curule serve` starts: what is compared differs
in nothing but the answer. `/constant`, which reads what is sent, and `/select` are limits; `/cold`
before the address of a check forgets all answers first, so that the database is asked.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

import psycopg
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

_BODY: Final = b'{"object": "entitlement", "allowed": true}'
_HEADERS: Final = [("Content-Type", "application/json"), ("Content-Length", str(len(_BODY)))]
_SELECT: Final = """
SELECT subscription_id, seat_id, state FROM curule_assignment
WHERE person_id = %(person)s AND ended_at IS NULL
"""
_COLD: Final = "/cold"
_THREADS: Final = 8
_local = threading.local()  # a connection for each thread, as Django has them


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with a constant, after one SELECT, or as Curule does."""
    path: str = environ["PATH_INFO"]
    if path == "/constant":
        if environ["REQUEST_METHOD"] == "POST":
            environ["wsgi.input"].read()
        return _constant(start_response)
    if path == "/select":
        cursor = _cursor()
        person = {"person": environ["QUERY_STRING"]}
        assert len(cursor.execute(_SELECT, person, prepare=True).fetchall()) == 1
        return _constant(start_response)
    if path.startswith(_COLD):
        environ["PATH_INFO"] = path.removeprefix(_COLD)
        _curule()._checks.answers.forget(None)  # noqa: SLF001 - else there is nothing cold to ask
    answer: Iterable[bytes] = _curule().application(environ, start_response)
    return answer


def _constant(start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", _HEADERS)
    return [_BODY]


def _cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    if not hasattr(_local, "cursor"):
        connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        _local.cursor = psycopg.Cursor(connection)
    cursor: psycopg.Cursor[tuple[Any, ...]] = _local.cursor
    return cursor


def _curule() -> Any:  # noqa: ANN401 - a module
    from curule.config import wsgi

    return wsgi


def main() -> None:
    """Serve until killed."""
    Granian(
        "benchmarks.answering:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=_THREADS,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
