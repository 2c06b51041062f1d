"""The Makefile: `make help` knows every target, and CI runs what a person runs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.support.tree import ROOT, text


def _targets() -> list[str]:
    return re.findall(r"^\.PHONY: ([\w-]+)$", text(Path("Makefile")), flags=re.MULTILINE)


def test_help_lists_every_target() -> None:
    make = shutil.which("make")
    assert make is not None
    shown = subprocess.run(
        [make, "--no-print-directory", "help"],
        cwd=ROOT,
        env={**os.environ, "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert {"setup", "demo", "test", "check"} <= set(_targets())
    assert [line.split()[1] for line in shown.stdout.splitlines()] == _targets()


def test_ci_runs_the_checks_and_ends_with_the_tests() -> None:
    script = text(Path(".ci/run")).splitlines()

    assert [line for line in script if line.startswith("make ")] == ["make check", "make test"]
    assert script[-1] == "make test"
    assert os.access(ROOT / ".ci/run", os.X_OK)
