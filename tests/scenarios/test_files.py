"""Every scenario file plays as it expects."""

import pytest

from curule.playback.report import PlayedStep, ScenarioReport
from tests.scenarios.conftest import Play
from tests.scenarios.the_files import ALL, EXAMPLES, MAIN


def test_every_vendor_has_a_file_and_there_are_examples() -> None:
    assert set(MAIN) < set(ALL)
    assert EXAMPLES


@pytest.mark.parametrize("file", ALL)
def test_a_file_plays_as_it_expects(file: str, played: Play) -> None:
    report = played(file)
    assert not report.failed, _told(report)


@pytest.mark.parametrize("file", MAIN)
def test_the_numbers_of_seats_add_up_after_every_step(file: str, played: Play) -> None:
    for each in played(file).played:
        reports = (each.report,) if isinstance(each, PlayedStep) else each.report.results
        for report in reports:
            for seats in report.seats.values():
                assert seats.total == seats.occupied + seats.held + seats.free


def _told(report: ScenarioReport) -> str:
    return "\n".join(
        f"{mismatch.place}: {mismatch.path}: expected {mismatch.expected}, got {mismatch.got}"
        for mismatch in report.mismatches
    )
