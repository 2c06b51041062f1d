"""Impatience and two windows: an order is placed once, and nobody takes a place twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Camera, Look, Visit, sign_in


def _press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def _orders(visit: Visit) -> int:
    """Return how many orders there are, as staff sees them."""
    staff = visit()
    sign_in(staff, "staff-admin")
    staff.goto("/console/orders")
    count = staff.locator("main tbody tr").count()
    staff.context.close()
    return count


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.usefixtures("afresh")
def test_a_double_click_orders_once(visit: Visit, *, scripts: bool) -> None:
    before = _orders(visit)
    page = visit(scripts=scripts)
    sign_in(page, "zoom-owner")
    _press(page, ".side nav a[href$='/subscriptions']")
    _press(page, "main a[href*='/subscriptions/']")
    _press(page, "main a[href$='/add-seats']")
    page.locator("main input[type=number]").first.fill("14")
    _press(page, "main form button.btn-primary")
    page.locator("main input[name=reduction]").first.check()
    _press(page, "main form button.btn-primary")

    page.locator("#order button.btn-primary").dblclick()
    page.wait_for_url(re.compile("/orders/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your order is complete")

    assert _orders(visit) == before + 1
    _press(page, ".side nav a[href$='/subscriptions']")
    _press(page, "main a[href*='/subscriptions/']")
    expect(page.locator("main")).to_contain_text("14 licences")
    expect(page.locator("main")).not_to_contain_text("16 licences")


@pytest.mark.usefixtures("afresh")
def test_a_place_that_was_taken_in_another_window(visit: Visit, look: Look | Camera) -> None:
    page = visit(locale="fr-FR")
    sign_in(page, "tutkit-owner")
    _press(page, ".side nav a[href$='/members']")
    free = page.locator("tr.free-row form:has(input[type=email])")
    while free.count() > 1:
        number = free.count()
        _invite(page, f"first{number}@example.com", f"Anne{number}")
        expect(free).to_have_count(number - 1)
    other = page.context.new_page()
    other.goto(page.url)

    _invite(page, "quick@example.com", "Quitterie")
    expect(free).to_have_count(0)
    _invite(other, "late@example.com", "Lætitia")

    box = other.locator("#refused")
    expect(box).to_be_visible()
    expect(box.locator("a[href]").first).to_be_visible()
    expect(box).to_contain_text("place")
    kept = other.locator("main form:has(input[name=email][value='late@example.com'])").first
    expect(kept.locator("input[name=first_name]")).to_have_value("Lætitia")
    expect(kept.locator("input[name=last_name]")).to_have_value("Dubois")
    table = other.locator("main table").first.bounding_box()
    shown = box.bounding_box()
    assert shown is not None
    assert table is not None
    assert shown["y"] < table["y"], "the box stands on top, where it is seen"
    look.at(other, None)


def _invite(page: Page, email: str, first_name: str) -> None:
    form = page.locator("tr.free-row form:has(input[type=email])").first
    form.locator("input[name=email]").fill(email)
    form.locator("input[name=first_name]").fill(first_name)
    form.locator("input[name=last_name]").fill("Dubois")
    with page.expect_navigation():
        form.locator("button").click()
