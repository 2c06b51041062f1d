"""The how-tos that were other vendors' help pages: their labels are on our screens, their numbers
are computed.

What a page prints in bold is a label; it must be shown, in the page's language, to whom the section
speaks, on the screens that somebody comes by who does what the section says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction

from tests.docs import source_walks as walks
from tests.docs.pages import DOCS, read, tables
from tests.docs.played import Play
from tests.docs.source_table import PROSE, RULES, computed, numbers_of, rules_of, shown_steps
from tests.docs.source_walks import Walk, plain
from tests.support.factories import World


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page with the world in which its sections are walked through."""

    name: str
    world: Callable[[], World]
    walks: Mapping[str, Walk]

    @property
    def text(self) -> str:
        return read(f"how-to/{self.name}.md")

    def sections(self) -> Iterator[tuple[str, str]]:
        """Return each section by its heading, without the table at the end."""
        for part in self.text.split("\n## ")[1:]:
            heading, _, body = part.partition("\n")
            yield plain(heading), RULES.sub("", body)


PAGES = {
    "tutkit": SourcePage("ajouter-des-participants", walks.tutkit_world, walks.TUTKIT),
    "autodesk": SourcePage("ajouter-ou-reduire-des-postes", walks.autodesk_world, walks.AUTODESK),
    "zoom": SourcePage("inviter-des-utilisateurs-existants", walks.zoom_world, walks.ZOOM),
    "licence_portal": SourcePage(
        "upravlenie-litsenziyami", walks.licence_world, walks.LICENCE_PORTAL
    ),
    "gotoassist": SourcePage(
        "modifier-le-nombre-de-postes", walks.gotoassist_world, walks.GOTOASSIST
    ),
}
COVERED = {
    "tutkit": pytest.mark.requirement("T4", "T6", "T8", "T13", "T20", "T27"),
    "autodesk": pytest.mark.requirement("A5", "A6", "A7", "A8", "A12", "A17", "A18"),
    "zoom": pytest.mark.requirement("Z6", "Z7", "Z10", "Z15"),
    "licence_portal": pytest.mark.requirement("R10", "R11", "R14", "R17"),
    "gotoassist": pytest.mark.requirement("G8", "G11", "G12", "G13", "G17"),
}
each_page = pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=preset, marks=COVERED[preset]) for preset, page in PAGES.items()],
)
any_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)

_LABEL = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_NUMBER = re.compile(r"\d[\d\u00a0\u202f]*(?:,\d+)?(?:[^\S\n]+[^\W\d_]+|[^\S\n]*[€₽%])?")
_LIST_ITEM = re.compile(r"^\d+\. ", re.MULTILINE)


@each_page
@pytest.mark.django_db
@pytest.mark.usefixtures("sandbox")
def test_what_a_page_names_is_shown_to_whom_it_speaks(page: SourcePage) -> None:
    shown = _walked(page)
    missing = {
        heading: [label for label in _labels(body) if label not in shown[heading]]
        for heading, body in page.sections()
        if _labels(body)
    }
    assert {heading: labels for heading, labels in missing.items() if labels} == {}
    odd = _odd_numbers(page, plain(" ".join(shown.values())))
    assert odd == []


def _walked(page: SourcePage) -> dict[str, str]:
    """Walk through each section, as if no other had been."""
    world = page.world()
    shown: dict[str, str] = {}
    for heading, walk in page.walks.items():
        with transaction.atomic():
            shown[heading] = plain(walk(world))
            transaction.set_rollback(True)
    return shown


def _labels(body: str) -> list[str]:
    return [plain(label) for label in _LABEL.findall(body)]


def _odd_numbers(page: SourcePage, shown: str) -> list[str]:
    """Return the numbers of the text, each with its word, that neither screens nor table have."""
    [table] = tables(page.text)
    told = f"{shown} {plain(' '.join(cell for row in table.rows for cell in row.values()))}"
    text = plain(_LIST_ITEM.sub("", RULES.sub("", page.text[: table.start])))
    return [number for number in _NUMBER.findall(text) if number not in told]


@any_page
def test_every_section_that_names_labels_has_a_walk(page: SourcePage) -> None:
    named = [heading for heading, body in page.sections() if _labels(body)]
    assert sorted(page.walks) == sorted(named)
    assert _labels(page.text.split("\n## ")[0]) == []
    assert len(_labels(page.text)) >= 15


@any_page
def test_the_example_is_what_happens(page: SourcePage, play: Play) -> None:
    [table] = tables(page.text)
    assert table.is_played
    report = play(rules_of(page.text, table))
    assert not report.mismatches
    told = [{key: cell for key, cell in row.items() if key not in PROSE} for row in table.rows]
    assert [_plain_row(row) for row in computed(report, tuple(table.rows[0]))] == [
        _plain_row(row) for row in told
    ]
    for (step, _), row in zip(shown_steps(report), table.rows, strict=True):
        [prose] = [cell for key, cell in row.items() if key in PROSE]
        assert set(re.findall(r"\d+", prose)) <= numbers_of(step), prose


def _plain_row(row: Mapping[str, str]) -> dict[str, str]:
    return {key: plain(cell) for key, cell in row.items()}


@pytest.mark.django_db
def test_a_label_that_no_screen_has_is_found() -> None:
    page = PAGES["tutkit"]
    shown = plain(page.walks["Voir les places disponibles et occupées"](page.world()))
    assert "Gestion des membres" in shown
    assert "Gestion des participants" not in shown


def test_the_pages_are_listed_by_their_titles() -> None:
    listed = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in PAGES.values():
        title = page.text.partition("\n")[0].removeprefix("# ")
        [line] = [each for each in listed.splitlines() if f"(how-to/{page.name}.md)" in each]
        assert title in line
