"""The texts of the pages: each is said somewhere, and what is said is there in every language."""

import re
from pathlib import Path

import pytest

from curule.core.languages import Language
from curule.web.console.mail_tables import template_name
from curule.wording.mails import MailTemplate
from curule.wording.values import Reader
from tests.support.tree import ROOT
from tests.wording.catalog_files import by_key, entries

PAGES = ROOT / "src" / "curule" / "web"
TAG = re.compile(r"""\{%\s*text\s+(['"])([a-z0-9_.]+)\1""")
LITERAL = re.compile(r"""(['"])([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\1""")
STARTS = re.compile(r"""f?(['"])([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\.)(?:\{|\1)""")


def sources(*suffixes: str) -> list[Path]:
    return [path for path in sorted(PAGES.rglob("*")) if path.suffix in suffixes]


def screen_keys() -> set[str]:
    return {entry.key for entry in entries(Language.EN) if entry.domain.startswith("screens_")}


def test_every_text_of_a_template_exists() -> None:
    missing = {
        f"{path.name}: {key}"
        for path in sources(".html")
        for _quote, key in TAG.findall(path.read_text(encoding="utf-8"))
        if key not in by_key(Language.EN)
    }

    assert missing == set()


def test_every_text_of_the_pages_is_said() -> None:
    whole = "\n".join(path.read_text(encoding="utf-8") for path in sources(".html", ".py"))
    said = {key for _quote, key in LITERAL.findall(whole)}
    families = tuple(start for _quote, start in STARTS.findall(whole))

    unsaid = {key for key in screen_keys() - said if not key.startswith(families)}

    assert unsaid == set()


def test_no_page_says_a_text_of_its_own() -> None:
    """Templates hold no sentence: what stands between tags is punctuation, names and numbers."""
    loose = re.compile(r">[^<>{}]*[A-Za-zА-я]{4,}[^<>{}]*<")
    named = {"Curule"}
    found = {
        f"{path.name}: {piece}"
        for path in sources(".html")
        for piece in loose.findall(
            re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"))
        )
        if piece.strip("<>· \n") not in named
    }

    assert found == set()


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_of_mail_has_a_name_in_the_console(language: Language) -> None:
    assert all(template_name(Reader(language=language), each.value) for each in MailTemplate)
