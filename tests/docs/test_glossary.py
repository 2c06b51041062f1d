"""The glossary and what people read say the same words."""

from collections.abc import Callable, Mapping

import pytest

from curule.core.languages import Language
from curule.core.policy import NamedNoun
from curule.core.roles import Role
from curule.playback.picture_words import WORDS, PictureWords
from curule.wording import catalogs, nouns
from tests.docs.pages import Row, read, tables

PAGE = read("glossary.md")
ROWS: Mapping[str, Row] = {
    row["English"]: row for table in tables(PAGE) for row in table.rows if "English" in row
}
COLUMNS = {
    Language.EN: "English",
    Language.FR: "French",
    Language.DE: "German",
    Language.RU: "Russian",
}
SAID = (
    "plan",
    "subscription",
    "assign",
    "unassign",
    "invitation",
    "waiting list",
    "term",
    "trial",
    "quote",
    "invoice",
    "line",
    "payment method",
    "credit",
    "refund",
)
"""Nouns that people meet in refusals, sentences and mails."""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("noun", NamedNoun)
def test_seats_are_called_as_the_catalogs_call_them(noun: NamedNoun, language: Language) -> None:
    assert ROWS[noun.value][COLUMNS[language]] == nouns.forms(noun, language).one


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("role", Role)
def test_roles_are_called_as_the_catalogs_call_them(role: Role, language: Language) -> None:
    row = ROWS[role.value.replace("_", " ")]
    assert row[COLUMNS[language]] == catalogs.text(f"role.{role}", language)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("english", "of"),
    [
        ("occupied", lambda words: words.occupied),
        ("held", lambda words: words.held),
        ("free", lambda words: words.free),
        ("scheduled", lambda words: words.planned),
    ],
)
def test_the_four_numbers_are_called_as_the_picture_calls_them(
    english: str, of: Callable[[PictureWords], str], language: Language
) -> None:
    assert of(WORDS[language]).removesuffix("s") == ROWS[english][COLUMNS[language]].removesuffix(
        "s"
    )


@pytest.mark.parametrize("language", [Language.FR, Language.DE, Language.RU])
def test_what_people_read_uses_these_words(language: Language) -> None:
    files = catalogs.domains(language)
    said = " ".join(file.read_text(encoding="utf-8") for file in files).casefold()
    words = {english: ROWS[english][COLUMNS[language]] for english in SAID}
    assert {word for word in words.values() if word.casefold() not in said} == set()


def test_no_cell_is_empty_and_no_noun_stands_twice() -> None:
    rows = [row for table in tables(PAGE) for row in table.rows if "English" in row]
    assert len(rows) == len(ROWS) >= 50
    assert [row["English"] for row in rows if not all(row.values())] == []
