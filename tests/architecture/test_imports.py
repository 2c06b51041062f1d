"""The layers hold: dependencies point inward (docs/adr/0001)."""

import subprocess
import sys
from pathlib import Path

from tests.support.tree import ROOT


def test_the_import_contracts_hold() -> None:
    # A process of its own: the linter switches off every logger that exists where it runs.
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert linted.returncode == 0, linted.stdout + linted.stderr
