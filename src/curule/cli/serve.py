"""`curule serve`: the web server, the worker and the embedded database under one command."""

import contextlib
import errno
import http.client
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Final

import click

from curule.cli import processes
from curule.cli.prerequisites import open_database, refuse_older_backup
from curule.cli.processes import Child

_PATIENCE_SECONDS: Final = 60.0
_GLANCE_SECONDS: Final = 0.1
_ANY_ADDRESS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not bound


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, show_envvar=True,
              help="The address to listen on; 0.0.0.0 is every one of this computer.")  # fmt: skip
@click.option("--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000,
              show_default=True, show_envvar=True, help="The port to listen on.")  # fmt: skip
@click.option("--no-worker", is_flag=True, help="Only answer requests; the worker runs elsewhere.")
@click.option("--afresh", is_flag=True, help="Begin the demo anew; only with CURULE_DEMO=1.")
def serve(*, host: str, port: int, no_worker: bool, afresh: bool) -> None:
    """Serve the portal and the console, and do what is due, until stopped.

    Exit status 1 when the port is taken, or when a part of it ends by itself.
    """
    _refuse_busy_port(host, port)
    os.environ["PORT"] = str(port)  # links lead to where we listen, unless CURULE_BASE_URL is set
    stopping = threading.Event()
    if afresh:
        _require_demo()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_hearing(stopping, interrupting=True))
        url = stack.enter_context(open_database(afresh=afresh))
        refuse_older_backup()
        stack.enter_context(_hearing(stopping))
        counted = stack.enter_context(tempfile.TemporaryDirectory(prefix="curule-counted-"))
        env = {"DATABASE_URL": url.text(), "PROMETHEUS_MULTIPROC_DIR": counted}
        children: list[Child] = []
        stack.callback(processes.stop, children)
        where = ("--host", host, "--port", str(port))
        children.append(processes.start("web server", "curule.cli.web_process", *where, env=env))
        if not no_worker:
            until = "--until-stdin-closes"
            children.append(processes.start("worker", "curule.config.worker", until, env=env))
        if _answers_in_time(host, port, children, stopping):
            _announce()
        _watch(children, stopping)


def _require_demo() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curule.config.settings")
    from django.conf import settings

    if not settings.CURULE_DEMO:
        raise click.UsageError("--afresh throws the demo away, and needs CURULE_DEMO=1.")


def _announce() -> None:
    from django.conf import settings

    if settings.CURULE_DEMO:
        from curule.cli.demo_world import introduction

        click.echo(introduction(settings.CURULE_BASE_URL))
    else:
        click.echo(f"Serving {settings.CURULE_BASE_URL} (stop with Ctrl-C).")


def _watch(children: Sequence[Child], stopping: threading.Event) -> None:
    """Wait until we are told to stop. Raises when a child ends by itself."""
    while not stopping.wait(_GLANCE_SECONDS):
        _refuse_dead(children)


def _answers_in_time(
    host: str, port: int, children: Sequence[Child], stopping: threading.Event
) -> bool:
    """Wait for the first answer, whatever it says; False when we are told to stop before."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _answers(host, port):
        _refuse_dead(children)
        if time.monotonic() > deadline:
            raise click.ClickException(
                f"The web server does not answer after {_PATIENCE_SECONDS:.0f} seconds; "
                "look at what it wrote above, then start again."
            )
        if stopping.wait(_GLANCE_SECONDS):
            return False
    return True


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_ANY_ADDRESS.get(host, host), port, timeout=5)
    try:
        connection.request("GET", "/livez")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _refuse_dead(children: Sequence[Child]) -> None:
    for child in children:
        if child.has_ended:
            raise click.ClickException(
                f"The {child.name} ended by itself, so everything was stopped; "
                "look at what it wrote above, then start again."
            )


def _refuse_busy_port(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise click.ClickException(
            f"{host} is no address of this computer; set HOST (or --host) to 127.0.0.1 or 0.0.0.0."
        ) from None
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as error:
            raise click.ClickException(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program; stop that one, or choose another: PORT=8001."
        )
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {port}; choose one above 1023: PORT=8000."
    return (
        f"Nothing can listen on {host} ({error.strerror}); set HOST to an address of this computer."
    )


@contextlib.contextmanager
def _hearing(stopping: threading.Event, *, interrupting: bool = False) -> Iterator[None]:
    """Set `stopping` at a request to end; the second one does not wait for anything.

    `interrupting` is for what has to be broken off: the first one breaks in too.
    """

    def hear(number: int, frame: FrameType | None) -> None:
        del frame
        if stopping.is_set() or interrupting:
            stopping.set()
            raise SystemExit(128 + number)
        stopping.set()

    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, hear) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
