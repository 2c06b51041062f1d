"""A button has the label of the vendor's own page, and the help says the same."""

from __future__ import annotations

import re

import pytest

from curule.core.languages import Language
from curule.core.messages import say
from curule.core.policy import NamedNoun
from curule.core.presets import PRESETS
from curule.web.portal.helping import PAGES, said
from curule.wording import Reader, catalogs, translate
from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world

pytestmark = pytest.mark.django_db


def reviewed(preset: str, seat_type: str, person: str, **overrides: object) -> str:
    """What the review of one seat more says to a French reader."""
    world = bought_world(preset, {seat_type: 5}, overrides=overrides)
    portal = Portal.of(world, person, language="fr")
    fields = {f"seats_{seat_type}": 6 if preset == "autodesk" else 1}
    return text_of(portal.get(portal.to_review("add-seats", **fields)))


@pytest.mark.requirement("A12")
def test_an_autodesk_order_is_sent() -> None:
    usual = reviewed("autodesk", "seat", "contract_manager")
    changed = reviewed(
        "autodesk",
        "seat",
        "contract_manager",
        **{"quantity.max_seats": 7, "words.seat_noun": NamedNoun.AGENT.value},
    )
    for page in (usual, changed):
        assert "Envoyer la commande · payer" in page
        assert "Vérifier la commande" in page
        assert "Passer la commande" not in page


@pytest.mark.requirement("G13")
def test_the_others_place_theirs() -> None:
    page = reviewed("tutkit", "participant", "owner")
    assert "Passer la commande · payer" in page
    assert "Envoyer la commande" not in page


@pytest.mark.requirement("A8", "A9")
def test_an_autodesk_number_is_saved() -> None:
    world = bought_world("autodesk", {"seat": 5}, overrides={"decrease.effective": "now"})
    portal = Portal.of(world, "contract_manager", language="fr")
    for name in ("add-seats", "reduce"):
        page = text_of(portal.get(portal.path(name)))
        assert "Enregistrer les modifications" in page
        assert "Continuer vers la vérification" not in page


def test_a_number_of_the_others_leads_to_the_review() -> None:
    world = bought_world("tutkit", {"participant": 5})
    page = text_of(Portal.of(world, language="fr").get(Portal.of(world).path("add-seats")))
    assert "Enregistrer les modifications" not in page


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PAGES)
def test_the_help_names_each_button_as_it_is_called(name: str, language: Language) -> None:
    """What is quoted is a button of a page, put in from its own text, or the name of a page."""
    preset = PRESETS[PAGES[name].preset]
    reader = Reader(language=language, zone="UTC", noun=preset.words.seat_noun)
    for piece in PAGES[name].pieces:
        written = catalogs.text(piece.key, language)
        buttons = {translate(say(key), language, noun=reader.noun) for key in piece.buttons}
        quoted = set(QUOTED.findall(said(piece, reader)))
        assert len(PLACED.findall(written)) == len(piece.buttons)
        assert buttons <= quoted
        assert quoted - buttons <= page_names(language)


QUOTED = re.compile(r"(?:«\u202f?|„|(?<=\s)“)([^«»„“”]+?)(?:\u202f?»|“|”)")
PLACED = re.compile(r"\{(?:next_)?button\}")


def page_names(language: Language) -> set[str]:
    """What pages are called where the help sends somebody."""
    screens = {piece.screen for page in PAGES.values() for piece in page.pieces} - {""}
    keys = {f"help.screen.{screen}" for screen in screens}
    return {translate(say(key), language) for key in keys} | {"Corporate"}


def test_the_help_calls_seats_as_the_plan_does() -> None:
    world = bought_world("autodesk", {"seat": 5}, overrides={"words.seat_noun": "agent"})
    portal = Portal.of(world, "contract_manager", language="ru")
    page = text_of(portal.get(f"{portal.root}/help/seats"))
    assert "«Добавить ещё агентов»" in page
    assert "«Уменьшить число агентов»" in page
