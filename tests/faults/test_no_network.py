"""F20: no network at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from curule.data.database_url import DatabaseUrl
from curule.worker.clock import utc_now
from tests.support.faults import Say
from tests.support.shop import Shop, later
from tests.support.tree import ROOT


@pytest.mark.fault(
    "F20",
    injected="no network but the loopback, under `curule serve`, a worker that renews, and `curule"
    " verify`",
    held="it starts, answers, renews and mails into its folder; nothing waits for anybody outside",
)
def test_everything_starts_and_works_without_a_network(
    holding: DatabaseUrl, tmp_path: Path, measured: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    del holding
    monkeypatch.setenv("CURULE_DATA", str(tmp_path))
    shop = Shop.open("zoom", unit_amount=3000, is_live=True, now=later(utc_now(), days=-40))
    shop.subscribe(2)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.without_network"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    how, *said = done.stdout.splitlines()
    assert said == [
        "outside: unreachable",
        "GET /livez: 200",
        "GET /auth/login/: 200",
        "curule verify: 0",
    ]
    assert shop.totals == [6000, 6000]
    measured(how)
