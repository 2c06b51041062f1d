"""The mails that were caught, as the vendor's staff reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.visiting import Camera, Visit, keep_picture, plain, sign_in

_FEW = 4
_CODE = re.compile(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One mail: its words, the same as they are drawn, and the address its button leads to."""

    subject: str
    text: str
    drawn: str
    leads_to: str

    def says(self, *words: str) -> None:
        """Assert that both the plain mail and the drawn one say this."""
        for each in words:
            assert plain(each) in self.text, f"{each!r} is not in {self.text!r}"
            assert plain(each) in self.drawn, f"{each!r} is not in {self.drawn!r}"

    def said(self, pattern: str) -> str:
        """Return what stands in the mail where the group of the pattern is."""
        found = re.search(pattern, self.text)
        assert found is not None, f"{pattern!r} is not in {self.text!r}"
        return found[1]

    def leads_into(self, path: str) -> None:
        """Assert where the button leads."""
        assert re.search(path, urlsplit(self.leads_to).path), self.leads_to


class Post:
    """Reads the mails as staff does, on one page; keeps a picture of each as it is drawn."""

    def __init__(
        self, visit: Visit, pictures: Path | None = None, camera: Camera | None = None
    ) -> None:
        self._visit = visit
        self._pictures = pictures
        self._camera = camera
        self._page: Page | None = None
        self._kept = 0

    def newest(self, address: str, subject: str = "", *, invites: bool = False) -> Caught:
        """Return the newest mail to somebody, with that subject, or that invites."""
        page = self._at(f"/console/mails?q={address}")
        rows = page.locator("main tbody a[href^='/console/mails/']")
        expect(rows.first).to_be_visible()
        seen = []
        for each in rows.evaluate_all("all => all.map(each => each.href)")[:_FEW]:
            page.goto(each)
            seen.append(page.locator("main h2").inner_text())
            is_it = subject in {"", seen[-1]}
            if is_it and (
                not invites or page.locator("pre.letter a[href*='/invitations/']").count()
            ):
                return self._caught(page)
        raise AssertionError(f"no mail to {address} says {subject!r}, only {seen}")

    def code(self, address: str) -> str:
        """Return the code of the newest mail of sign-in to somebody."""
        page = self._at("/console/mails/sign-in")
        row = page.locator("main tbody tr").filter(has_text=address.partition("@")[0]).first
        row.locator("a").first.click()
        page.wait_for_url("**/console/mails/sign-in/*")
        found = _CODE.search(page.locator("main").inner_text())
        assert found is not None, "the mail holds no code"
        return found[1]

    def _caught(self, page: Page) -> Caught:
        subject = page.locator("main h2").inner_text()
        text = page.locator("pre.letter").inner_text()
        links = page.locator("pre.letter a")
        leads_to = links.first.get_attribute("href") or "" if links.count() else ""
        page.goto(page.locator("main a[href$='/html']").get_attribute("href") or "")
        drawn = page.locator("body").inner_text()
        if leads_to:
            expect(page.locator(f'a[href="{leads_to}"]').first).to_be_visible()
        self._keep(page)
        return Caught(subject=subject, text=plain(text), drawn=plain(drawn), leads_to=leads_to)

    def _keep(self, page: Page) -> None:
        self._kept += 1
        if self._camera:
            self._camera.at(page, None)
        elif self._pictures:
            keep_picture(page, self._pictures, f"mail-{self._kept:02}")

    def _at(self, address: str) -> Page:
        if self._page is None:
            self._page = self._visit()
            sign_in(self._page, "staff-admin")
        self._page.goto(address)
        return self._page
