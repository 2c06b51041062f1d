"""Run `curule` as people do: in a process of its own."""

import os
import subprocess
import sys


def run_curule(
    *arguments: str, stdin: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command with the environment of this process, changed by `env`; never raises."""
    return subprocess.run(
        [sys.executable, "-m", "curule", *arguments],
        input=stdin,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
