"""Somebody who goes through pages: acts by a `Hand`, keeps pictures, looks at where it comes to."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, Response, expect

from tests.browser.hands import Hand
from tests.browser.mails import Post
from tests.browser.visiting import Camera, Look, keep_picture, name_of, plain


class Player:
    """Goes through pages in one way of acting."""

    def __init__(self, hand: Hand, pictures: Path, look: Look | Camera | None) -> None:
        self._hand = hand
        self._pictures = pictures
        self._look = look

    @property
    def page(self) -> Page:
        """The page it is on."""
        return self._hand.page

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    # --- finding ----------------------------------------------------------------------------------

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """Return the first button of that name."""
        return self.page.get_by_role("button", name=name).first

    def link(self, name: str | re.Pattern[str], *, exact: bool = False) -> Locator:
        """Return the first link of that name."""
        return self.page.get_by_role("link", name=name, exact=exact).first

    def menu_of(self, area: str) -> Locator:
        """Return the entry of the side menu that leads to an area."""
        return self.page.locator(f".side nav a[href$='/{area}']")

    def menu_called(self, label: str) -> Locator:
        """Return the entry of the side menu that is called so."""
        return self.page.locator(".side nav").get_by_role("link", name=label, exact=True)

    def listed(self, label: str) -> Locator:
        """Return what the page of a section lists under that name."""
        return self.main.locator(".plain-list").get_by_role("link", name=label, exact=True)

    # --- going ------------------------------------------------------------------------------------

    def sign_in(self, link: str) -> None:
        """Sign in by a link of the demo, with its button."""
        self.page.goto(f"/demo/{link}")
        self.press(self.main.locator("form button").first)

    def sign_in_by_code(self, address: str, post: Post) -> None:
        """Sign in by the real form, with the code that is mailed."""
        self.open("/")
        self.press(self.main.locator("a[href*='/auth/login/code']").first)
        self.write(self.main.locator("input[type=email]"), address)
        self.press(self.main.locator("form button.btn-primary").first)
        self.write(self.main.locator("input[name=code]"), post.code(address))
        self.press(self.main.locator("form button.btn-primary").first)

    def read_in(self, language: str) -> None:
        """Choose a language by the form that stands on every page."""
        form = self.page.locator("form.language").first
        if form.locator("select").input_value() != language:
            self.choose(form.locator("select"), language)
            self.press(form.locator("button"))
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def open(self, address: str) -> None:
        """Go where a link outside of the pages leads, as one of a mail."""
        self._arrive(self.page.goto(address))

    def press(self, what: Locator) -> None:
        """Press what leads to the next page."""
        self._arrive(self._hand.press(what))

    def _arrive(self, answer: Response | None) -> None:
        if not isinstance(self._look, Camera):
            number = len(list(self._pictures.glob("[0-9]*.png"))) + 1
            keep_picture(self.page, self._pictures, f"{number:02}-{name_of(self.page)}")
        if self._look:
            self._look.at(self.page, answer)

    # --- doing ------------------------------------------------------------------------------------

    def write(self, what: Locator, text: str) -> None:
        """Write into a field instead of what stands there."""
        self._hand.write(what, text)

    def choose(self, what: Locator, value: str) -> None:
        """Choose an option of a list."""
        self._hand.choose(what, value)

    def choose_and_press(self, what: Locator, value: str, button: Locator) -> None:
        """Choose an option of a list that acts at once for whoever has a mouse and scripts."""
        self._arrive(self._hand.choose_and_press(what, value, button))

    def tick(self, what: Locator) -> None:
        """Check a box, or one of several round buttons."""
        self._hand.tick(what)

    def attach(self, what: Locator, name: str, text: str) -> None:
        """Choose a file of that name and text, as the browser's own window for files does."""
        file: FilePayload = {"name": name, "mimeType": "", "buffer": text.encode()}
        what.set_input_files(file)

    def unfold(self, what: Locator) -> None:
        """Open what is folded, by its summary."""
        self._hand.unfold(what)

    # --- seeing -----------------------------------------------------------------------------------

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        """Assert that the page says this."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def sees_title(self, text: str | re.Pattern[str]) -> None:
        """Assert what the page is called."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def amount(self) -> str:
        """Return the amount of the page's table that is due."""
        return plain(self.main.locator("tr.total .num").last.inner_text())

    def sees_refusal(self) -> None:
        """Assert that the page says what it refuses, or what is wrong beside a field."""
        expect(self.main.locator("#refused, .box.danger, .has-error").first).to_be_visible()
