"""The check of the layout finds what an eye would stumble over, and nothing else."""

from __future__ import annotations

import pytest

from tests.browser.visiting import Visit, found_by_layout

pytestmark = pytest.mark.drawn("layout")

FAULTS = {
    "cut: Beyond the edge of its box": (
        '<p style="width: 5rem; overflow: hidden; white-space: nowrap">'
        "Beyond the edge of its box</p>"
    ),
    "cut: Longer than the button is": (
        '<button style="width: 4rem; white-space: nowrap">Longer than the button is</button>'
    ),
    "cut: Longer than the list is": (
        '<select style="width: 5rem"><option>Longer than the list is</option></select>'
    ),
    "outside: To the right of the page": (
        '<p style="position: absolute; left: 1430px">To the right of the page</p>'
    ),
    "overlap: Below | Above": (
        '<p style="position: absolute; top: 99px">Below</p>'
        '<p style="position: absolute; top: 99px">Above</p>'
    ),
}
SOUND = (
    "<p>One line<br>and <strong>another</strong></p>"
    "<select><option>As wide as its words</option></select>"
    '<div style="width: 5rem; overflow-x: auto; white-space: nowrap">'
    "Scrolled from side to side</div>"
    '<a href="#" style="position: absolute; left: -999px">For readers that do not look</a>'
    '<p hidden style="position: absolute; left: 1430px">Not shown</p>'
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(visit: Visit, fault: str) -> None:
    page = visit()
    page.set_content(SOUND + FAULTS[fault])
    assert found_by_layout(page) == [fault]


def test_a_sound_page_has_none(visit: Visit) -> None:
    page = visit()
    page.set_content(SOUND)
    assert found_by_layout(page) == []
