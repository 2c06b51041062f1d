"""The demo as a process of its own: as `make demo` serves it, or on a database that is laid afresh.

served_demo     with data of its own, worker and all: what pictures are taken of
served_on       on a database that is given, without a worker: what tests change things in
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_READY = "Stop with Ctrl-C"
_PATIENCE_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where the demo is served, and what it has said so far; `afresh` undoes all that was done."""

    address: str
    said: list[str]
    afresh: Callable[[], None]


@contextlib.contextmanager
def served_demo(folder: Path) -> Iterator[Site]:
    """Serve the demo with data of its own, until the block ends."""
    # The server runs as an account of its own when we are root, and has to get through.
    for each in (folder, *folder.parents[:2]):
        with contextlib.suppress(OSError):
            each.chmod(0o755)

    def afresh() -> None:
        raise NotImplementedError("what is served here is made once")

    with _served(["serve"], {"CURULE_DATA": str(folder)}, afresh) as site:
        yield site


@contextlib.contextmanager
def served_on(database: str, folder: Path, afresh: Callable[[], None]) -> Iterator[Site]:
    """Serve the demo on the server of `database`, until the block ends.

    No worker runs beside it: nothing happens but what a test does, and the database can be
    exchanged between two tests, since no connection outlives a request.
    """
    env = {"CURULE_DATA": str(folder), "DATABASE_URL": database}
    with _served(["serve", "--no-worker"], env, afresh) as site:
        yield site


@contextlib.contextmanager
def _served(
    command: list[str], chosen: Mapping[str, str], afresh: Callable[[], None]
) -> Iterator[Site]:
    port = _free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("CURULE_")}
    env.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "curule", *command],
        env={**env, "CURULE_DEMO": "1", "PORT": str(port), **chosen},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    is_ready = threading.Event()
    reader = threading.Thread(target=_listen, args=(process, said, is_ready), daemon=True)
    reader.start()
    try:
        is_ready.wait(_PATIENCE_SECONDS)
        text = "".join(said)
        assert _READY in text, f"the demo did not start:\n{text}"
        yield Site(address=f"http://localhost:{port}", said=said, afresh=afresh)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(timeout=10)


def _listen(process: subprocess.Popen[str], said: list[str], is_ready: threading.Event) -> None:
    """Keep what it prints, and tell when it is ready or has ended."""
    assert process.stdout is not None
    with process.stdout as stream:
        for line in stream:
            said.append(line)
            if _READY in line:
                is_ready.set()
    is_ready.set()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
