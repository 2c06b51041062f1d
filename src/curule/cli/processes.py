"""Processes that a command keeps beside itself: started, watched and stopped together.

Each ends by itself when its standard input closes, which also happens when we are killed.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_PATIENCE_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Child:
    """A running process, with the name by which people are told of it."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def has_ended(self) -> bool:
        """Whether it is gone, for whatever reason."""
        return self.process.poll() is not None

    def stop_on_the_spot(self) -> None:
        """Kill it and whatever it started; one that is gone leaves no process of its own either."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(name: str, module: str, *arguments: str, env: Mapping[str, str]) -> Child:
    """Start a Python module as a process in a session of its own, out of the reach of Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **env},
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    return Child(name, process)


def stop(children: Sequence[Child]) -> None:
    """Ask all to stop, wait for them, and kill those that do not hear."""
    for child in children:
        if not child.has_ended:
            child.process.terminate()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        child.stop_on_the_spot()
