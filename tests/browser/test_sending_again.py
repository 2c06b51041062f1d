"""A form whose sending was stopped can be sent again, and an impatient hand still sends once."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.tree import ROOT

_SCRIPT = ROOT / "src/curule/web/static/curule/curule.js"


def test_a_stopped_form_can_be_sent_again_after_some_seconds(chromium: Browser) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.set_content('<form method="post" action="#"><button>Send</button></form>')
    page.add_script_tag(path=_SCRIPT)
    page.evaluate(
        """() => {
            window.sent = 0;
            document.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) window.sent += 1;
                event.preventDefault();
            });
        }"""
    )

    page.get_by_role("button").dblclick()
    assert page.evaluate("window.sent") == 1
    page.clock.fast_forward(6000)
    page.get_by_role("button").click()

    assert page.evaluate("window.sent") == 2
    page.close()
