"""An example app as a process of its own, beside the real service: nothing is made up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.support.web_server import free_port

_PATIENCE_SECONDS = 60.0


@contextlib.contextmanager
def served_app(folder: Path, **variables: str) -> Iterator[httpx.Client]:
    """Serve the `app` of an example's `app.py` for the block; the value is a line to it."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "app:app"),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
        cwd=folder,
        env={**os.environ, **variables},
        start_new_session=True,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as line:
            _wait_for(process, line)
            yield line
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], line: httpx.Client) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        assert process.poll() is None, "the example ended"
        assert time.monotonic() < deadline, "the example does not start"
        with contextlib.suppress(httpx.TransportError):
            line.get("/openapi.json")
            return
        time.sleep(0.05)
