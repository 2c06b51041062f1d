"""The mails that were caught, as the vendor's staff reads them."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, sign_in

_FEW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One mail: what it says, and the address its button leads to."""

    subject: str
    text: str
    leads_to: str


def newest_mail(visit: Visit, address: str, subject: str = "") -> Caught:
    """Return the newest mail to somebody, or the newest with that subject among the last few."""
    staff = _staff(visit, f"/console/mails?q={address}")
    rows = staff.locator("main tbody a[href^='/console/mails/']")
    expect(rows.first).to_be_visible()
    seen = []
    for each in rows.evaluate_all("all => all.map(each => each.href)")[:_FEW]:
        staff.goto(each)
        seen.append(_caught(staff))
        if subject in {"", seen[-1].subject}:
            staff.context.close()
            return seen[-1]
    raise AssertionError(f"no mail to {address} says {subject!r}, only {seen}")


def _caught(staff: Page) -> Caught:
    links = staff.locator("pre.letter a")
    return Caught(
        subject=staff.locator("main h2").inner_text(),
        text=staff.locator("pre.letter").inner_text(),
        leads_to=links.first.get_attribute("href") or "" if links.count() else "",
    )


def newest_sign_in_mail(visit: Visit, address: str) -> str:
    """Return what the newest mail of sign-in to somebody says."""
    staff = _staff(visit, "/console/mails/sign-in")
    row = staff.locator("main tbody tr").filter(has_text=address).first
    row.locator("a").first.click()
    staff.wait_for_url("**/console/mails/sign-in/*")
    text = staff.locator("main").inner_text()
    staff.context.close()
    return text


def _staff(visit: Visit, address: str) -> Page:
    staff = visit()
    sign_in(staff, "staff-admin")
    staff.goto(address)
    return staff
