"""The demo as a process of its own: as `make demo` serves it, on a database that is given.

No worker runs beside it: nothing happens but what a test does, and the database can be exchanged
between two tests, since no connection outlives a request.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_READY = "Stop with Ctrl-C"
_PATIENCE_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where the demo is served, and what it has said so far; `afresh` undoes all that was done."""

    address: str
    said: list[str]
    database: str
    afresh: Callable[[], None]


@contextlib.contextmanager
def served_on(
    database: str, served: str, folder: Path, afresh: Callable[[], None]
) -> Iterator[Site]:
    """Serve the demo on the server of `database`, in its database `served`."""
    port = _free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("CURULE_")}
    env.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "curule", "serve", "--no-worker"],
        env={
            **env,
            "CURULE_DEMO": "1",
            "PORT": str(port),
            "CURULE_DATA": str(folder),
            "DATABASE_URL": database,
        },
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
        address = f"http://localhost:{port}"
        yield Site(address=address, said=said, database=served, afresh=afresh)
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
