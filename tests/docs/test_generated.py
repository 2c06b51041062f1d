"""The pages that come from the code are those that the code would write now."""

import pytest

from curule.core.languages import Language
from curule.core.policy import FIELDS, ContradictionRule
from curule.core.refusals import RefusalCode
from curule.playback.scenario import read_scenario
from curule.wording import policy_text
from tests.docs.generate import PAGES
from tests.docs.pages import blocks, read, tables, words
from tests.docs.policy_page import EXAMPLES, GROUPS

POLICY = read("reference/policy.md")
REST = """
prices: [{seat_type: seat, currency: EUR, interval: month, unit_amount: 3000}]
steps: [{at: 2026-04-01, do: advance}]
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    assert read(name) == PAGES[name](), f"docs/{name} is not what the code says; run `make docs`"


def test_every_field_has_its_rows_once() -> None:
    listed = [table for table in tables(POLICY) if table.heading.partition(":")[0] in GROUPS]
    named = [field for table in listed for row in table.rows for field in words(row["Field"])]
    assert named == list(FIELDS)
    assert set(GROUPS) == {field.partition(".")[0] for field in FIELDS}


def test_every_value_of_a_choice_is_told_by_a_sentence_of_its_own() -> None:
    """But for a flag that adds nothing where it is off, and for the noun, which is everywhere."""
    listed = [table for table in tables(POLICY) if table.heading.partition(":")[0] in GROUPS]
    silent = [row["Value"] for table in listed for row in table.rows if not row["What it says"]]
    assert silent[:2] == ["`false`", "`false`"]
    assert [value[:6] for value in silent[2:]] == ["`seat`"]


def test_every_contradiction_has_its_row() -> None:
    assert set(EXAMPLES) == set(ContradictionRule)


def test_every_refusal_has_its_heading() -> None:
    page = read("reference/refusals.md").splitlines()
    headings = [line.removeprefix("### ") for line in page if line.startswith("### ")]
    assert headings == [code.value for code in RefusalCode]


def test_the_policies_on_the_page_can_be_read() -> None:
    written = [block for block in blocks(POLICY) if block.language == "yaml"]
    policies = [read_scenario(block.body + REST, file="policy.md").plan.policy for block in written]
    nested, named = policies
    assert (nested.quantity.min_seats, nested.decrease.occupied) == (5, "choose")
    said = {language: policy_text(named, language)[0].sentences[0] for language in Language}
    for language, noun in zip(Language, ("desk", "bureau", "Schreibtisch", "стол"), strict=True):
        assert noun in said[language]
