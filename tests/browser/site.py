"""The demo as a process of its own, and who can sign in to it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LINK = re.compile(r"^\s+\S.*?\s+http://\S+/demo/(?P<name>\S+)\s", re.MULTILINE)
_READY = "Stop with Ctrl-C"
_PATIENCE_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where the demo is served, the names of its sign-in links, and what it has said so far."""

    address: str
    links: tuple[str, ...]
    said: list[str]


@contextlib.contextmanager
def served_demo(folder: Path) -> Iterator[Site]:
    """Serve the demo with data of its own, until the block ends."""
    # The server runs as an account of its own when we are root, and has to get through.
    for each in (folder, *folder.parents[:2]):
        with contextlib.suppress(OSError):
            each.chmod(0o755)
    port = _free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("CURULE_")}
    env |= {"CURULE_DEMO": "1", "CURULE_DATA": str(folder), "PORT": str(port)}
    env.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "curule", "serve"],
        env=env,
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
        links = tuple(match["name"] for match in _LINK.finditer(text))
        yield Site(address=f"http://localhost:{port}", links=links, said=said)
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
