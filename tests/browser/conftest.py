"""The scene of the browser's tests: the demo as it is served, and a real Chromium that looks at it.

site      `curule serve` with the demo's world, one for the session
afresh    the same, as it was in the beginning: what other tests did is undone
visit     a page of a browser, in a language and a theme, with or without JavaScript; what
          the console says and every failure of ours is a failure of the test
play      somebody who acts, in each of the ways of `hands`; each page that is come to is looked at

Playwright's driver keeps a loop in the thread, which Django takes for an asynchronous program. So
these tests run in a process of their own: `make test` takes a sample of them (`--sample`), `make
test-browser` all.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from curule.data.database_url import DatabaseUrl
from curule.data.databases import create_database, drop_database, scratch_database
from tests.browser.hands import WAYS, hand_of
from tests.browser.html_check import faults_of, refuse
from tests.browser.playing import Player
from tests.browser.site import Site, served_on
from tests.browser.visiting import Look, Visit, watched
from tests.support.tree import ROOT

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_HOW = "no Chromium here; as root: apt-get install chromium"
_PATIENCE_MS = 60_000
"""How long a page may take on a busy machine; nothing waits for longer than it needs."""
_LAST_LINES: Final = 60
"""How much of what the server said is shown with a test that failed."""
_DRAWN: Final = {"walk": 1, "journey": 2, "pages": 2, "layout": 5}
"""How many tests of each kind a sample has."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make test` ask for a sample."""
    parser.addoption("--sample", action="store_true", help="draw a few of the browser's tests")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs the browser, and draw a sample where one is asked for."""
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    if not config.getoption("--sample", default=False):
        return
    kinds: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in ours:
        for mark in item.iter_markers("drawn"):
            if mark.args[0] != "walk" or "keys" not in item.keywords:
                kinds[mark.args[0]].append(item)  # a walk by the keys takes too long for a sample
    chosen = {
        item.nodeid
        for kind, alike in kinds.items()
        for item in _chance(config, kind).sample(
            sorted(alike, key=lambda each: each.nodeid), _DRAWN[kind]
        )
    }
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
    items[:] = [item for item in items if item.nodeid in chosen]


def _chance(config: pytest.Config, name: str) -> random.Random:
    """Return a source of chance of its own for a name, from the seed that pytest prints."""
    seed = config.getoption("randomly_seed", default=None) or 0
    return random.Random(f"{seed} {name}")  # noqa: S311 - nothing secret


@contextlib.contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Start Debian's browser, without a window."""
    found = next((path for name in _CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(_HOW, pytrace=False)
    arguments = [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]  # fmt: skip
    browser = playwright.chromium.launch(
        executable_path=found, args=arguments, timeout=_PATIENCE_MS
    )
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def site(
    server: DatabaseUrl, demo_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The demo, served; its world was made once and is copied."""
    with scratch_database(server) as base:
        url = base.with_database(f"{base.database}_demo")  # as `curule serve` will call it

        def afresh() -> None:
            drop_database(url)
            create_database(url, template=demo_template)

        afresh()
        try:
            with served_on(base.text(), tmp_path_factory.mktemp("served"), afresh) as served:
                yield served
        finally:
            drop_database(url)


@pytest.fixture(scope="session")
def chromium(site: Site) -> Iterator[Browser]:
    """The browser of the session; after the site, whose world Django makes."""
    del site
    # Only the fixtures' end has still to do with Django here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=_PATIENCE_MS / 2)
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture
def afresh(site: Site) -> None:
    """Begin with the world as it was made."""
    site.afresh()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """A way to open pages as somebody."""
    with contextlib.ExitStack() as stack:

        def open_page(
            *,
            locale: str = "en-GB",
            dark: bool = False,
            width: int = 1440,
            scripts: bool = True,
        ) -> Page:
            context = chromium.new_context(
                base_url=site.address,
                locale=locale,
                color_scheme="dark" if dark else "light",
                viewport={"width": width, "height": 900},
                java_script_enabled=scripts,
                reduced_motion="reduce",
            )
            context.set_default_timeout(_PATIENCE_MS)
            stack.callback(context.close)
            return stack.enter_context(watched(context.new_page()))

        yield open_page
        print("".join(site.said[-_LAST_LINES:]))  # noqa: T201 - pytest shows it with what failed


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How somebody acts."""
    return str(request.param)


@pytest.fixture
def play(
    afresh: None,  # noqa: ARG001
    visit: Visit,
    way: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Player]]:
    """Somebody who acts; pictures of the steps are kept, and the pages are looked at."""
    name = re.sub(r"\[.*", "", request.node.name).removeprefix("test_")
    pictures = ROOT / "var" / "walks" / name / way
    shutil.rmtree(pictures, ignore_errors=True)
    look = Look()

    def begin(link: str = "", *, locale: str = "en-GB") -> Player:
        scripts = way != "no-scripts"
        page = visit(locale=locale, scripts=scripts, dark=way == "keys")
        player = Player(hand_of(way, page), pictures, look if scripts else None)
        if link:
            player.sign_in(link)
        return player

    yield begin
    refuse(look.faults + faults_of(look.html, tmp_path))


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> Callable[[str], random.Random]:
    """A source of chance for each name, from the seed that pytest prints and takes back."""
    return lambda name: _chance(request.config, name)


@pytest.fixture
def is_sample(request: pytest.FixtureRequest) -> bool:
    """Whether only a sample is wanted."""
    return bool(request.config.getoption("--sample", default=False))
