"""Traces: off until asked for; then a collector gets them, with nothing in them about anybody."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from curule.data.database_url import DatabaseUrl

TOKEN = "k" * 43
ASKED = f"""
from wsgiref.util import setup_testing_defaults
from curule.config.wsgi import application

for path in ("/auth/login/", "/invitations/01a20088-14ef-776a-a581-8b71c88c5f69/{TOKEN}"):
    environ = {{"PATH_INFO": path, "HTTP_HOST": "localhost", "QUERY_STRING": "q=ann@example.com",
               "HTTP_USER_AGENT": "ann's own browser"}}
    setup_testing_defaults(environ)
    answered = []
    b"".join(application(environ, lambda status, headers: answered.extend([status, *headers])))
    print(dict(answered[1:])["Request-Id"])
"""


class Collector:
    """A collector of OpenTelemetry: whatever it was sent, spans and the raw bytes."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []

    def spans(self) -> list[tuple[str, dict[str, str]]]:
        return [
            (
                span.name,
                {
                    each.key: each.value.string_value or str(each.value.int_value)
                    for each in span.attributes
                },
            )
            for body in self.raw
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@contextmanager
def collecting() -> Iterator[tuple[Collector, str]]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.raw.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as declared above
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield collector, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _environment(url: DatabaseUrl, **variables: str) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    own = {"DATABASE_URL": url.text(), "OTEL_EXPORTER_OTLP_COMPRESSION": "none"}
    return {**env, **own, **variables}


def _ask(url: DatabaseUrl, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ASKED],
        env=_environment(url, **variables),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.threat("TH4")
@pytest.mark.invariant("I9")
def test_a_collector_gets_requests_and_statements_and_learns_nothing_of_anybody(
    fresh_database: DatabaseUrl,
) -> None:
    with collecting() as (collector, address):
        done = _ask(fresh_database, OTEL_EXPORTER_OTLP_ENDPOINT=address)
    assert done.returncode == 0, done.stderr
    spans = collector.spans()
    requests = [told for _, told in spans if "curule.request_id" in told]
    assert [each["curule.request_id"] for each in requests] == done.stdout.split()
    assert any("SELECT" in name for name, _ in spans), [name for name, _ in spans]
    sent = b"".join(collector.raw)
    for secret in (TOKEN.encode(), b"ann@example.com", b"own browser"):
        assert secret not in sent


def test_the_worker_is_traced_as_itself(fresh_database: DatabaseUrl) -> None:
    with collecting() as (collector, address):
        done = subprocess.run(
            [sys.executable, "-m", "curule.config.worker", "--once"],
            env=_environment(fresh_database, OTEL_EXPORTER_OTLP_ENDPOINT=address),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert any("SELECT" in name for name, _ in collector.spans())
    assert b"curule-worker" in b"".join(collector.raw)


@pytest.mark.long
def test_nobody_is_told_unless_somebody_asks(fresh_database: DatabaseUrl) -> None:
    with collecting() as (collector, address):
        done = _ask(
            fresh_database,
            OTEL_EXPORTER_OTLP_ENDPOINT=address,
            OTEL_TRACES_EXPORTER="none",
        )
    assert (done.returncode, collector.raw) == (0, [])
    assert _ask(fresh_database).returncode == 0
