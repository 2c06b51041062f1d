"""Looking at pages: who signs in how, what must never be heard, what the checkers find."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Protocol, get_args
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

Theme = Literal["light", "dark"]

LANGUAGES = ("en", "fr", "de", "ru")
PHONE = 390
_IDENTIFIER = re.compile(r"a?|[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{60,}")
_AXE = Axe()
_LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visit(Protocol):
    """Opens a page of a browser."""

    def __call__(
        self,
        *,
        locale: str = ...,
        dark: bool = ...,
        width: int = ...,
        scripts: bool = ...,
        may_fail: bool = ...,
    ) -> Page: ...


@contextlib.contextmanager
def watched(page: Page, *, may_fail: bool = False) -> Iterator[Page]:
    """Yield the page; in the end its console was silent and nothing of ours failed.

    `may_fail` is for a test that makes a page fail, and looks at what it says then.
    """
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # That a page answers 4xx is for the test to say, which asked for it.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            heard.append(f"{message.text} ({page.url})")

    def see(response: Response) -> None:
        if response.status >= 500 and not may_fail:
            heard.append(f"{response.status} {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"{error} ({page.url})"))
    page.on("response", see)
    yield page
    assert heard == []


def sign_in(page: Page, link: str) -> None:
    """Sign in by a link of the demo, with its button."""
    page.goto(f"/demo/{link}")
    with page.expect_navigation(url=lambda address: "/demo/" not in address):
        page.locator("main form button").first.click()


class Look:
    """Looks at pages one by one, and keeps what is wrong with each, and its HTML for later.

    Each page is looked at light and dark, on a wide screen and on a phone.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.html: dict[str, str] = {}
        self.themes: tuple[Theme, ...] = get_args(Theme)

    def at(self, page: Page, answer: Response | None) -> None:
        """Look at the page that the browser shows; `answer` is what it was made of."""
        path = urlsplit(page.url).path
        if answer is not None:
            self.html[f"{path} #{len(self.html)}"] = answer.text()
        for theme in self.themes:
            page.emulate_media(color_scheme=theme)
            self.faults += [f"{path} ({theme}): {each}" for each in found_by_axe(page)]
        page.emulate_media(color_scheme=self.themes[0])
        before = page.viewport_size
        assert before is not None
        self._measure(page, path)
        page.set_viewport_size({"width": PHONE, "height": 800})
        self._measure(page, path)
        page.set_viewport_size(before)

    def _measure(self, page: Page, path: str) -> None:
        """Find what is wider than the page, outside it, covered or cut."""
        has = page.viewport_size
        assert has is not None
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > has["width"]:
            self.faults.append(f"{path}: {width} pixels wide on a screen of {has['width']}")
        self.faults += [f"{path} at {has['width']}: {each}" for each in found_by_layout(page)]


class Camera:
    """Keeps what each page looks like at every width, light and dark; in place of a `Look`.

    The pictures lie by language, width and theme, so that one can leaf through a whole language.
    """

    def __init__(
        self, folder: Path, name: str, widths: tuple[int, ...], themes: tuple[Theme, ...]
    ) -> None:
        self._folder = folder
        self._name = name
        self._widths = widths
        self._themes = themes
        self._taken = 0

    def at(self, page: Page, answer: Response | None) -> None:
        """Take the pictures of the page that the browser shows."""
        del answer
        self._taken += 1
        language = page.locator("html").get_attribute("lang") or "none"
        before = page.viewport_size
        assert before is not None
        for theme in self._themes:
            page.emulate_media(color_scheme=theme)
            for width in self._widths:
                page.set_viewport_size({"width": width, "height": before["height"]})
                folder = self._folder / language / str(width) / theme / self._name
                keep_picture(page, folder, f"{self._taken:02}-{name_of(page)}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)


def name_of(page: Page) -> str:
    """Return the last words of a page's address, without what is an identifier."""
    path = urlsplit(page.url).path.rstrip("/")
    words = [part for part in path.split("/") if not _IDENTIFIER.fullmatch(part)]
    return "-".join(words[-2:])[:60] or "home"


def plain(text: str) -> str:
    """Return a text with every run of spaces, also those that do not break, as one space."""
    return " ".join(text.split())


def found_by_layout(page: Page) -> list[str]:
    """Return what stands outside the page, on top of something else, or is cut; a line each."""
    return [str(each) for each in page.evaluate(_LAYOUT)]


def found_by_axe(page: Page) -> list[str]:
    """Return what the accessibility checker finds on the page, a line each."""
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": _TAGS}}
    results = _AXE.run(page, options=options)
    return [
        f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def keep_picture(page: Page, folder: Path, name: str) -> None:
    """Keep what the page looks like."""
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate("() => window.scrollTo(0, 0)")
    # A page that has just changed its colours or width is painted some frames later. It cannot be
    # asked: one that runs no scripts (a mail) answers nothing.
    page.wait_for_timeout(50)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def read_in(page: Page, language: str) -> None:
    """Choose another language by the form that stands on every page."""
    form = page.locator('form[action="/language"]').first
    form.locator("select").select_option(language)
    with page.expect_navigation():
        form.locator("button").click()
    assert page.locator("html").get_attribute("lang") == language
