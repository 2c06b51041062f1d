"""The site of the documentation: built without a warning, each page also as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.site import build, llms_txt, sources

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    complaints = build(folder / "source", folder / "html")
    assert not complaints
    return folder / "html"


def test_every_page_stands_in_the_site_as_html_and_as_markdown(site: Path) -> None:
    for name in sources():
        page = site / name
        assert page.with_suffix(".html").is_file(), name
        assert page.is_file(), name
        assert "{toctree}" not in page.read_text(encoding="utf-8")


def test_llms_txt_leads_to_pages_that_are_there(site: Path) -> None:
    written = (site / "llms.txt").read_text(encoding="utf-8")
    assert written == llms_txt()
    assert written.startswith("# Curule\n\n> ")
    linked = re.findall(r"\]\(([^)]+)\)", written)
    assert len(linked) > 25
    assert [name for name in linked if not (site / name).is_file()] == []


def test_nothing_of_the_site_is_fetched_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        fetched = re.findall(
            r"<(?:script|link|img)[^>]+(?:src|href)=\"(https?:[^\"]+)\"",
            page.read_text(encoding="utf-8"),
        )
        assert fetched == [], page
