"""Every page that links lead to: nothing for axe, nothing for html-validate, no wider than a phone.

`make test` draws a customer, a language and a theme; `make test-browser` takes all of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.browser.html_check import faults_of
from tests.browser.visiting import Visit, found_by_axe, read_in, sign_in

pytestmark = pytest.mark.long

LANGUAGES = ("en", "fr", "de", "ru")
CUSTOMERS = (
    "tutkit-owner",
    "autodesk-contract-manager",
    "zoom-owner",
    "zoom-invited",
    "licence-portal-owner",
    "gotoassist-owner",
)
PEOPLE = (*CUSTOMERS, "staff-admin")
MOST_OF_A_KIND = 1
PHONE = 390


def kind_of(address: str) -> str:
    """What two addresses of the same page for two things have in common."""
    path = re.sub(r"/mails/templates/[^/]+/[^/]+", "/mails/templates/<id>", urlsplit(address).path)
    parts = ["<id>" if "-" in part and len(part) > 20 else part for part in path.split("/")]
    return "/".join(parts)


def is_worth_a_look(address: str, site: str) -> bool:
    """Whether it is a page: no file, no link of the demo, no mail, which runs no script at all."""
    path = urlsplit(address).path
    is_page = not path.startswith(("/static/", "/demo/")) and not path.endswith((".csv", "/html"))
    return is_page and address.startswith(site)


class Walk:
    """Follows the links from a page on, a few of each kind, and looks at every page it comes to."""

    def __init__(self, page: Page, look: Callable[[Page, Response], None]) -> None:
        self._page = page
        self._look = look
        self._seen: dict[str, set[str]] = {}

    def everywhere(self) -> set[str]:
        """Return the kinds of pages that were seen."""
        parts = urlsplit(self._page.url)
        site = f"{parts.scheme}://{parts.netloc}"
        waiting = [self._page.url.split("#")[0]]
        while waiting:
            address = waiting.pop(0)
            alike = self._seen.setdefault(kind_of(address), set())
            path = urlsplit(address).path
            if path in alike or len(alike) >= MOST_OF_A_KIND:
                continue
            alike.add(path)
            answer = self._page.goto(address)
            assert answer is not None
            assert answer.status < 400, f"{address}: {answer.status}"
            self._look(self._page, answer)
            waiting += [each for each in self._addresses() if is_worth_a_look(each, site)]
        return set(self._seen)

    def _addresses(self) -> list[str]:
        found = self._page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
        return [str(address).split("#")[0] for address in found]


def everything_about(page: Page, folder: Path) -> list[str]:
    """Walk from where the page is; return every fault of every page."""
    faults: list[str] = []
    pages: dict[str, str] = {}

    def look(page: Page, answer: Response) -> None:
        path = urlsplit(page.url).path
        pages[path] = answer.text()
        faults.extend(f"{path}: {each}" for each in found_by_axe(page))
        page.set_viewport_size({"width": PHONE, "height": 800})
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE:
            faults.append(f"{path}: {width} pixels wide on a phone of {PHONE}")
        page.set_viewport_size({"width": 1440, "height": 900})

    kinds = Walk(page, look).everywhere()
    assert len(kinds) > 3
    return faults + faults_of(pages, folder)


@pytest.mark.parametrize("place", ["portal", "console"])
def test_the_pages_of_somebody(
    visit: Visit, drawn: Callable[[str], random.Random], tmp_path: Path, place: str
) -> None:
    chance = drawn(place)
    page = visit(dark=chance.random() < 0.5)
    sign_in(page, "staff-admin" if place == "console" else chance.choice(CUSTOMERS))
    read_in(page, chance.choice(LANGUAGES))

    assert everything_about(page, tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("link", PEOPLE)
def test_the_pages_of_a_person_in_every_way(
    visit: Visit, tmp_path: Path, link: str, language: str, *, dark: bool
) -> None:
    page = visit(dark=dark)
    sign_in(page, link)
    read_in(page, language)

    assert everything_about(page, tmp_path) == []
