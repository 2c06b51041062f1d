"""How somebody acts on a page: with the mouse, by the keyboard alone, or where no script runs.

A journey is written once, for a `Hand`; each way of acting is one. The keyboard's uses Tab, Enter,
Space and the arrows, and at each stop looks whether the focus can be seen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Final

from playwright.sync_api import ElementHandle, Locator, Page, Response, expect
from playwright.sync_api import TimeoutError as TooLate

WAYS: Final = ("mouse", "keys", "no-scripts")
_MOST_STOPS: Final = 400
_SCROLLS_MS: Final = 10_000

# Where the focus is: whether it is what we want, or a button of the same choice; whether it shows.
_STOP: Final = """(wanted) => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return {is: "nowhere"};
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const inside = box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0
    && box.top < innerHeight && box.left < innerWidth;
  const middle = document.elementFromPoint(
    Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const over = !middle || at.contains(middle) || middle.contains(at)
    || (at.labels && [...at.labels].some((label) => label.contains(middle)));
  // Inside a date the focus goes over its parts, of which the page sees none.
  const seen = at.matches(":focus-visible") || (at.type === "date" && at.matches(":focus-within"));
  const same = at === wanted || (at.type === "radio" && wanted.type === "radio"
    && at.name === wanted.name && at.form === wanted.form);
  return {
    is: at === wanted ? "wanted" : same ? "beside" : at.matches(".skip") ? "skip" : "other",
    shows: seen && (ring || style.boxShadow !== "none") && inside && over,
    html: at.outerHTML.slice(0, 160), ring, inside, over,
  };
}"""


class Hand(ABC):
    """Acts on one page, as somebody would."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> Response | None:
        """Press what leads to the next page, and wait for that page; return its answer."""
        expect(what).to_be_visible()
        self._approach(what)  # by the skip link, which leads within the page
        with self.page.expect_navigation() as leading:
            self._activate(what)
        return leading.value

    def _approach(self, what: Locator) -> None:  # noqa: B027 - a mouse has nothing to do for it
        """Get to where it can be pressed."""

    @abstractmethod
    def _activate(self, what: Locator) -> None: ...

    @abstractmethod
    def write(self, what: Locator, text: str) -> None:
        """Write into a field instead of what stands there."""

    @abstractmethod
    def choose(self, what: Locator, value: str) -> None:
        """Choose an option of a list."""

    def choose_and_press(self, what: Locator, value: str, button: Locator) -> Response | None:
        """Choose an option of a list, and press the button beside it; return the page's answer."""
        self.choose(what, value)
        return self.press(button)

    @abstractmethod
    def tick(self, what: Locator) -> None:
        """Check a box, or one of several round buttons."""

    @abstractmethod
    def unfold(self, what: Locator) -> None:
        """Open what is folded, by its summary."""


class Pointer(Hand):
    """Clicks; needs no script."""

    def __init__(self, page: Page, *, scripts: bool) -> None:
        super().__init__(page)
        self._scripts = scripts

    def _activate(self, what: Locator) -> None:
        what.click()

    def write(self, what: Locator, text: str) -> None:
        what.fill(text)

    def choose(self, what: Locator, value: str) -> None:
        what.select_option(value)

    def choose_and_press(self, what: Locator, value: str, button: Locator) -> Response | None:
        if not self._scripts:
            return super().choose_and_press(what, value, button)
        with self.page.expect_navigation() as leading:
            self.choose(what, value)
        return leading.value

    def tick(self, what: Locator) -> None:
        what.check()

    def unfold(self, what: Locator) -> None:
        what.click()


class Keyboard(Hand):
    """Presses Tab until it is there; never a shortcut, never the mouse."""

    def _approach(self, what: Locator) -> None:
        self._reach(what)

    def _activate(self, what: Locator) -> None:
        is_link = what.evaluate("each => each.tagName") == "A"
        self.page.keyboard.press("Enter" if is_link else "Space")

    def write(self, what: Locator, text: str) -> None:
        self._reach(what)
        if what.input_value():  # it is selected when the focus comes to it, so let it come anew
            self.page.keyboard.press("Shift+Tab")
            self._reach(what)
        is_long = what.evaluate("each => each.tagName") == "TEXTAREA"
        assert not (is_long and what.input_value()), "only what is empty can be written like this"
        self.page.keyboard.type(text)
        expect(what).to_have_value(text)

    def choose(self, what: Locator, value: str) -> None:
        self._reach(what)
        values = what.evaluate("each => [...each.options].map(option => option.value)")
        steps = values.index(value) - values.index(what.input_value())
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(what).to_have_value(value)

    def tick(self, what: Locator) -> None:
        stop = self._reach(what, or_beside=True)
        handle = _element(what)
        for _ in range(_MOST_STOPS):
            if stop["is"] == "wanted":
                break
            self.page.keyboard.press("ArrowDown")
            stop = self._stop(handle)
        if not what.is_checked():
            self.page.keyboard.press("Space")
        expect(what).to_be_checked()

    def unfold(self, what: Locator) -> None:
        self._reach(what)
        self.page.keyboard.press("Enter")

    def _reach(self, what: Locator, *, or_beside: bool = False) -> dict[str, Any]:
        """Press Tab until the focus is on it, at most once around the page."""
        expect(what).to_be_visible()
        handle = _element(what)
        is_in_main = bool(what.evaluate("each => !!each.closest('main')"))
        enough = {"wanted", "beside"} if or_beside else {"wanted"}
        stop = self._stop(handle)
        for _ in range(_MOST_STOPS):
            if stop["is"] in enough:
                return stop
            self.page.keyboard.press("Tab")
            stop = self._stop(handle)
            if stop["is"] == "nowhere":
                continue
            if not stop["shows"]:
                self._wait_until_it_shows(handle, stop)
            if stop["is"] == "skip" and is_in_main:
                self.page.keyboard.press("Enter")
        raise AssertionError(f"no Tab leads to {what} on {self.page.url}")

    def _wait_until_it_shows(self, handle: ElementHandle, stop: dict[str, Any]) -> None:
        """Give the page the time to scroll to the focus."""
        try:
            self.page.wait_for_function(
                f"(wanted) => ({_STOP})(wanted).shows", arg=handle, timeout=_SCROLLS_MS
            )
        except TooLate:
            now = self._stop(handle)
            raise AssertionError(
                f"the focus cannot be seen: {stop}, then {now} on {self.page.url}"
            ) from None

    def _stop(self, handle: ElementHandle) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(_STOP, handle)
        return found


def _element(what: Locator) -> ElementHandle:
    """Return the element, which stays the same while the focus wanders."""
    return what.element_handle()


def hand_of(way: str, page: Page) -> Hand:
    """Return who acts on the page in that way."""
    return Keyboard(page) if way == "keys" else Pointer(page, scripts=way == "mouse")
