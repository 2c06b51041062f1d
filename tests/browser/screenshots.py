"""`make screenshots`: pictures of every page of the menus, and the three of the front page.

They go to `var/screenshots`, wide and narrow, light and dark, each in the person's language; the
three of the front page go to `docs/pictures`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import launched
from tests.browser.site import Site, served_demo
from tests.browser.visiting import keep_picture, sign_in
from tests.support.tree import ROOT

PEOPLE: Final = (
    "tutkit-owner",
    "autodesk-contract-manager",
    "zoom-owner",
    "licence-portal-owner",
    "gotoassist-billing-contact",
    "staff-admin",
)
FRONT: Final = {
    ("autodesk-contract-manager", "subscriptions"): "subscriptions",
    ("tutkit-owner", "members"): "members",
    ("licence-portal-owner", "licenses"): "licenses",
}


def main() -> None:
    """Take the pictures."""
    with (
        tempfile.TemporaryDirectory(prefix="curule-pictures-") as folder,
        served_demo(Path(folder)) as site,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        for link in PEOPLE:
            for width, dark in ((1440, False), (390, True)):
                _take(browser, site, link, width=width, dark=dark)


def _take(browser: Browser, site: Site, link: str, *, width: int, dark: bool) -> None:
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    sign_in(page, link)
    for address in _menu(page):
        page.goto(address)
        name = address.rstrip("/").rsplit("/", 1)[-1]
        keep_picture(page, ROOT / "var" / "screenshots" / link, f"{name}-{width}")
        front = None if dark else FRONT.get((link, name))
        if front:
            page.screenshot(path=ROOT / "docs" / "pictures" / f"{front}.png")
    context.close()


def _menu(page: Page) -> list[str]:
    found = page.eval_on_selector_all(".side nav a", "all => all.map(each => each.href)")
    return [str(address) for address in found]


if __name__ == "__main__":
    main()
