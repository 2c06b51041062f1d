"""`curule demo-cli`: what a newcomer sees first."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import curule
from curule.cli import demo_cli as subject
from curule.core.presets import PRESETS
from curule.data.database_url import DatabaseUrl
from curule.playback.report import ScenarioReport
from curule.selectors.invariants import INVARIANTS, Violation
from tests.playback.played import played
from tests.scenarios.the_files import MAIN
from tests.support.commands import run_curule
from tests.support.tree import ROOT

VIOLATION = Violation(invariant="I1", account_id=None, what="more taken than there are", numbers={})


@pytest.mark.long  # each of the files is played by itself in test_files
def test_the_five_presets_are_shown_and_all_holds(server: DatabaseUrl, template: str) -> None:
    del template  # made, so that the command has not to make it
    env = {"DATABASE_URL": server.text(), "COLUMNS": "100", "FORCE_COLOR": "1"}
    done = run_curule("demo-cli", "--policy-language", "fr", env=env)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert done.stdout.startswith("\x1b[")  # in color
    for file in MAIN:
        assert done.stdout.count(file) == 3, "its heading, its verdict, that of verify"
    for said in (
        "Ce que vous achetez",  # the policy in sentences
        "261.37",  # money as people write it
        "due now",
        "occupied",
        "decrease_not_allowed_in_term",  # a refusal with its way out
        "turn_off_auto_renew",
        f"Verified: all {len(INVARIANTS)} invariants hold.",
    ):
        assert said in done.stdout


def test_every_preset_is_demonstrated() -> None:
    assert set(subject.VENDORS) == set(PRESETS)
    assert tuple(f"scenarios/{vendor}.yaml" for vendor in subject.VENDORS) == MAIN


@pytest.mark.parametrize(
    ("failing", "violations", "status", "said"),
    [
        (False, (), 0, "✓ Verified: all"),
        (True, (), 1, "failed"),
        (False, (VIOLATION,), 1, "✗ Violated: 1 violation of I1."),
    ],
)
def test_what_is_not_as_expected_is_the_status(
    *,
    failing: bool,
    violations: tuple[Violation, ...],
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = played()
    assert report.failed
    if not failing:
        well = [type(each)(each.step, each.report, ()) for each in report.played]  # type: ignore[arg-type]
        report = ScenarioReport(report.scenario, tuple(well))
    shown = subject.Demonstrated(report, violations)
    monkeypatch.setattr(subject, "_played", lambda _scenarios: iter([shown]))
    done = CliRunner().invoke(subject.demo_cli, standalone_mode=False)
    assert done.exception is None
    assert done.return_value == status
    assert said in done.output


def test_installed_it_takes_the_files_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "curule"
    (package / "scenarios").mkdir(parents=True)
    text = (
        (ROOT / MAIN[0])
        .read_text(encoding="utf-8")
        .replace("seats: {participant: 5}", "seats: {participant: 6}")
    )
    (package / "scenarios" / "tutkit.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(curule, "__file__", str(package / "__init__.py"))
    first = subject.scenario("tutkit").all_steps[0]
    assert getattr(first.operation, "seats", None) == {"participant": 6}


def test_the_built_package_holds_the_files(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        check=True,
        timeout=120,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"curule/{file}" for file in MAIN} <= names
    assert "curule/cli/demo_cli.py" in names
