"""Each vendor's page, walked in Chromium in its own language from the sign-in to the effect.

The pages of TutKit, Autodesk, Zoom and GoToAssist are French, the licence portal's is Russian.
Everybody signs in by the real form, with the code that is mailed. The other mails are part of the
way as well: each says who, what, until when and how much, and what is done next begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.behind_forms import PASSWORD, owe_for_own_plan
from tests.browser.mails import Caught, Post
from tests.browser.playing import Player
from tests.browser.visiting import plain

pytestmark = pytest.mark.drawn("walk")

Play = Callable[..., Player]


def places(player: Player) -> tuple[int, ...]:
    """Return the numbers beside the bar of the list: occupied, waiting, free, all."""
    return tuple(
        int(each) for each in re.findall(r"\d+", player.main.locator(".meter").inner_text())
    )


def fact(player: Player, name: str) -> str:
    """Return what stands beside a name in the facts of a page."""
    return plain(player.main.locator(f"dt:text-is('{name}') + dd").inner_text())


@pytest.mark.requirement(
    "T3", "T4", "T6", "T8", "T9", "T10", "T11", "T12", "T13", "T14", "T15", "T16", "T17",
    "T18", "T19", "T20", "T21", "T22", "T23",
)  # fmt: skip
def test_tutkit(play: Play, post: Post) -> None:
    claire = play(locale="fr-FR")
    claire.sign_in_by_code("claire.fontaine@lumiere.example", post)
    claire.press(claire.menu_called("Adhésion et paiement"))
    claire.press(claire.listed("Gestion des membres"))
    claire.sees_title("Gestion des membres")
    *_, free, total = places(claire)

    # Add a place: how many more, a look at the order, the payment; then it is there at once.
    claire.press(claire.link("Ajouter d’autres participants"))
    claire.write(claire.page.get_by_label("combien en plus"), "1")
    claire.press(claire.button("Continuer vers la vérification"))
    claire.sees_title("Passer la commande")
    due = claire.amount()
    claire.press(claire.button(re.compile("^Passer la commande")))
    claire.sees_title("Votre commande est exécutée")
    mail = post.newest("claire.fontaine@lumiere.example", "Votre commande TutKit")
    mail.says("Studio Lumière", "Équipe 10", "Commandé : 1 place", f"Montant : {due}")
    mail.leads_into("/subscriptions/")
    claire.press(claire.menu_of("members"))
    assert places(claire)[2:] == (free + 1, total + 1)

    # Invite somebody to the free row, by the arrow.
    claire.write(claire.main.locator("#email-1"), "nina.dubois@example.com")
    claire.write(claire.main.locator("#first-1"), "Nina")
    claire.write(claire.main.locator("#last-1"), "Dubois")
    claire.press(claire.button("Envoyer l’invitation"))
    claire.sees("nina.dubois@example.com")

    # Nina follows the mail, makes a password, and is in.
    invited = "Claire Fontaine vous invite à rejoindre Studio Lumière"
    mail = post.newest("nina.dubois@example.com", invited)
    mail.says("Claire Fontaine", "TutKit", "C’est Studio Lumière qui paie")
    nina = play(locale="fr-FR")
    nina.open(mail.leads_to)
    nina.sees_title("Studio Lumière vous invite")
    mail.says(f"jusqu’au {fact(nina, 'À accepter avant le')}")
    nina.write(nina.main.locator("input[type=password]"), PASSWORD)
    nina.press(nina.button("Accepter et rejoindre Studio Lumière"))
    nina.sees_title("Bienvenue chez Studio Lumière")
    nina.press(nina.link("Voir tous mes accès"))
    nina.sees("Studio Lumière", "Équipe 10", "utilisable")
    nina.press(nina.button("Se déconnecter"))
    nina.write(nina.main.locator("input[type=email]").first, "nina.dubois@example.com")
    nina.write(nina.main.locator("input[type=password]").first, PASSWORD)
    nina.press(nina.button("Se connecter"))
    nina.sees("utilisable")

    # Claire sees her, and takes the place back by the cross; it is free, and still hers.
    claire.press(claire.menu_of("members"))
    assert places(claire)[2:] == (free, total + 1)
    claire.press(claire.link("Retirer Nina Dubois"))
    claire.press(claire.button("Retirer l’accès maintenant"))
    assert places(claire)[2:] == (free + 1, total + 1)
    mail = post.newest("nina.dubois@example.com", "Votre accès à TutKit a pris fin")
    mail.says("Studio Lumière a repris votre accès à TutKit")
    nina.press(nina.page.locator(".side nav a[href='/my']"))
    expect(nina.main).not_to_contain_text("utilisable")


@pytest.mark.requirement("T5", "T24", "T25")
def test_tutkit_keeps_what_is_booked_and_has_a_most(play: Play, post: Post) -> None:
    claire = play(locale="fr-FR")
    claire.sign_in_by_code("claire.fontaine@lumiere.example", post)
    claire.press(claire.menu_of("subscriptions"))
    claire.press(claire.main.locator("a[href*='/subscriptions/']").first)
    expect(claire.main.locator("a[href$='/reduce']")).to_have_count(0)
    claire.press(claire.main.locator("a[href$='/add-seats']").first)
    claire.write(claire.page.get_by_label("combien en plus"), "9")
    claire.press(claire.button("Continuer vers la vérification"))
    expect(claire.main.locator("#refused")).to_be_visible()
    expect(claire.main.locator("#refused a[href$='/plan']").first).to_be_visible()
    expect(claire.main.locator("#refused a[href*='/contact']").first).to_be_visible()


@pytest.mark.requirement(
    "A5", "A6", "A7", "A8", "A9", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "A18",
)  # fmt: skip
def test_autodesk(play: Play, post: Post) -> None:
    nadia = play(locale="fr-FR")
    nadia.sign_in_by_code("nadia.benali@atelier-nord.example", post)
    nadia.press(nadia.menu_called("Facturation et commandes"))
    nadia.press(nadia.listed("Abonnements et contrats"))
    nadia.sees_title("Abonnements et contrats")
    nadia.press(nadia.main.locator("a[href*='/subscriptions/']").first)
    nadia.press(nadia.button(re.compile("^Garder")))
    expect(nadia.button(re.compile("^Garder"))).to_have_count(0)

    # Add one: the number, another card that is saved first.
    nadia.press(nadia.link("Ajouter des postes"))
    number = nadia.main.locator("input[type=number]").first
    before = int(number.input_value())
    nadia.write(number, str(before + 1))
    nadia.press(nadia.button("Enregistrer les modifications"))
    nadia.unfold(nadia.main.locator("summary").filter(has_text="Utiliser une autre carte"))
    nadia.press(nadia.button("Enregistrer"))
    nadia.sees("Le mode de paiement est enregistré et choisi pour cette commande.")
    due = nadia.amount()
    nadia.press(nadia.button(re.compile("^Envoyer la commande")))
    nadia.sees_title("Votre commande est exécutée")
    mail = post.newest("nadia.benali@atelier-nord.example", "Votre commande Atelier CAD")
    mail.says("Atelier Nord", "Commandé : 1 poste", f"Montant : {due}")

    # Reduce: at once on paper, in fact with the renewal; nothing is ordered or paid.
    nadia.press(nadia.menu_of("subscriptions"))
    nadia.press(nadia.main.locator("a[href*='/subscriptions/']").first)
    nadia.sees(f"{before + 1} postes")
    nadia.press(nadia.link("Supprimer des postes"))
    nadia.write(nadia.main.locator("input[type=number]").first, str(before))
    nadia.press(nadia.button("Enregistrer les modifications"))
    nadia.sees(f"{before + 1} postes → {before} postes à partir du")
    mail = post.newest(
        "nadia.benali@atelier-nord.example", "Une baisse du nombre est prévue pour Atelier CAD"
    )
    mail.says("Atelier Nord", f"Nouveau nombre : {before} postes")
    nadia.sees(mail.said(r"À partir du : (\d+ \w+ \d+)"))


def met_by_nora(play: Play, post: Post) -> tuple[Player, Caught]:
    """Let Nora, who has a paid plan of her own, sign in as before and open her invitation."""
    mail = post.newest("nora.lindqvist@northwind.example")
    mail.says("Bright Harbor", "Harbor Meetings", "Jonas Weber")
    nora = play()
    nora.sign_in_by_code("nora.lindqvist@northwind.example", post)
    nora.read_in("fr")
    return nora, mail


def chosen_by_nora(nora: Player, choice: str) -> str:
    """Let her choose where the rest of her plan goes; return the amount."""
    nora.sees_title("Bright Harbor vous invite")
    nora.sees("Il s’agit d’un solde créditeur, pas d’une dette : rien n’est facturé ici.")
    expect(nora.page.get_by_role("radio")).to_have_count(2)
    for each in nora.page.get_by_role("radio").all():
        expect(each).not_to_be_checked()
    worth = plain(nora.main.locator("dd > strong").first.inner_text())
    nora.tick(nora.main.locator(f"input[name=join][value={choice}]"))
    nora.press(nora.button(re.compile("^Rejoindre Bright Harbor")))
    nora.sees_title("Bienvenue chez Bright Harbor")
    return worth


@pytest.mark.requirement("Z5", "Z6", "Z7", "Z8", "Z9", "Z10", "Z13", "Z14", "Z15", "Z16", "Z19")
def test_zoom(play: Play, post: Post) -> None:
    grace = play()
    grace.sign_in_by_code("grace.holloway@bright-harbor.example", post)
    grace.read_in("fr")
    grace.press(grace.menu_called("Gestion des utilisateurs"))
    grace.press(grace.menu_called("Utilisateurs"))
    grace.sees_title("Utilisateurs")
    grace.press(grace.link("Ajouter des utilisateurs"))
    grace.write(grace.main.locator("textarea"), "lou@example.com")
    grace.press(grace.button("Vérifier"))
    grace.press(grace.button("Ajouter 1 personne"))
    grace.press(grace.link(re.compile("^En attente")))
    grace.sees("lou@example.com")
    mail = post.newest("lou@example.com")
    mail.says("Grace Holloway", "Bright Harbor", "Harbor Meetings")
    mail.leads_into("^/invitations/")

    # Nora's rest becomes credit of the company.
    nora, mail = met_by_nora(play, post)
    nora.open(mail.leads_to)
    worth = chosen_by_nora(nora, "transfer")
    told = post.newest("nora.lindqvist@northwind.example", "Vous avez rejoint Bright Harbor")
    told.says("vous vous connectez comme avant", f"Crédit pour Bright Harbor : {worth}")
    until = told.said(r"L’argent est transféré le (\d+ \w+ \d+)")
    nora.sees(until)

    # She is a member.
    nora.press(nora.link("Voir tous mes accès"))
    nora.sees("Bright Harbor", "utilisable")
    grace.press(grace.menu_of("members"))
    grace.sees("Nora Lindqvist")


@pytest.mark.requirement("Z3", "Z15", "Z16", "Z18", "Z19")
def test_zoom_with_a_refund(play: Play, post: Post) -> None:
    nora, mail = met_by_nora(play, post)
    nora.open(mail.leads_to)
    worth = chosen_by_nora(nora, "refund")
    told = post.newest("nora.lindqvist@northwind.example", "Vous avez rejoint Bright Harbor")
    told.says(f"Remboursement sur votre mode de paiement : {worth}", "Votre propre formule a pris")
    nora.sees(told.said(r"L’argent est transféré le (\d+ \w+ \d+)"))

    # She signs in as before, and is a member.
    nora.press(nora.link("Voir tous mes accès"))
    nora.press(nora.button("Se déconnecter"))
    nora.sign_in_by_code("nora.lindqvist@northwind.example", post)
    nora.press(nora.page.locator("a[href='/my']").first)
    nora.sees("Bright Harbor", "utilisable")


@pytest.mark.requirement("Z17")
def test_zoom_with_an_unpaid_invoice(play: Play, post: Post) -> None:
    nora, mail = met_by_nora(play, post)
    owe_for_own_plan(nora)
    nora.open(mail.leads_to)
    expect(nora.page.get_by_role("radio")).to_have_count(0)
    expect(nora.button(re.compile("^Rejoindre"))).to_have_count(0)

    # She pays where the page sends her, and can join then.
    nora.press(nora.main.locator("#blocked a").first)
    nora.tick(nora.main.locator("input[name=method]").first)
    nora.press(nora.button(re.compile("^Payer")))
    nora.sees("payée")
    nora.open(mail.leads_to)
    chosen_by_nora(nora, "refund")


@pytest.mark.requirement(
    "R3", "R4", "R9", "R10", "R12", "R13", "R14", "R16", "R17", "R19",
)  # fmt: skip
def test_the_licence_portal(play: Play, post: Post) -> None:
    irina = play(locale="ru-RU")
    irina.sign_in_by_code("irina.sokolova@vektor.example", post)
    irina.press(irina.menu_called("Кабинет"))
    irina.press(irina.listed("Администрирование компании"))
    irina.press(irina.listed("Управление подпиской"))
    irina.sees_title("Управление подпиской")
    bind = irina.page.get_by_role("button", name="Привязать", exact=True)
    free = bind.count()

    # The vendor records the payment of the invoice that waits; the letter tells who raised it.
    irina.press(irina.menu_of("invoices"))
    waiting = irina.main.locator("tbody tr").filter(has=irina.page.locator("strong")).first
    number = waiting.get_by_role("rowheader").inner_text()
    amount = re.sub(r"[^\d,]", "", waiting.locator("strong").inner_text())
    ada = play()
    ada.sign_in_by_code("ada.morgan@vendor.example", post)
    ada.press(ada.menu_of("payments"))
    ada.press(ada.main.locator("a[href*='/payments/record']").first)
    ada.write(ada.main.locator("input[name=amount]").first, amount)
    ada.write(ada.main.locator("input[name=currency]").first, "RUB")
    ada.write(ada.main.locator("input[name=reference]").first, number)
    ada.press(ada.button("Find the invoice"))
    ada.tick(ada.main.get_by_role("radio").first)
    ada.press(ada.button("Show what follows"))
    ada.press(ada.button(re.compile("^Record .* and issue 2 ")))
    mail = post.newest("irina.sokolova@vektor.example", "Оплата зафиксирована: МСФО")
    mail.says("ООО «Вектор»", number, "2 лицензии")
    mail.leads_into("/licenses")
    irina.press(irina.menu_of("licenses"))
    expect(bind).to_have_count(free + 2)
    irina.sees(mail.said(r"(\d+ \w+ \d{4}) г"))

    # Whoever is not registered with exactly this address cannot be bound; the administrator can.
    irina.write(irina.main.locator("input[id^=bind-]").first, "nobody@vektor.example")
    irina.press(bind.first)
    irina.sees("Пользователь с таким адресом не зарегистрирован.")
    irina.write(irina.main.locator("input[id^=bind-]").first, "irina.sokolova@vektor.example")
    irina.press(bind.first)
    expect(bind).to_have_count(free + 1)
    irina.press(irina.link("Отвязать irina.sokolova@vektor.example"))
    irina.press(irina.button("Отвязать"))
    expect(bind).to_have_count(free + 2)


@pytest.mark.requirement("R11", "R15", "R18", "R20")
def test_the_licence_portal_from_the_other_side(play: Play, post: Post) -> None:
    irina = play(locale="ru-RU")
    irina.sign_in_by_code("irina.sokolova@vektor.example", post)
    irina.press(irina.menu_of("licenses"))
    bind = irina.page.get_by_role("button", name="Привязать", exact=True)
    free = bind.count()

    # The list by product and by status.
    product = irina.main.locator("#product option").nth(1).get_attribute("value") or ""
    irina.choose_and_press(irina.main.locator("#product"), product, irina.button("Найти"))
    irina.choose_and_press(irina.main.locator("#status"), "bound", irina.button("Найти"))
    expect(bind).to_have_count(0)
    irina.sees("andrei.morozov@vektor.example")
    irina.choose_and_press(irina.main.locator("#status"), "free", irina.button("Найти"))
    expect(bind).to_have_count(free)
    expect(irina.main).not_to_contain_text("andrei.morozov@vektor.example")
    irina.press(irina.link("Сброс"))

    # Nikita may use nothing; then he is bound and may, at once, and then no more.
    nikita = play(locale="ru-RU")
    nikita.sign_in_by_code("nikita.fedorov@vektor.example", post)
    mine = nikita.page.locator("a[href='/my']").first
    expect(nikita.main).not_to_contain_text("МСФО")
    irina.write(irina.main.locator("input[id^=bind-]").first, "nikita.fedorov@vektor.example")
    irina.press(bind.first)
    expect(irina.main.get_by_role("row").filter(has_text="nikita.fedorov")).to_have_count(1)
    mail = post.newest("nikita.fedorov@vektor.example")
    mail.says("МСФО", "ООО «Вектор»")
    nikita.press(mine)
    nikita.sees("ООО «Вектор»", "МСФО Pro")
    irina.press(irina.link("Отвязать nikita.fedorov@vektor.example"))
    irina.press(irina.button("Отвязать"))
    expect(bind).to_have_count(free)
    nikita.press(mine)
    expect(nikita.main).not_to_contain_text("МСФО Pro")


@pytest.mark.requirement(
    "G1", "G2", "G7", "G8", "G9", "G10", "G11", "G12", "G13", "G14", "G16", "G17",
)  # fmt: skip
def test_gotoassist(play: Play, post: Post) -> None:
    monika = play(locale="de-DE")
    monika.sign_in_by_code("monika.jung@rhein-support.example", post)
    monika.read_in("fr")
    monika.press(monika.menu_called("Centre de facturation"))
    monika.sees_title("Centre de facturation")
    monika.press(monika.main.locator("a[href*='/subscriptions/']").first)
    monika.press(monika.link("Ajouter des agents"))
    monika.sees_title("Panier")
    agents = monika.main.locator("input[name=seats_agent]")
    before = int(agents.input_value())
    monika.write(agents, str(before + 5))
    monika.press(monika.button("Ajouter au panier"))
    monika.press(monika.button("Passer la commande"))

    monika.sees_title("Passer la commande")
    monika.sees("Période de facturation", "Total dû maintenant", f"{before + 5} agents")
    monika.press(monika.link("Modifier la commande"))
    monika.write(agents, str(before + 4))
    monika.press(monika.button("Modifier le panier"))
    monika.press(monika.button("Passer la commande"))
    monika.sees(f"{before + 4} agents")

    # It costs more, so it asks for the VAT number and how it is paid.
    monika.write(monika.main.locator("#tax_id"), "DE1")
    monika.press(monika.main.locator("form[action$='/tax-id'] button"))
    expect(monika.main.locator("#tax_id-error")).to_be_visible()
    monika.write(monika.main.locator("#tax_id"), "DE129274202")
    monika.press(monika.main.locator("form[action$='/tax-id'] button"))
    monika.unfold(monika.main.locator("#pay ~ details summary"))
    monika.press(monika.main.locator("form[action$='/method'] button"))
    due = monika.amount()
    monika.press(monika.main.locator("#order button"))
    monika.sees_title("Votre commande est exécutée")
    mail = post.newest("monika.jung@rhein-support.example", "Votre commande Rhein Assist")
    mail.says("Rhein Support GmbH", "Commandé : 4 agents", f"Montant : {due}")
    mail.says("Pensez ensuite à attribuer les accès à vos utilisateurs")
    monika.press(monika.link("Les attribuer maintenant"))
    expect(monika.main.locator(".meter").filter(has_text="Agent")).to_contain_text(str(before + 4))

    # Whoever gives seats there gives one of them to Nils, and he can use it at once.
    tobias = play(locale="de-DE")
    tobias.sign_in_by_code("tobias.engel@rhein-support.example", post)
    tobias.read_in("fr")
    tobias.press(tobias.menu_of("members"))
    tobias.press(tobias.main.locator("a[href*='/members/add']").first)
    tobias.write(tobias.main.locator("textarea"), "Nils Weber <nils.weber@example.com>")
    tobias.choose(tobias.main.locator("#seat_type"), "agent")
    tobias.press(tobias.button("Vérifier"))
    tobias.press(tobias.button("Ajouter 1 personne"))
    given = post.newest("nils.weber@example.com")
    given.says("Rhein Assist", "Rhein Support GmbH")
