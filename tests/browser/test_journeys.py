"""Eleven journeys, each with the mouse, by the keyboard alone, and where no script runs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.behind_forms import to_subscription
from tests.browser.mails import Post
from tests.browser.playing import Player

pytestmark = pytest.mark.drawn("journey")

Play = Callable[..., Player]


def test_sign_in_with_a_mailed_code_and_out_again(play: Play, post: Post) -> None:
    grace = play()
    grace.sign_in_by_code("grace.holloway@bright-harbor.example", post)
    expect(grace.page.locator(".company")).to_contain_text("Bright Harbor")

    grace.press(grace.button("Sign out"))
    grace.sees_title("Sign in")


def test_buy_seats_and_come_to_where_they_are_given_away(play: Play) -> None:
    grace = play("zoom-owner")
    to_subscription(grace)
    grace.press(grace.main.locator("a[href$='/add-seats']").first)
    number = grace.main.locator("input[type=number]").first
    grace.write(number, "14")
    grace.press(grace.main.locator("form button.btn-primary").first)
    grace.tick(grace.main.get_by_role("radio").first)  # what becomes of the reduction that waits
    grace.press(grace.main.locator("form button.btn-primary").first)
    grace.sees_title("Review order")
    grace.sees("12 licences → 14 licences")
    grace.press(grace.button(re.compile("^Place order")))
    grace.sees_title("Your order is complete")
    grace.press(grace.link("Assign them now"))
    expect(grace.page.locator(".meter").first).to_contain_text("14")


def test_invite_two_people_after_a_look_at_the_list(play: Play) -> None:
    grace = play("zoom-owner")
    grace.press(grace.menu_of("members"))
    grace.press(grace.link("Add people"))
    grace.write(grace.main.locator("textarea"), "Kim Lee <kim.lee@example.com>, wes@example.com")
    grace.press(grace.button("Check"))
    grace.sees_title("Check the list")
    grace.press(grace.button("Add 2 people"))
    grace.press(grace.link(re.compile("^Invited")))
    grace.sees("kim.lee@example.com", "wes@example.com")


def test_resend_an_invitation_and_take_its_link(play: Play) -> None:
    grace = play("zoom-owner")
    grace.press(grace.menu_of("members"))
    grace.press(grace.link(re.compile("^Invited")))
    grace.press(grace.button("Resend June Park"))
    row = grace.main.get_by_role("row").filter(has_text="June Park")
    expect(row).to_contain_text("sent 2 times")
    grace.press(grace.button("Copy link June Park"))
    expect(grace.main.locator("#link")).to_have_value(re.compile("/invitations/"))


def test_remove_somebody_and_take_that_back(play: Play) -> None:
    claire = play("tutkit-owner", locale="fr-FR")
    claire.press(claire.menu_of("members"))
    claire.press(claire.link("Retirer Sophie Garnier"))
    claire.sees_title("Retirer Sophie Garnier ?")
    claire.press(claire.button("Retirer l’accès maintenant"))
    claire.sees("Sophie Garnier n’a plus accès.")
    expect(claire.link("Retirer Sophie Garnier")).to_have_count(0)
    claire.press(claire.button("Annuler Sophie Garnier"))
    claire.sees(re.compile(r"est de retour\."))
    expect(claire.link("Retirer Sophie Garnier")).to_be_visible()


def test_reduce_and_choose_who_leaves(play: Play) -> None:
    nadia = play("autodesk-contract-manager", locale="fr-FR")
    to_subscription(nadia)
    nadia.press(nadia.main.locator("a[href$='/reduce']").first)
    nadia.write(nadia.main.locator("input[type=number]").first, "7")
    nadia.press(nadia.button("Enregistrer les modifications"))
    group = nadia.main.get_by_role("group").filter(has_text=re.compile("perd(ent)? l’accès"))
    found = re.search(r"(\d+) personnes? perd", group.inner_text())
    assert found is not None
    for number in range(int(found[1])):
        nadia.tick(group.get_by_role("checkbox").nth(number))
    nadia.press(nadia.button("Enregistrer les modifications"))
    nadia.sees("7 postes à partir du")


def test_renew_by_ordering_the_next_term(play: Play) -> None:
    irina = play("licence-portal-owner", locale="ru-RU")
    to_subscription(irina)
    irina.press(irina.main.locator("a[href$='/renew']").first)
    irina.write(irina.main.locator("input[type=number]").first, "3")
    irina.press(irina.main.locator("form button.btn-primary").first)
    irina.sees_title("Проверка заказа")
    irina.sees("Начинается с момента фиксации нами оплаты")
    irina.press(irina.main.locator("#order button"))
    irina.sees_title("Заказ ожидает оплаты")


def test_pay_an_open_invoice(play: Play) -> None:
    alice = play("tutkit-billing-contact", locale="fr-FR")
    alice.press(alice.menu_of("invoices"))
    open_one = alice.main.get_by_role("row").filter(has_text="à payer")
    alice.press(open_one.locator("a[href*='/invoices/']").first)
    alice.tick(alice.main.locator("input[name=method]").first)
    alice.press(alice.button(re.compile("^Payer")))
    expect(alice.main.locator("input[name=method]")).to_have_count(0)
    alice.sees("payée")


def test_change_the_language_and_find_it_kept(play: Play) -> None:
    ulrike = play("gotoassist-owner", locale="de-DE")
    html = ulrike.page.locator("html")
    expect(html).to_have_attribute("lang", "de")
    form = ulrike.page.locator("form.language").first
    ulrike.choose(form.locator("select"), "ru")
    ulrike.press(form.locator("button"))
    expect(html).to_have_attribute("lang", "ru")
    ulrike.press(ulrike.button("Выйти"))
    ulrike.sign_in("gotoassist-owner")
    expect(html).to_have_attribute("lang", "ru")


def test_find_a_free_license_and_bind_it(play: Play) -> None:
    irina = play("licence-portal-owner", locale="ru-RU")
    irina.press(irina.menu_of("licenses"))
    irina.sees_title("Управление подпиской")
    irina.choose_and_press(irina.main.locator("#status"), "free", irina.button("Найти"))
    irina.write(irina.main.locator("input[id^=bind-]").first, "irina.sokolova@vektor.example")
    irina.press(irina.button("Привязать"))
    irina.sees("Привязано: ")
    irina.press(irina.link("Сброс"))
    expect(irina.link("Отвязать irina.sokolova@vektor.example")).to_be_visible()


def test_let_the_vendor_raise_a_maximum(play: Play) -> None:
    ada = play("staff-admin")
    ada.press(ada.menu_of("accounts"))
    ada.press(ada.link("Studio Lumière"))
    ada.press(ada.main.locator("a[href$='/maximum']").first)
    ada.write(ada.main.locator("form input[name=maximum]"), "40")
    ada.press(ada.main.locator("form button.btn-primary").first)
    ada.sees("40")
