"""The page on seats: its tables of steps are played, and all their numbers are compared."""

import re
from datetime import datetime

import pytest

from curule.core.entitlements import Reason
from curule.core.localtime import local_date
from curule.playback.report import SeatsReport, StepReport
from tests.docs.pages import DOCS, Row, Table, blocks, read, tables, words
from tests.docs.played import Play, played_steps
from tests.docs.seat_rows import EXAMPLES

PAGE = read("algorithms/seats.md")
PLAYED = [table for table in tables(PAGE) if table.is_played]


@pytest.mark.parametrize("table", PLAYED, ids=lambda table: table.heading)
def test_a_table_of_steps_is_what_happens(table: Table, play: Play) -> None:
    report = play(_scenario(table))
    zone = report.scenario.zone
    told = [_as_told(row) for row in table.rows]
    steps = zip(played_steps(report), table.rows, strict=True)
    assert [_row(step, row, zone) for (_, step), row in steps] == told


def _scenario(table: Table) -> str:
    """The rules that stand above the table, and its steps; a refusal it tells is expected."""
    rules = blocks(PAGE[: table.start])[-1]
    assert rules.language == "yaml"
    steps: list[str] = []
    for row in table.rows:
        at = f"at: {row['on']}, " if row["on"] else ""
        [step] = words(row["step"])
        refused = f", expect: {{refused: {row['refused']}}}" if row.get("refused") else ""
        steps.append(f"- {{{at}{step.removeprefix('{').removesuffix('}')}{refused}}}\n")
    return f"{rules.body}steps:\n{''.join(steps)}"


def _as_told(row: Row) -> dict[str, str]:
    return {column: cell for column, cell in row.items() if column not in {"on", "step"}}


def _row(report: StepReport, told: Row, zone: str) -> dict[str, str]:
    """What the step left, in the columns that the table has."""
    [seats] = report.seats.values()
    row = {"total": seats.total, "occupied": seats.occupied, "held": seats.held, "free": seats.free}
    cells = {name: str(number) for name, number in row.items()}
    cells["from then on"] = _scheduled(seats, zone)
    if "refused" in told:
        cells["refused"] = report.refused or ""
    if "access" in told:
        cells["access"] = _access(report, told["access"], zone)
    return cells


def _scheduled(seats: SeatsReport, zone: str) -> str:
    return " ".join(f"{_day(each.at, zone)}: {each.total}" for each in seats.scheduled)


def _access(report: StepReport, told: str, zone: str) -> str:
    """The answer for the person of whom the table tells one."""
    email = told.partition(":")[0]
    if not email:
        return ""
    answer = report.access[email]
    if not answer.allowed:
        return f"{email}: {answer.reason}"
    return f"{email}: until {_day(answer.until, zone)}" if answer.until else f"{email}: yes"


def _day(instant: datetime, zone: str) -> str:
    return local_date(instant, zone).isoformat()


def test_every_table_on_seats_is_computed_or_played() -> None:
    every = list(tables(PAGE))
    assert len(PLAYED) >= 7
    assert len(every) - len(PLAYED) >= 6
    assert [table.heading for table in every if not (table.check or table.is_played)] == []


def test_every_reason_stands_on_the_page() -> None:
    [table] = [table for table in tables(PAGE) if table.check == "reasons"]
    told = [row["reason"] for row in table.rows]
    assert told == [reason.value for reason in EXAMPLES]
    assert set(told) == {reason.value for reason in Reason}


def test_no_row_is_hidden_by_a_typing_error() -> None:
    """A line that should be a row but misses its bar would silently end the table."""
    assert re.findall(r"^[^|\n].*\|$", PAGE, re.MULTILINE) == []


def test_a_wrong_number_in_a_played_table_is_found(play: Play) -> None:
    table = PLAYED[-1]
    report = play(_scenario(table))
    row = dict(table.rows[0]) | {"total": "1"}
    [(_, first), *_] = played_steps(report)
    assert _row(first, row, report.scenario.zone) != _as_told(row)


def test_the_page_names_no_file_that_is_not_there() -> None:
    named = re.search(r"`src/curule/core` \(([^)]+)\)", PAGE)
    assert named
    folder = DOCS.parent / "src" / "curule" / "core"
    assert [name for name in words(named[1]) if not (folder / f"{name}.py").exists()] == []
