"""Every page that says no has a face: nothing for axe or html-validate, nothing cut, a way on."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.mails import Post
from tests.browser.site import Site
from tests.browser.visiting import LANGUAGES, Camera, Look, Visit, read_in, sign_in

pytestmark = pytest.mark.drawn("no")

A_MINUTE_HAS = 30
"""How often a minute the sign-in may be tried from one place."""


class Refusals:
    """Opens what says no, in one language, and looks at it."""

    def __init__(self, visit: Visit, look: Look | Camera, language: str) -> None:
        self._visit = visit
        self._look = look
        self._language = language

    def enter(self, link: str = "", *, may_fail: bool = False) -> Page:
        """Let somebody begin who reads the language."""
        page = self._visit(may_fail=may_fail)
        if link:
            sign_in(page, link)
        else:
            page.goto("/")
        read_in(page, self._language)
        return page

    def opens(self, page: Page, address: str, status: int) -> None:
        """Assert what an address answers."""
        self.answers(page, page.goto(address), status)

    def answers(self, page: Page, answer: Response | None, status: int) -> None:
        """Assert what was answered, in which language, and that the page leads on."""
        assert answer is not None
        assert answer.status == status, page.url
        expect(page.locator("html")).to_have_attribute("lang", self._language)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        onward = page.locator("main a[href], main form button")
        assert onward.count(), f"{page.url} leads nowhere"
        self._look.at(page, answer)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """What is read."""
    return str(request.param)


@pytest.fixture
def refusals(
    afresh: None,  # noqa: ARG001
    visit: Visit,
    look: Look | Camera,
    language: str,
) -> Refusals:
    """What says no."""
    return Refusals(visit, look, language)


def test_there_is_no_such_page(refusals: Refusals) -> None:
    stranger = refusals.enter()
    refusals.opens(stranger, "/nowhere", 404)
    refusals.opens(stranger, "/language", 405)
    refusals.opens(stranger, "/demo/tutkit-owner", 200)
    owner = refusals.enter("tutkit-owner")
    refusals.opens(owner, "/nowhere", 404)
    refusals.opens(owner, "/console/clocks", 404)
    refusals.opens(owner, "/language", 405)


def test_a_role_does_not_reach_so_far(refusals: Refusals) -> None:
    payer = refusals.enter("tutkit-billing-contact")
    found = re.search(r"/a/[0-9a-f-]{36}", payer.url)
    assert found is not None
    refusals.opens(payer, f"{found[0]}/settings/owner", 403)
    refusals.opens(refusals.enter("tutkit-member"), f"{found[0]}/members", 403)
    reader = refusals.enter("staff-read-only")
    refusals.opens(reader, "/console/payments/record", 403)
    refusals.opens(reader, "/console/plans/new", 403)


def test_a_form_from_elsewhere(refusals: Refusals) -> None:
    for link in ("", "tutkit-owner"):
        page = refusals.enter(link)
        page.context.clear_cookies(name="curule-csrf")
        with page.expect_navigation() as leading:
            page.locator('form[action="/language"] button').first.click()
        refusals.answers(page, leading.value, 403)


def test_an_invitation_that_is_over(refusals: Refusals, post: Post) -> None:
    links = {
        whom: post.newest(f"{whom}@{company}.example", invites=True).leads_to
        for whom, company in (
            ("nora.lindqvist", "northwind"),
            ("hana.sato", "bright-harbor"),
            ("fiona.reid", "bright-harbor"),
            ("amara.obi", "bright-harbor"),
            ("lucas.faure", "lumiere"),
        )
    }
    owner = refusals.enter("tutkit-owner")
    refusals.opens(owner, links["nora.lindqvist"], 403)  # another person's
    found = re.search(r"/a/[0-9a-f-]{36}", refusals.enter("tutkit-admin").url)
    assert found is not None
    owner.goto(f"{found[0]}/members/invited")
    for again in (True, False):
        with owner.expect_navigation():
            owner.locator(f"button[value={'resend' if again else 'cancel'}]").first.click()
        stranger = refusals.enter()
        refusals.opens(stranger, links["lucas.faure"], 410)  # replaced by a newer one, taken back

    stranger = refusals.enter()
    refusals.opens(stranger, links["nora.lindqvist"], 200)  # she signs in first
    refusals.opens(stranger, links["hana.sato"], 410)  # too late
    refusals.opens(stranger, links["fiona.reid"], 410)  # declined
    refusals.opens(stranger, links["amara.obi"], 200)  # used; it leads to the sign-in


def test_too_often(refusals: Refusals) -> None:
    page = refusals.enter()
    page.goto("/auth/login/")
    token = page.locator("main input[name=csrfmiddlewaretoken]").first.input_value()
    for _ in range(A_MINUTE_HAS):
        page.request.post("/auth/login/", form={"csrfmiddlewaretoken": token})
    page.locator("main input[type=email]").fill("nobody@example.com")
    page.locator("main input[type=password]").fill("nothing at all")
    with page.expect_navigation() as leading:
        page.locator("main form button.btn-primary").first.click()
    refusals.answers(page, leading.value, 429)


def test_a_fault_of_ours(refusals: Refusals, site: Site) -> None:
    page = refusals.enter("tutkit-owner", may_fail=True)
    invoices = page.locator(".side nav a[href$='/invoices']").get_attribute("href") or ""
    with _missing(site, "curule_invoice"):
        refusals.opens(page, invoices, 500)
    answer = page.goto(invoices)
    assert answer is not None
    assert answer.ok


@contextlib.contextmanager
def _missing(site: Site, table: str) -> Iterator[None]:
    """Keep a table from those who need it: what they ask for fails as it would if it were lost."""
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_lost"')
        try:
            yield
        finally:
            connection.execute(f'ALTER TABLE "{table}_lost" RENAME TO "{table}"')
