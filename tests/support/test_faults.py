"""The table of faults says what was played, what failed, and what nobody plays."""

import pytest

from tests.support.faults import Fault, Played, faults, gaps, note, table

LOST = Fault(id="F13", name="a lost answer")
LATE = Fault(id="F18", name="a late provider", not_yet="not yet: no such feature")


def _report(
    outcome: str = "passed", *, ids: tuple[str, ...] = ("F13",), held: str = "one order"
) -> pytest.TestReport:
    said = ("fault", (list(ids), "an answer is lost", held))
    return pytest.TestReport(
        nodeid="tests/test_it.py::test_it",
        location=("tests/test_it.py", 1, "test_it"),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=None,
        when="call",
        user_properties=[said, ("fault-measured", "3 commits")],
        duration=1.5,
    )


def _played(*reports: pytest.TestReport) -> dict[str, Played]:
    played: dict[str, Played] = {}
    for report in reports:
        note(played, report)
    return played


def test_there_are_twenty_in_their_order() -> None:
    assert [fault.id for fault in faults()] == [f"F{number}" for number in range(1, 21)]


def test_a_line_says_what_was_injected_and_what_held() -> None:
    lines = list(table([LOST, LATE], _played(_report(), _report())))
    assert lines == [
        "F13 held     an answer is lost -> one order [3 commits] [3 commits] (2 tests, 3.0 s)",
        "F18 not yet  a late provider: not yet: no such feature",
        "2 faults: 1 held, 1 not yet.",
    ]
    assert gaps([LOST, LATE], _played(_report())) == ()


def test_a_test_that_says_nothing_leaves_a_gap() -> None:
    played = _played(_report(held=""))
    assert gaps([LOST, LATE], played) == ("F13",)
    assert next(iter(table([LOST], played))).startswith("F13 GAP ")
    assert gaps([LOST], {}) == ("F13",)


def test_what_failed_or_is_expected_to_is_told() -> None:
    (line, _) = table([LOST], _played(_report("failed"), _report()))
    assert line.startswith("F13 FAILED ")
    assert "[failed: tests/test_it.py::test_it]" in line
    known = _report("skipped")
    known.wasxfail = "a seat too many"
    (line, _) = table([LOST], _played(known))
    assert line.startswith("F13 DEFECT ")
    assert "[expected to fail: a seat too many]" in line
