"""Serve, answer, renew and verify where there is no network: run by `test_no_network`.

A network namespace of its own has nothing but a loopback. Where the machine does not allow one,
every connection to another address is refused in each process of Python that is started here.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_SIOCSIFFLAGS: Final = 0x8914
_UP: Final = 0x1
_OUTSIDE: Final = ("192.0.2.1", 443)  # of nobody, for examples
_REFUSING: Final = """
import errno, os, sys

def refuse(event, given):
    if event in ("socket.connect", "socket.sendto") and isinstance(given[1], tuple):
        if not str(given[1][0]).startswith(("127.", "::1", "localhost")):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

sys.addaudithook(refuse)
"""


def leave_the_network() -> str:
    """Take the network away from this process and all that it starts; say how."""
    kernel = ctypes.CDLL(None, use_errno=True)
    for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET):
        if os.geteuid() == 0 and flags & _CLONE_NEWUSER:
            continue  # it would no longer be who owns the database's folder
        if kernel.unshare(flags) == 0:
            _raise_loopback()
            return "in a network namespace of its own"
    return ""


def _raise_loopback() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", _UP, b""))


@contextlib.contextmanager
def refusing() -> Iterator[str]:
    """Let every process of Python that is started refuse to connect to another address."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(_REFUSING, encoding="utf-8")
        before = os.environ.get("PYTHONPATH", "")
        os.environ["PYTHONPATH"] = f"{folder}:{before}"
        exec(_REFUSING, {})  # noqa: S102 - our own text, for this process
        yield "every connection to another address refused"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _works() -> int:
    try:
        socket.create_connection(_OUTSIDE, timeout=3).close()
    except OSError:
        _say("outside: unreachable")
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "curule"]
    served = subprocess.Popen(
        [*command, "serve", "--port", str(port)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    try:
        for path in ("/livez", "/auth/login/"):
            _say(f"GET {path}: {_status(f'http://127.0.0.1:{port}{path}')}")
    finally:
        served.terminate()
        served.communicate(timeout=60)
    subprocess.run([*command, "worker", "--once"], check=True, stdout=subprocess.DEVNULL)
    verified = subprocess.run([*command, "verify"], check=False, stdout=subprocess.PIPE)
    _say(f"curule verify: {verified.returncode}")
    if verified.returncode:
        _say(verified.stdout.decode())
    return 0


def _status(url: str) -> int:
    deadline = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own
                return int(answer.status)
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def main() -> int:
    """Say how the network was taken away, then what was seen."""
    how = leave_the_network()
    if how:
        _say(how)
        return _works()
    with refusing() as how:
        _say(how)
        return _works()


if __name__ == "__main__":
    sys.exit(main())
