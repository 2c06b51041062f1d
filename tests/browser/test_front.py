"""The three pictures of the front page, which `make screenshots` takes into `docs/pictures`."""

from __future__ import annotations

import pytest

from tests.browser.visiting import Visit, sign_in
from tests.support.tree import ROOT


@pytest.mark.pictured
@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("autodesk-contract-manager", "subscriptions"),
        ("tutkit-owner", "members"),
        ("licence-portal-owner", "licenses"),
    ],
)
def test_a_picture_of_the_front_page(visit: Visit, link: str, name: str) -> None:
    page = visit()
    sign_in(page, link)
    answer = page.goto(
        page.locator(f".side nav a[href$='/{name}']").get_attribute("href") or "/nowhere"
    )
    assert answer is not None
    assert answer.ok
    page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")
