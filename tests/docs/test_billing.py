"""The pages on dunning and bank payments leave nothing out."""

from curule.core.lifecycle import Status
from curule.core.matching import Reason
from curule.core.renewal import JANITOR_MINUTES, RETRY_DAYS
from curule.services.sweeps.due import SOURCES
from tests.docs.pages import Row, read, tables


def _rows(page: str, check: str) -> list[Row]:
    return [row for table in tables(read(page)) if table.check == check for row in table.rows]


def test_everything_that_falls_due_has_its_place() -> None:
    listed = [
        name for row in _rows("algorithms/dunning.md", "order") for name in row["of it"].split()
    ]
    assert sorted(listed) == sorted(source.name for source in SOURCES)


def test_every_attempt_and_every_question_has_a_row() -> None:
    assert len(_rows("algorithms/dunning.md", "attempts")) == len(RETRY_DAYS) + 2
    assert len(_rows("algorithms/dunning.md", "questions")) == len(JANITOR_MINUTES) + 1


def test_every_status_of_grace_has_a_row() -> None:
    told = {row["status"] for row in _rows("algorithms/dunning.md", "grace")}
    assert told == {Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED, Status.ENDED}


def test_every_reason_has_its_weight_and_an_example() -> None:
    reasons = {reason.value for reason in Reason}
    assert {row["reason"] for row in _rows("algorithms/matching.md", "weights")} == reasons
    examples = _rows("algorithms/matching.md", "arrivals")
    assert reasons <= {reason for row in examples for reason in row["reasons"].split()}
