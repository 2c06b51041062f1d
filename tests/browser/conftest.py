"""The scene of the browser's tests: the demo as it is served, and a real Chromium that looks at it.

demo_site     `curule serve` with the demo's world, one for the session
visit         a page of a browser, in a language and a theme, with or without JavaScript; what
              the console says and every address that fails is a failure of the test
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.site import Site, served_demo
from tests.browser.visiting import Visit, watched

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_LEFT_OUT = "CURULE_NO_BROWSER"
_HOW = "needs Chromium: as root, `apt-get install chromium`; CURULE_NO_BROWSER=1 leaves it out"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser out only where that is asked for."""
    del config
    if os.environ.get(_LEFT_OUT) != "1":
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"{_LEFT_OUT}=1"))


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
    browser = playwright.chromium.launch(executable_path=found, args=arguments)
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the session."""
    # Its driver keeps a loop in this thread, which Django would take for an asynchronous program.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, served as `make demo` does."""
    folder = tmp_path_factory.mktemp("demo")
    with served_demo(folder) as site:
        yield site


@pytest.fixture
def visit(chromium: Browser, demo_site: Site) -> Iterator[Visit]:
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
                base_url=demo_site.address,
                locale=locale,
                color_scheme="dark" if dark else "light",
                viewport={"width": width, "height": 900},
                java_script_enabled=scripts,
            )
            stack.callback(context.close)
            return stack.enter_context(watched(context.new_page()))

        yield open_page


@pytest.fixture(scope="session")
def drawn(request: pytest.FixtureRequest) -> Callable[[str], random.Random]:
    """A source of chance for each name, from the seed that pytest prints and takes back."""
    seed = request.config.getoption("randomly_seed", default=None) or 0
    return lambda name: random.Random(f"{seed} {name}")  # noqa: S311 - nothing secret
