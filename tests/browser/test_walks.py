"""Each vendor's page, walked in Chromium in its own language from the sign-in to the effect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Visit, keep_picture, sign_in

pytestmark = pytest.mark.long


def follow(page: Page, what: Locator) -> None:
    """Press what leads to the next page, and wait for that page."""
    with page.expect_navigation():
        what.click()


def newest_mail(visit: Visit, address: str) -> Page:
    """Return the page of the newest mail to somebody, as the vendor's staff sees it."""
    staff = visit()
    sign_in(staff, "staff-admin")
    staff.goto(f"/console/mails?q={address}")
    follow(staff, staff.locator("main tbody a[href^='/console/mails/']").first)
    return staff


@pytest.mark.requirement("T4", "T8", "T14", "T16", "T17")
@pytest.mark.parametrize("scripts", [True, False])
def test_tutkit_adds_places_and_invites_a_participant(
    visit: Visit, tmp_path: Path, *, scripts: bool
) -> None:
    page = visit(locale="fr-FR", scripts=scripts)
    sign_in(page, "tutkit-owner")
    follow(page, page.get_by_role("link", name="Membres", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Gestion des membres")
    before = page.locator(".meter").inner_text()
    follow(page, page.get_by_role("link", name="Ajouter d’autres participants").first)
    page.get_by_label("combien en plus").fill("1")
    follow(page, page.get_by_role("button", name="Continuer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Passer la commande")
    keep_picture(page, tmp_path, "order")
    follow(page, page.get_by_role("button", name=re.compile("Passer la commande")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre commande est terminée")

    follow(page, page.get_by_role("link", name="Membres", exact=True))
    assert page.locator(".meter").inner_text() != before
    address = f"nina{int(scripts)}@example.com"
    row = page.get_by_role("button", name="Envoyer l’invitation").first
    page.locator("#email-1").fill(address)
    page.locator("#first-1").fill("Nina")
    page.locator("#last-1").fill("Dubois")
    follow(page, row)
    expect(page.locator("main")).to_contain_text(address)

    mail = newest_mail(visit, address)
    link = mail.locator("a[href*='/invitations/']").first.get_attribute("href")
    assert link is not None
    guest = visit(locale="fr-FR", scripts=scripts)
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_contain_text("Studio Lumière")
    keep_picture(guest, tmp_path, "invitation")


@pytest.mark.requirement("A4", "A5", "A6", "A7", "A15")
def test_autodesk_adds_seats_and_keeps_what_was_scheduled(visit: Visit, tmp_path: Path) -> None:
    page = visit(locale="fr-FR")
    sign_in(page, "autodesk-contract-manager")
    follow(page, page.get_by_role("link", name="Abonnements et contrats").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Abonnements et contrats")
    follow(page, page.locator("main a[href*='/subscriptions/']").first)
    expect(page.get_by_role("link", name="Supprimer des postes")).to_be_visible()
    keep_picture(page, tmp_path, "subscription")
    follow(page, page.get_by_role("button", name=re.compile("^Garder")))
    expect(page.get_by_role("button", name=re.compile("^Garder"))).to_have_count(0)
    follow(page, page.get_by_role("link", name="Ajouter des postes").first)
    number = page.locator("main input[type=number]").first
    wanted = int(number.input_value()) + 2
    number.fill(str(wanted))
    follow(page, page.get_by_role("button", name="Continuer"))
    keep_picture(page, tmp_path, "review")
    follow(page, page.locator("main form button.btn-primary").last)
    follow(page, page.get_by_role("link", name="Abonnements et contrats").first)
    follow(page, page.locator("main a[href*='/subscriptions/']").first)
    expect(page.locator("main")).to_contain_text(f"{wanted} postes")


@pytest.mark.requirement("Z14", "Z15")
def test_zoom_joins_with_a_plan_of_their_own_and_sees_the_choice(
    visit: Visit, tmp_path: Path
) -> None:
    mail = newest_mail(visit, "nora")
    link = mail.locator("a[href*='/invitations/']").first.get_attribute("href")
    assert link is not None
    page = visit()
    sign_in(page, "zoom-invited")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bright Harbor invites you")
    expect(page.get_by_role("radio")).to_have_count(2)
    assert not page.get_by_role("radio").first.is_checked()
    keep_picture(page, tmp_path, "join")
    page.get_by_role("radio").nth(1).check()
    follow(page, page.get_by_role("button", name=re.compile("^Join Bright Harbor")))
    expect(page.locator("main")).to_contain_text("Bright Harbor")


@pytest.mark.requirement("R10", "R12", "R16")
def test_the_licence_portal_binds_and_unbinds(visit: Visit, tmp_path: Path) -> None:
    page = visit(locale="ru-RU")
    sign_in(page, "licence-portal-owner")
    follow(page, page.get_by_role("link", name="Лицензии"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Управление подпиской")
    free = page.get_by_role("button", name="Привязать").count()
    page.locator("input[id^=bind-]").first.fill("irina.sokolova@vektor.example")
    follow(page, page.get_by_role("button", name="Привязать").first)
    expect(page.get_by_role("button", name="Привязать")).to_have_count(free - 1)
    keep_picture(page, tmp_path, "bound")
    follow(page, page.get_by_role("link", name="Отвязать irina.sokolova@vektor.example"))
    follow(page, page.locator("main form button").first)
    expect(page.get_by_role("button", name="Привязать")).to_have_count(free)


@pytest.mark.requirement("G7", "G9", "G10", "G11")
def test_gotoassist_fills_the_cart_and_orders(visit: Visit, tmp_path: Path) -> None:
    page = visit(locale="de-DE")
    sign_in(page, "gotoassist-billing-contact")
    follow(page, page.get_by_role("link", name="Abonnements und Verträge").first)
    follow(page, page.locator("main a[href*='/subscriptions/']").first)
    follow(page, page.locator("main a[href$='/add-seats'], main a[href*='/cart/']").first)
    number = page.locator("main input[type=number]").first
    number.fill(str(int(number.input_value() or 0) + 1))
    follow(page, page.locator("main form button.btn-primary").last)
    keep_picture(page, tmp_path, "cart")
    while "/quotes/" not in page.url:
        follow(page, page.locator("main form button.btn-primary").last)
    keep_picture(page, tmp_path, "review")
    follow(page, page.get_by_role("button", name=re.compile("Bestell")).last)
    assert "/orders/" in page.url
