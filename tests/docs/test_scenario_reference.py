"""The reference of scenario files names exactly what the player reads, and its examples play."""

import re
from collections.abc import Iterable
from dataclasses import fields

import pytest
from pytest_django import DjangoDbBlocker

from curule.core.policy.seat_types import _FORMS as SEAT_TYPE_FORMS
from curule.data.database_url import DatabaseUrl
from curule.playback import expected, scenario, steps, terms
from curule.playback.expected import ListOf, MapOf, Shape, TableOf
from curule.playback.forms import FORMS, KEYS_NOT_YET, NOT_YET
from curule.playback.problems import ScenarioError
from curule.playback.report import StepReport
from curule.playback.scenario import AccountTerms, PersonTerms, read_scenario
from tests.docs.pages import Row, blocks, read, tables, words

PAGE = read("reference/scenario-files.md")
EXAMPLES = [block.body for block in blocks(PAGE) if block.language == "yaml"]


def _rows(column: str, heading: str | None = None) -> list[Row]:
    found = [
        row
        for table in tables(PAGE)
        for row in table.rows
        if column in row and heading in {None, table.heading}
    ]
    assert found
    return found


def _keys(column: str, heading: str | None = None) -> list[str]:
    return [key for row in _rows(column, heading) for key in words(row[column])]


@pytest.mark.parametrize(
    ("column", "heading", "known"),
    [
        ("Key", "The file", scenario._KEYS),
        ("Key", "A seat type", SEAT_TYPE_FORMS),
        ("Key", "A price", terms._PRICE_KEYS),
        ("Key of `account`", None, [field.name for field in fields(AccountTerms)]),
        ("Key of a person", None, [field.name for field in fields(PersonTerms)]),
        ("Key", "A step", steps._COMMON),
        ("Key of a `together`", None, steps._TOGETHER),
    ],
)
def test_the_keys_are_those_that_are_read(
    column: str, heading: str | None, known: Iterable[str]
) -> None:
    assert sorted(_keys(column, heading)) == sorted(known)


def test_the_operations_are_those_that_are_read() -> None:
    assert sorted(_keys("`do`")) == sorted(FORMS)


@pytest.mark.parametrize("row", _rows("`do`"), ids=lambda row: row["`do`"])
def test_an_operation_takes_the_keys_that_the_page_names(row: Row) -> None:
    [name] = words(row["`do`"])
    assert sorted(words(row["Keys"])) == sorted(FORMS[name].keys)


NEEDED = [
    (words(row["`do`"])[0], words(row["Keys"].partition("[")[0]))
    for row in _rows("`do`")
    if not row["Keys"].startswith("one of")
]


@pytest.mark.parametrize(("name", "needed"), NEEDED)
def test_a_key_without_brackets_cannot_be_left_out(name: str, needed: list[str]) -> None:
    """And one in brackets can: without any, a step is refused for the first that it needs."""
    try:
        read_scenario(f"{_head()}- {{at: 2026-04-01, do: {name}}}\n", file="x.yaml")
    except ScenarioError as error:
        missing = re.findall(r"needs `(\w+)`", str(error))
        assert missing == needed[:1]
    else:
        assert needed == []


def _head() -> str:
    return EXAMPLES[0].partition("steps:\n")[0] + "steps:\n"


def test_what_comes_later_is_named() -> None:
    section = PAGE.partition("### Not yet\n")[2].partition("##")[0]
    assert set(words(section)) == {
        *NOT_YET,
        "tax: auto",
        *(word for pair in KEYS_NOT_YET for word in pair),
    }
    for later in (f"- {{at: 2026-04-01, do: {name}}}" for name in NOT_YET):
        with pytest.raises(ScenarioError, match="will come with a later version"):
            read_scenario(f"{_head()}{later}\n", file="x.yaml")


def test_what_a_step_expects_is_what_a_result_has() -> None:
    quoted = set(expected.QUOTE_PARTS)
    told = _rows("Key", "What a step expects, and what `--json` prints")
    known = {key: shape for key, shape in expected.RESULT.parts.items() if key not in quoted}
    assert sorted(_keys("Key", "What a step expects, and what `--json` prints")) == sorted(known)
    for row in told:
        [key] = words(row["Key"])
        parts = set(_parts(known[key]))
        assert parts <= set(words(row["What it is"])) or key == "credit_notes", key


def _parts(shape: Shape) -> Iterable[str]:
    """The keys of a map, also of one in a list or table; of a table of words, the words."""
    match shape:
        case MapOf(parts=parts):
            return parts
        case ListOf(each=each) | TableOf(each=each):
            return _parts(each)
        case expected.OneOf(words=known, what=what) if "refusal" not in what:
            return known
        case _:
            return ()


def test_the_page_names_every_key_of_a_line_and_of_json() -> None:
    prose = PAGE
    for block in blocks(PAGE):
        prose = prose.replace(f"```{block.language}\n{block.body}```", "")
    named = set(words(prose))
    line = expected.RESULT.parts["lines"]
    assert set(_parts(line)) <= named
    assert {field.name for field in fields(StepReport)} <= named


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_plays_as_it_expects(
    number: int,
    django_test_environment: None,  # noqa: ARG001
    server: DatabaseUrl,
    template: str,  # noqa: ARG001 - the player copies it
    django_db_blocker: DjangoDbBlocker,
) -> None:
    from curule.playback.player import play

    with django_db_blocker.unblock():
        report = play(read_scenario(EXAMPLES[number], file="example.yaml"), database=server)
    assert [str(mismatch) for mismatch in report.mismatches] == []
    assert len(report.played) >= 2


def test_there_are_examples() -> None:
    kinds = [re.findall(r"^- (?:together|\{|at)", example, re.MULTILINE) for example in EXAMPLES]
    assert ["- {", "- at", "- {"] in kinds
    assert ["- {", "- together"] in kinds
