"""The scene of the browser's tests: the demo as it is served, and a real Chromium that looks at it.

site      `curule serve` with the demo's world, one for the session
afresh    the same, as it was in the beginning: what other tests did is undone
visit     a page of a browser, in a language and a theme, with or without JavaScript; what
          the console says and every failure of ours is a failure of the test
look      what is wrong with the pages it is shown; the test fails with it in the end
play      somebody who acts, in each of the ways of `hands`; each page that is come to is looked at
post      the mails, as staff reads them

Playwright's driver keeps a loop in the thread, which Django takes for an asynchronous program. So
these tests run in a process of their own: `make test` takes a sample of them (`--sample`), `make
test-browser` all. With `--pictures` (`make screenshots`) the same tests keep pictures instead of
looking.
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
from typing import Final, cast, get_args

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from curule.data.database_url import DatabaseUrl
from curule.data.databases import create_database, drop_database, scratch_database
from tests.browser.hands import WAYS, hand_of
from tests.browser.html_check import faults_of, refuse
from tests.browser.mails import Post
from tests.browser.playing import Player
from tests.browser.site import Site, served_on
from tests.browser.visiting import PHONE, Camera, Look, Theme, Visit, watched
from tests.support.tree import ROOT

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_HOW = "no Chromium here; as root: apt-get install chromium"
_PATIENCE_MS = 60_000
"""How long a page may take on a busy machine; nothing waits for longer than it needs."""
_LAST_LINES: Final = 60
"""How much of what the server said is shown with a test that failed."""
_DRAWN: Final = {"walk": 1, "journey": 1, "pages": 1, "forms": 1, "no": 1, "layout": 5}
"""How many tests of each kind a sample has."""
_PICTURED: Final = {
    "language": frozenset({"fr", "de", "ru"}),
    "way": frozenset({"mouse"}),
    "scripts": frozenset({True}),
}
"""Which of a test's parameters are played for pictures."""
_WIDE: Final = 1440


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make test` ask for a sample."""
    parser.addoption("--sample", action="store_true", help="draw a few of the browser's tests")
    parser.addoption("--pictures", action="store_true", help="take pictures of every page instead")
    parser.addoption("--widths", default=f"{_WIDE},{PHONE}", help="how wide the pictures are")
    parser.addoption("--themes", default="light,dark", help="the themes of the pictures")


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the marker that only these tests have."""
    config.addinivalue_line("markers", "pictured: only keeps pictures, for `--pictures`")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs the browser, and draw a sample where one is asked for."""
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    if config.getoption("--pictures", default=False):
        _keep(config, items, {item.nodeid for item in ours if _is_pictured(item)})
    else:
        _keep(config, items, {item.nodeid for item in items if "pictured" not in item.keywords})
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
    _keep(config, items, chosen)


def _keep(config: pytest.Config, items: list[pytest.Item], chosen: set[str]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
    items[:] = [item for item in items if item.nodeid in chosen]


def _is_pictured(item: pytest.Item) -> bool:
    """Whether a test comes by pages of the product that are worth a picture, and not once more."""
    taken_by = {"look", "play"} & set(getattr(item, "fixturenames", ()))
    if "pictured" not in item.keywords and not taken_by:
        return False
    callspec = getattr(item, "callspec", None)
    chosen = callspec.params if callspec else {}
    return all(chosen[name] in values for name, values in _PICTURED.items() if name in chosen)


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
            folder = tmp_path_factory.mktemp("served")
            with served_on(base.text(), url.text(), folder, afresh) as served:
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
            may_fail: bool = False,
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
            return stack.enter_context(watched(context.new_page(), may_fail=may_fail))

        yield open_page
        print("".join(site.said[-_LAST_LINES:]))  # noqa: T201 - pytest shows it with what failed


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How somebody acts."""
    return str(request.param)


@pytest.fixture
def look(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Look | Camera]:
    """What looks at pages; whatever it finds fails the test in the end."""
    if request.config.getoption("--pictures", default=False):
        widths = tuple(int(each) for each in request.config.getoption("--widths").split(","))
        themes = tuple(request.config.getoption("--themes").split(","))
        assert set(themes) <= set(get_args(Theme)), themes
        folder = ROOT / "var" / "screenshots"
        yield Camera(folder, _told(request), widths, cast("tuple[Theme, ...]", themes))
        return
    looked = Look()
    yield looked
    refuse(looked.faults + faults_of(looked.html, tmp_path))


def _told(request: pytest.FixtureRequest) -> str:
    """Return who or what the test is about, as its pictures are called."""
    callspec = getattr(request.node, "callspec", None)
    chosen = callspec.params if callspec else {}
    about = chosen.get("link") or chosen.get("steps") or ""
    name = re.sub(r"\[.*", "", request.node.name).removeprefix("test_")
    return str(getattr(about, "__name__", about)) or name


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    """The folder where the pictures of this test's steps are kept."""
    name = re.sub(r"\[.*", "", request.node.name).removeprefix("test_")
    callspec = getattr(request.node, "callspec", None)
    folder = ROOT / "var" / "walks" / name / "-".join(callspec.id.split() if callspec else ["once"])
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture
def post(visit: Visit, look: Look | Camera, pictures: Path) -> Post:
    """The mails that were caught."""
    return Post(visit, pictures, look if isinstance(look, Camera) else None)


@pytest.fixture
def play(
    afresh: None,  # noqa: ARG001
    visit: Visit,
    way: str,
    look: Look | Camera,
    pictures: Path,
) -> Callable[..., Player]:
    """Somebody who acts; pictures of the steps are kept, and the pages are looked at."""
    if isinstance(look, Look):  # the way there is the point; each takes a theme of its own
        look.themes = ("dark",) if way == "keys" else ("light",)

    def begin(link: str = "", *, locale: str = "en-GB") -> Player:
        scripts = way != "no-scripts"
        page = visit(locale=locale, scripts=scripts, dark=way == "keys")
        player = Player(hand_of(way, page), pictures, look if scripts else None)
        if link:
            player.sign_in(link)
        return player

    return begin


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> Callable[[str], random.Random]:
    """A source of chance for each name, from the seed that pytest prints and takes back."""
    return lambda name: _chance(request.config, name)


@pytest.fixture
def is_sample(request: pytest.FixtureRequest) -> bool:
    """Whether only a sample is wanted."""
    return bool(request.config.getoption("--sample", default=False))
