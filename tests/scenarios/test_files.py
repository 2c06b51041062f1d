"""Every scenario file plays as it expects, and nothing that it expects can be wrong unnoticed."""

import io
import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace

import pytest

import curule.cli.scenario as command
from curule.cli.main import main
from curule.playback.expected import Expected, ExpectedList, ExpectedMap, ExpectedValue
from curule.playback.problems import Place
from curule.playback.report import PlayedStep, ScenarioReport
from curule.playback.scenario import Scenario, load_scenario
from curule.playback.steps import Step
from tests.scenarios.changing import changed_steps
from tests.scenarios.conftest import Play
from tests.scenarios.the_files import ALL, EXAMPLES, MAIN
from tests.support.tree import ROOT

_NUMBER = re.compile(r"\b\w+: -?\d+(?=[,}\s]|$)")


@pytest.fixture(scope="module", params=ALL)
def report(request: pytest.FixtureRequest, played: Play) -> ScenarioReport:
    """What came of a file. All tests of a file follow one another, so it is played once."""
    return played(request.param)


def test_every_vendor_has_a_file_and_there_are_examples() -> None:
    assert set(MAIN) < set(ALL)
    assert EXAMPLES


def test_a_file_plays_as_it_expects(report: ScenarioReport) -> None:
    assert not report.failed, _told(report)


def test_the_numbers_of_seats_add_up_after_every_step(report: ScenarioReport) -> None:
    for each in report.played:
        results = (each.report,) if isinstance(each, PlayedStep) else each.report.results
        for result in results:
            for seats in result.seats.values():
                assert seats.total == seats.occupied + seats.held + seats.free


def test_whatever_is_changed_is_noticed_where_it_stands(report: ScenarioReport) -> None:
    """The file is played once; what happened is judged by each changed expectation."""
    happened = [each.report for each in report.played]
    unnoticed = [
        place
        for place, steps in changed_steps(report.scenario.steps)
        if not _wrong_at(ScenarioReport.of(replace(report.scenario, steps=steps), happened), place)
    ]

    assert unnoticed == []


def _wrong_at(report: ScenarioReport, place: Place) -> bool:
    lines = {(each.place.file, each.place.line) for each in report.mismatches}
    return report.failed and (place.file, place.line) in lines


def test_the_command_exits_with_1_for_what_is_not_as_expected(
    report: ScenarioReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened = [each.report for each in report.played]
    monkeypatch.setattr(
        command, "_played", lambda files: (ScenarioReport.of(each, happened) for each in files)
    )

    def run(scenario: Scenario) -> tuple[int, str]:
        monkeypatch.setattr(command, "_loaded", lambda _files: (scenario,))
        monkeypatch.setattr("sys.argv", ["curule", "scenario", "run", "--json", scenario.file])
        told = io.StringIO()
        with (
            redirect_stdout(io.StringIO()),
            redirect_stderr(told),
            pytest.raises(SystemExit) as end,
        ):
            main()
        assert isinstance(end.value.code, int)
        return end.value.code, "".join(told.getvalue().split())  # a narrow console breaks lines

    assert run(report.scenario) == (0, "")
    place, steps = next(iter(changed_steps(report.scenario.steps)))
    status, told = run(replace(report.scenario, steps=steps))
    assert status == 1
    assert f"{place.file}:{place.line}:" in told


@pytest.mark.parametrize("file", ALL)
def test_no_number_that_is_written_in_a_file_is_left_out(file: str) -> None:
    """As many numbers are expected, and so changed, as stand in the text behind `expect`."""
    written = [
        number
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines()
        for number in _NUMBER.findall(line.partition(" #")[0].partition("expect:")[2])
    ]
    read = [number for each in _expected(file) for number in _numbers(each)]
    assert len(written) == len(read) >= 2


def _expected(file: str) -> list[Expected]:
    found: list[Expected | None] = []
    for step in load_scenario(str(ROOT / file)).steps:
        if isinstance(step, Step):
            found.append(step.expect)
            continue
        found += [each.expect for each in step.steps]
        if step.expect is not None:
            found += [step.expect.ok, *(step.expect.refused or {}).values()]
    return [each for each in found if each is not None]


def _numbers(expected: Expected) -> list[int]:
    match expected:
        case ExpectedValue(value=int() as number) if not isinstance(number, bool):
            return [number]
        case ExpectedValue():
            return []
        case ExpectedMap():
            return [number for part in expected.parts.values() for number in _numbers(part)]
        case ExpectedList():
            return [number for item in expected.items for number in _numbers(item)]


def _told(report: ScenarioReport) -> str:
    return "\n".join(
        f"{mismatch.place}: {mismatch.path}: expected {mismatch.expected}, got {mismatch.got}"
        for mismatch in report.mismatches
    )
