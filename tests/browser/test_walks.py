"""Each vendor's page, walked in Chromium in its own language from the sign-in to the effect.

The pages of TutKit, Autodesk, Zoom and GoToAssist are French, the licence portal's is Russian. The
mails are part of the way: what is done next begins with what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.mails import newest_mail
from tests.browser.playing import Player
from tests.browser.visiting import Visit

pytestmark = pytest.mark.drawn("walk")

Play = Callable[..., Player]
PASSWORD = "un-crayon-vert-et-deux-gommes"


def read_french(player: Player) -> None:
    """Choose French by the form that stands on every page."""
    form = player.page.locator("form.language").first
    player.choose(form.locator("select"), "fr")
    player.press(form.locator("button"))
    expect(player.page.locator("html")).to_have_attribute("lang", "fr")


def places(player: Player) -> tuple[int, ...]:
    """Return the numbers beside the bar of the list: occupied, waiting, free, all."""
    return tuple(
        int(each) for each in re.findall(r"\d+", player.main.locator(".meter").inner_text())
    )


@pytest.mark.requirement(
    "T3", "T4", "T6", "T8", "T9", "T10", "T11", "T12", "T13", "T14", "T15", "T16", "T17",
    "T18", "T19", "T20", "T21", "T22", "T23",
)  # fmt: skip
def test_tutkit(play: Play, visit: Visit) -> None:
    claire = play("tutkit-owner", locale="fr-FR")
    claire.press(claire.menu_of("members"))
    claire.sees_title("Gestion des membres")
    *_, free, total = places(claire)

    # Add a place: how many more, a look at the order, the payment; then it is there at once.
    claire.press(claire.link("Ajouter d’autres participants"))
    claire.write(claire.page.get_by_label("combien en plus"), "1")
    claire.press(claire.button("Continuer vers la vérification"))
    claire.sees_title("Passer la commande")
    claire.press(claire.button(re.compile("^Passer la commande")))
    claire.sees_title("Votre commande est terminée")
    newest_mail(visit, "claire.fontaine@lumiere.example", "Votre commande TutKit")
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
    mail = newest_mail(visit, "nina.dubois@example.com", invited)
    nina = play(locale="fr-FR")
    nina.open(mail.leads_to)
    nina.sees_title("Studio Lumière vous invite")
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
    newest_mail(visit, "nina.dubois@example.com", "Votre accès à TutKit a pris fin")
    nina.press(nina.page.locator(".side nav a[href='/my']"))
    expect(nina.main).not_to_contain_text("utilisable")


@pytest.mark.requirement("T5", "T24", "T25")
def test_tutkit_keeps_what_is_booked_and_has_a_most(play: Play) -> None:
    claire = play("tutkit-owner", locale="fr-FR")
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
def test_autodesk(play: Play, visit: Visit) -> None:
    nadia = play("autodesk-contract-manager", locale="fr-FR")
    nadia.press(nadia.menu_of("subscriptions"))
    nadia.sees_title("Abonnements et contrats")
    nadia.press(nadia.main.locator("a[href*='/subscriptions/']").first)
    nadia.press(nadia.button(re.compile("^Garder")))
    expect(nadia.button(re.compile("^Garder"))).to_have_count(0)

    # Add ten (more than the account has as credit): the number, another card that is saved first.
    nadia.press(nadia.link("Ajouter des postes"))
    number = nadia.main.locator("input[type=number]").first
    before = int(number.input_value())
    nadia.write(number, str(before + 10))
    nadia.press(nadia.button("Enregistrer les modifications"))
    nadia.unfold(nadia.main.locator("summary").filter(has_text="Utiliser une autre carte"))
    nadia.press(nadia.button("Enregistrer"))
    nadia.sees("Le mode de paiement est enregistré et choisi pour cette commande.")
    nadia.press(nadia.button(re.compile("^Envoyer la commande")))
    nadia.sees_title("Votre commande est terminée")
    newest_mail(visit, "nadia.benali@atelier-nord.example", "Votre commande Atelier CAD")

    # Reduce: at once on paper, in fact with the renewal; nothing is ordered or paid.
    nadia.press(nadia.menu_of("subscriptions"))
    nadia.press(nadia.main.locator("a[href*='/subscriptions/']").first)
    nadia.sees(f"{before + 10} postes")
    nadia.press(nadia.link("Supprimer des postes"))
    nadia.write(nadia.main.locator("input[type=number]").first, str(before))
    nadia.press(nadia.button("Enregistrer les modifications"))
    nadia.sees(f"{before + 10} postes → {before} postes à partir du")
    newest_mail(
        visit, "nadia.benali@atelier-nord.example", "Une réduction est prévue pour Atelier CAD"
    )


@pytest.mark.requirement("Z5", "Z6", "Z7", "Z8", "Z9", "Z10", "Z13", "Z14", "Z15", "Z16", "Z19")
def test_zoom(play: Play, visit: Visit) -> None:
    grace = play("zoom-owner")
    read_french(grace)
    grace.press(grace.menu_of("members"))
    grace.sees_title("Utilisateurs")
    grace.press(grace.link("Ajouter des utilisateurs"))
    grace.write(grace.main.locator("textarea"), "lou@example.com")
    grace.press(grace.button("Vérifier"))
    grace.press(grace.button("Ajouter 1 personne"))
    grace.press(grace.link(re.compile("^En attente")))
    grace.sees("lou@example.com")
    assert "/invitations/" in newest_mail(visit, "lou@example.com").leads_to

    # Nora has a paid plan of her own; its rest goes where she says.
    mail = newest_mail(visit, "nora.lindqvist@northwind.example")
    nora = play("zoom-invited")
    read_french(nora)
    nora.open(mail.leads_to)
    nora.sees_title("Bright Harbor vous invite")
    nora.sees("Il s’agit d’un solde créditeur, pas d’une dette : rien n’est facturé ici.")
    choice = nora.page.get_by_role("radio")
    expect(choice).to_have_count(2)
    expect(choice.first).not_to_be_checked()
    expect(choice.last).not_to_be_checked()
    nora.tick(choice.last)
    nora.press(nora.button(re.compile("^Rejoindre Bright Harbor")))
    nora.sees_title("Bienvenue chez Bright Harbor")

    # She is a member.
    nora.press(nora.link("Voir tous mes accès"))
    nora.sees("Bright Harbor", "utilisable")
    grace.press(grace.menu_of("members"))
    grace.sees("Nora Lindqvist")


@pytest.mark.requirement(
    "R3", "R4", "R9", "R10", "R12", "R13", "R14", "R16", "R17", "R19",
)  # fmt: skip
def test_the_licence_portal(play: Play, visit: Visit) -> None:
    irina = play("licence-portal-owner", locale="ru-RU")
    irina.press(irina.menu_of("licenses"))
    irina.sees_title("Управление подпиской")
    bind = irina.page.get_by_role("button", name="Привязать", exact=True)
    free = bind.count()

    # The vendor records the payment of the invoice that waits; the letter tells who raised it.
    irina.press(irina.menu_of("invoices"))
    waiting = irina.main.locator("tbody tr").filter(has=irina.page.locator("strong")).first
    number = waiting.get_by_role("rowheader").inner_text()
    amount = re.sub(r"[^\d,]", "", waiting.locator("strong").inner_text())
    ada = play("staff-admin")
    ada.press(ada.menu_of("payments"))
    ada.press(ada.main.locator("a[href*='/payments/record']").first)
    ada.write(ada.main.locator("input[name=amount]").first, amount)
    ada.write(ada.main.locator("input[name=currency]").first, "RUB")
    ada.write(ada.main.locator("input[name=reference]").first, number)
    ada.press(ada.button("Find the invoice"))
    ada.tick(ada.main.get_by_role("radio").first)
    ada.press(ada.button("Show what follows"))
    ada.press(ada.button(re.compile("^Record .* and issue 2 ")))
    newest_mail(visit, "irina.sokolova@vektor.example", "Оплата зафиксирована: МСФО")
    irina.press(irina.menu_of("licenses"))
    expect(bind).to_have_count(free + 2)

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


@pytest.mark.requirement("G1", "G2", "G7", "G8", "G9", "G10", "G11", "G13", "G14", "G16", "G17")
def test_gotoassist(play: Play, visit: Visit) -> None:
    monika = play("gotoassist-billing-contact", locale="de-DE")
    read_french(monika)
    monika.press(monika.menu_of("subscriptions"))
    monika.press(monika.main.locator("a[href*='/subscriptions/']").first)
    monika.press(monika.link("Ajouter des agents"))
    monika.sees_title("Panier")
    agents = monika.main.locator("input[name=seats_agent]")
    before = int(agents.input_value())
    monika.write(agents, str(before + 2))
    monika.press(monika.button("Ajouter au panier"))
    monika.press(monika.button("Passer la commande"))

    monika.sees_title("Passer la commande")
    monika.sees("Période de facturation", "Total dû maintenant", f"{before + 2} agents")
    monika.press(monika.link("Modifier la commande"))
    monika.write(agents, str(before + 1))
    monika.press(monika.button("Modifier le panier"))
    monika.press(monika.button("Passer la commande"))
    monika.sees(f"{before + 1} agents")
    monika.press(monika.main.locator("#order button"))
    monika.sees_title("Votre commande est terminée")
    newest_mail(visit, "monika.jung@rhein-support.example", "Votre commande Rhein Assist")
    monika.press(monika.link("Les attribuer maintenant"))
    expect(monika.main.locator(".meter").filter(has_text="Agent")).to_contain_text(str(before + 1))
