"""The web server as a process of its own, which shares nothing with the test but the database."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from curule.data.database_url import DatabaseUrl

_PATIENCE_SECONDS = 60.0


@contextlib.contextmanager
def web_server(url: DatabaseUrl, folder: Path, **variables: str) -> Iterator[int]:
    """Serve what is in a database for the block; the value is the port on 127.0.0.1.

    `variables` go into its environment; a `PORT` among them is taken, else a free one. It answers
    when the block begins, and is gone when it ends.
    """
    port = int(variables.pop("PORT", 0) or free_port())
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "curule.cli.web_process"),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
        env={**os.environ, "DATABASE_URL": url.text(), "CURULE_DATA": str(folder), **variables},
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _answers(port):
            assert process.poll() is None, "the web server ended"
            assert time.monotonic() < deadline, "the web server does not start"
            time.sleep(0.02)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def _answers(port: int) -> bool:
    """Whether a page is answered: for the first one Django loads them all, which takes a while."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        line.request("GET", "/no-such-page")
        return line.getresponse().status == http.HTTPStatus.NOT_FOUND
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
