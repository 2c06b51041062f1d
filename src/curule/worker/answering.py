"""Where the worker answers those who watch it, as the web server does, and nobody else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import click

from curule.httpkit.operation import watched


@contextlib.contextmanager
def answering(address: tuple[str, int] | None) -> Iterator[int]:
    """Answer at the address for the block; give the port, 0 where there is no address.

    Raises:
        ClickException: nothing can listen there.
    """
    if address is None:
        yield 0
        return
    with _listening(*address) as server:
        Thread(target=server.serve_forever, name="answering", daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def _listening(host: str, port: int) -> WSGIServer:
    try:
        return make_server(host, port, watched(_nothing), _Server, _Handler)
    except OSError as error:
        raise click.ClickException(
            f"The worker cannot answer on {host}, port {port} ({error.strerror}); "
            "set CURULE_WORKER_PORT to a port that is free."
        ) from None


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as declared above
        """Write nothing: probes come every few seconds."""


def _nothing(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    del environ
    start_response("404 Not Found", [("Content-Length", "0")])
    return []
