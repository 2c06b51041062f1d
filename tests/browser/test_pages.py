"""Every page that links lead to: no violation, no silent fault, nothing wider than a phone."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.visiting import Visit, found_by_axe, sign_in

LOCALES = ("en-GB", "fr-FR", "de-DE", "ru-RU")
PEOPLE = (
    "tutkit-owner",
    "autodesk-contract-manager",
    "zoom-owner",
    "licence-portal-owner",
    "gotoassist-owner",
    "staff-admin",
)
MOST_OF_A_KIND = 2


def addresses_on(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    return [urlsplit(str(address)).path for address in found if str(address).startswith("http")]


def kind_of(path: str) -> str:
    """What two addresses of the same page for two things have in common."""
    parts = ["<id>" if "-" in part and len(part) > 20 else part for part in path.split("/")]
    return "/".join(parts)


def reachable(page: Page, start: str) -> list[str]:
    """Walk the links from a page on, a few of each kind."""
    seen: dict[str, list[str]] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        alike = seen.setdefault(kind_of(path), [])
        if path in alike or len(alike) >= MOST_OF_A_KIND or path.startswith(("/static/", "/demo/")):
            continue
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        alike.append(path)
        waiting.extend(addresses_on(page))
    return [path for alike in seen.values() for path in alike]


@pytest.mark.parametrize("link", PEOPLE)
def test_every_page_is_open_to_everybody_s_eyes(
    visit: Visit, demo_site: Site, drawn: Callable[[str], random.Random], link: str
) -> None:
    chance = drawn(link)
    page = visit(locale=chance.choice(LOCALES), dark=chance.random() < 0.5, width=1440)
    sign_in(page, link)
    faults = {}
    for path in reachable(page, urlsplit(page.url).path):
        page.goto(path)
        found = found_by_axe(page)
        if found:
            faults[path] = found
    del demo_site

    assert faults == {}


@pytest.mark.parametrize("link", PEOPLE)
def test_no_page_is_wider_than_a_phone(visit: Visit, link: str) -> None:
    page = visit(width=390)
    sign_in(page, link)
    wide = {}
    for path in reachable(page, urlsplit(page.url).path):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 391:
            wide[path] = width

    assert wide == {}
