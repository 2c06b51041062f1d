"""Every page that links lead to: nothing for axe or html-validate, nothing cut or covered.

`make test` draws two people with a language, and a few of their pages; `make
test-browser` takes all of them. What forms answer is looked at in `test_behind_forms`, what says
no in `test_saying_no`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.browser.visiting import LANGUAGES, Camera, Look, Visit, read_in, sign_in

pytestmark = pytest.mark.drawn("pages")

NOBODY = "nobody"
PEOPLE = (
    NOBODY,
    "tutkit-owner",
    "autodesk-contract-manager",
    "zoom-owner",
    "zoom-invited",
    "licence-portal-owner",
    "gotoassist-owner",
    "gotoassist-corporate",
    "staff-admin",
)
OTHERS = (
    "tutkit-member",
    "tutkit-billing-contact",
    "tutkit-contract-manager",
    "autodesk-owner",
    "autodesk-admin",
    "zoom-admin",
    "zoom-member",
    "licence-portal-admin",
    "licence-portal-billing-contact",
    "gotoassist-billing-contact",
    "staff-finance",
    "staff-support",
    "staff-developer",
    "staff-read-only",
)
"""Who sees other pages, or other buttons, than those; in a language that is drawn."""
SHARE_OF_A_SAMPLE = 0.25
_IDENTIFIER = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}(?=/|$)")


def kind_of(address: str) -> str:
    """What two addresses of the same page for two things have in common."""
    path = re.sub(r"/mails/templates/[^/]+/[^/]+", "/mails/templates/<id>", urlsplit(address).path)
    path = re.sub(r"/mails/sign-in/[^/]+", "/mails/sign-in/<id>", path)
    return _IDENTIFIER.sub("/<id>", path)


def is_worth_a_look(address: str, site: str) -> bool:
    """Whether it is a page: no file, no link of the demo, no mail, which runs no script at all."""
    path = urlsplit(address).path
    is_file = path.endswith((".csv", ".zip", "/html")) or "/as/" in path  # an invoice as PDF or XML
    return address.startswith(site) and not is_file and not path.startswith(("/static/", "/demo/"))


def some(
    look: Look | Camera, chance: random.Random, share: float
) -> Callable[[Page, Response], None]:
    """Look at this share of the pages."""

    def see(page: Page, answer: Response) -> None:
        if chance.random() < share:
            look.at(page, answer)

    return see


class Walk:
    """Follows the links from a page on, one of each kind, and looks at every page it comes to."""

    def __init__(self, page: Page, look: Callable[[Page, Response], None]) -> None:
        self._page = page
        self._look = look
        self._seen: set[str] = set()

    def everywhere(self) -> set[str]:
        """Return the kinds of pages that were seen."""
        parts = urlsplit(self._page.url)
        site = f"{parts.scheme}://{parts.netloc}"
        waiting = [self._page.url.split("#")[0]]
        while waiting:
            address = waiting.pop(0)
            kind = kind_of(address)
            if kind in self._seen:
                continue
            self._seen.add(kind)
            answer = self._page.goto(address)
            assert answer is not None
            assert answer.status < 400, f"{address}: {answer.status}"
            self._look(self._page, answer)
            waiting += [each for each in self._addresses() if is_worth_a_look(each, site)]
        return self._seen

    def _addresses(self) -> list[str]:
        # What a caught mail leads to is for whom it was sent to.
        links = "a[href]:not(pre.letter a)"
        found = self._page.eval_on_selector_all(links, "all => all.map(each => each.href)")
        return [str(address).split("#")[0] for address in found]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("link", PEOPLE)
@pytest.mark.usefixtures("afresh")
def test_the_pages_of_somebody(
    visit: Visit,
    look: Look | Camera,
    drawn: Callable[[str], random.Random],
    *,
    link: str,
    language: str,
    is_sample: bool,
) -> None:
    page = visit()
    if link == NOBODY:
        page.goto("/")
    else:
        sign_in(page, link)
    read_in(page, language)
    share = SHARE_OF_A_SAMPLE if is_sample else 1

    kinds = Walk(page, some(look, drawn(f"{link} {language}"), share)).everywhere()

    assert len(kinds) > 3


@pytest.mark.parametrize("link", OTHERS)
@pytest.mark.usefixtures("afresh")
def test_the_pages_of_another_role(
    visit: Visit,
    look: Look | Camera,
    drawn: Callable[[str], random.Random],
    *,
    link: str,
    is_sample: bool,
) -> None:
    page = visit()
    sign_in(page, link)
    chance = drawn(link)
    read_in(page, chance.choice(LANGUAGES))
    share = SHARE_OF_A_SAMPLE if is_sample else 1

    kinds = Walk(page, some(look, chance, share)).everywhere()

    assert len(kinds) > 3
