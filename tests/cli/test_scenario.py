"""`curule scenario`: what it prints where, and with which status it ends."""

from __future__ import annotations

import contextlib
import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from curule.cli import scenario as command
from curule.cli.main import main
from curule.playback.problems import ScenarioError
from curule.playback.report import ScenarioReport, SeatsReport, StepReport
from curule.playback.scenario import Scenario

GOOD = """\
policy: {preset: gotoassist}
prices: [{seat_type: agent, currency: EUR, interval: month, unit_amount: 3000}]
account: {country: FR, time_zone: Europe/Paris}
steps:
- {at: 2026-04-01, do: subscribe, seats: {agent: 10}, expect: {status: active}}
"""
BAD = GOOD.replace("active", "trialing")

Curule = Callable[..., tuple[int, str, str]]


def _play(scenario: Scenario, *, database: str) -> ScenarioReport:
    """Stand in for the player: every step went through."""
    assert database == "a database"
    seats = {"agent": SeatsReport(total=10, occupied=1, held=2, free=7)}
    reports = [
        StepReport(at=step.at, do=step.do, by="owner@example.test", status="active", seats=seats)
        for step in scenario.all_steps
    ]
    return ScenarioReport.of(scenario, reports)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the commands find a player and a database; return the names of the files it played."""
    files: list[str] = []

    def play(scenario: Scenario, *, database: str) -> ScenarioReport:
        files.append(Path(scenario.file).name)
        return _play(scenario, database=database)

    @contextlib.contextmanager
    def open_database(*, migrated: bool = True) -> Iterator[str]:
        assert not migrated, "a scenario has nothing to do with the installation's own database"
        yield "a database"

    monkeypatch.setitem(sys.modules, "curule.playback.player", SimpleNamespace(play=play))
    monkeypatch.setattr(command, "open_database", open_database)
    return files


@pytest.fixture
def curule(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Curule:
    """Return a function that runs the command line and returns status, output and errors."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["curule", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, printed.out, printed.err

    return run


def _file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_scenario_that_goes_as_expected(
    curule: Curule, played: list[str], tmp_path: Path
) -> None:
    status, out, err = curule("scenario", "run", _file(tmp_path, "good.yaml", GOOD))
    assert (status, err) == (0, "")
    assert played == ["good.yaml"]
    assert "✓ 1 step, all as expected" in out
    assert "gotoassist" in out
    assert "subscribe agent 10" in out
    assert "\x1b" not in out


def test_a_scenario_that_does_not_shows_expected_and_got(
    curule: Curule, played: list[str], tmp_path: Path
) -> None:
    status, out, err = curule("scenario", "run", _file(tmp_path, "bad.yaml", BAD))
    assert (status, err) == (1, "")
    assert played
    assert "✗ 1 step, 1 expectation failed" in out
    assert "expected trialing" in out
    assert "got active" in out


def test_several_files_end_with_a_line_for_each(
    curule: Curule, played: list[str], tmp_path: Path
) -> None:
    good, bad = _file(tmp_path, "good.yaml", GOOD), _file(tmp_path, "bad.yaml", BAD)
    status, out, _ = curule("scenario", "run", good, bad, good)
    assert status == 1
    assert played == ["good.yaml", "bad.yaml"]
    squeezed = " ".join("".join(out.splitlines()[-4:]).split())
    assert "✓ 1 step, all as expected" in squeezed
    assert "✗ 1 step, 1 expectation failed" in squeezed


def test_a_wrong_file_ends_it_before_anything_is_played(
    curule: Curule, played: list[str], tmp_path: Path
) -> None:
    good = _file(tmp_path, "good.yaml", GOOD)
    wrong = _file(tmp_path, "wrong.yaml", GOOD.replace("subscribe", "suscribe"))
    missing = tmp_path / "missing.yaml"
    for option in ((), ("--json",)):
        status, out, err = curule("scenario", "run", good, wrong, missing, *option)
        assert (status, out) == (2, "")
        assert err == (
            f"{wrong}:5:24: unknown operation `suscribe`; did you mean `subscribe`?\n"
            f"{missing}: cannot be read: No such file or directory\n"
        )
    assert played == []
    assert curule("scenario", "show", wrong)[0] == 2


@pytest.mark.usefixtures("played")
def test_one_file_as_json_is_a_list_of_steps(curule: Curule, tmp_path: Path) -> None:
    status, out, err = curule("scenario", "run", "--json", _file(tmp_path, "good.yaml", GOOD))
    assert (status, err) == (0, "")
    (step,) = json.loads(out)
    assert step["at"] == "2026-03-31T22:00:00Z"
    assert step["seats"]["agent"]["free"] == 7


@pytest.mark.usefixtures("played")
def test_several_files_as_json_are_an_object_and_failures_stand_beside_it(
    curule: Curule, tmp_path: Path
) -> None:
    good, bad = _file(tmp_path, "good.yaml", GOOD), _file(tmp_path, "bad.yaml", BAD)
    status, out, err = curule("scenario", "run", good, bad, "--json")
    assert status == 1
    assert {name: len(steps) for name, steps in json.loads(out).items()} == {
        str(good): 1,
        str(bad): 1,
    }
    assert "expected trialing" in err


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize(
    ("option", "words"), [((), "What you buy"), (("--policy-language", "de"), "Was Sie kaufen")]
)
def test_the_policy_is_said_in_the_language_that_is_asked_for(
    curule: Curule, tmp_path: Path, option: tuple[str, ...], words: str
) -> None:
    _, out, _ = curule("scenario", "run", _file(tmp_path, "good.yaml", GOOD), *option)
    assert words in out


@pytest.mark.usefixtures("played")
def test_what_is_wrong_only_while_it_plays_is_told_as_a_wrong_file(
    curule: Curule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def play(scenario: Scenario, *, database: str) -> ScenarioReport:
        del database
        raise ScenarioError(scenario.all_steps[0].place, "nobody has this role")

    monkeypatch.setitem(sys.modules, "curule.playback.player", SimpleNamespace(play=play))
    good = _file(tmp_path, "good.yaml", GOOD)
    status, _, err = curule("scenario", "run", good)
    assert (status, err) == (2, f"{good}:5:3: nobody has this role\n")


@pytest.mark.usefixtures("played")
def test_show_says_the_policy_and_draws_the_seats(curule: Curule, tmp_path: Path) -> None:
    good, svg = _file(tmp_path, "good.yaml", BAD), tmp_path / "seats.svg"
    status, out, _ = curule("scenario", "show", good, "--language", "fr", "--svg", svg)
    assert status == 0, "showing is no checking"
    assert "Les postes dans le temps: agent" in out
    assert "▒" in out
    root = ET.parse(svg).getroot()  # noqa: S314 - our own document
    assert root.get("role") == "img"
    assert "Les postes dans le temps: good.yaml" in svg.read_text(encoding="utf-8")


@pytest.mark.usefixtures("played")
def test_a_picture_that_cannot_be_written_is_told_in_a_sentence(
    curule: Curule, tmp_path: Path
) -> None:
    good = _file(tmp_path, "good.yaml", GOOD)
    status, _, err = curule("scenario", "show", good, "--svg", tmp_path / "none" / "x.svg")
    assert status == 1
    assert err == f"{tmp_path}/none/x.svg: cannot be written: No such file or directory\n"


@pytest.mark.parametrize(
    "arguments", [["run"], ["show"], ["run", "x.yaml", "--language", "xx"], ["paly", "x.yaml"]]
)
def test_wrong_usage_is_status_2(curule: Curule, arguments: list[str]) -> None:
    status, out, err = curule("scenario", *arguments)
    assert (status, out) == (2, "")
    assert err
